// The README's tables are those of the manifest.
import { expect, test } from 'vitest';
import { commandsTable, read, settingsTable, withTables } from '../../../scripts/readme-tables.mjs';

test('npm run readme has been run', () => {
  const { readme, manifest, strings } = read();
  expect(withTables(readme, manifest, strings)).toBe(readme);
});

test('every command and every setting has a row, with its text and not its key', () => {
  const { readme, manifest } = read();
  const { commands, configuration } = (
    manifest as { contributes: { commands: unknown[]; configuration: { properties: object } } }
  ).contributes;
  const rows = (name: string) =>
    readme
      .split(`<!-- ${name}:`)[1]!
      .split('<!-- end -->')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  expect(rows('commands')).toHaveLength(commands.length + 1);
  expect(rows('settings')).toHaveLength(Object.keys(configuration.properties).length + 1);
  expect(rows('commands').join() + rows('settings').join()).not.toMatch(/%\w|undefined|NaN/);
});

const manifest = {
  contributes: {
    commands: [
      { command: 'a', title: '%t%' },
      { command: 'b', title: 'Plain | title' },
    ],
    keybindings: [{ command: 'a', key: 'ctrl+k ctrl+x', mac: 'cmd+x' }],
    menus: {
      'explorer/context': [{ command: 'b' }],
      commandPalette: [{ command: 'b', when: 'false' }],
    },
    configuration: {
      properties: {
        'x.n': { type: 'number', default: 2000, minimum: 1, maximum: 3000, description: '%d%' },
        'x.s': { type: 'string', default: '', description: 'two\nlines' },
      },
    },
  },
};

test('keys, places, bounds, and texts that are looked up', () => {
  expect(commandsTable(manifest, { t: 'Title' }).split('\n').slice(2)).toEqual([
    '| **Title** | Ctrl+K Ctrl+X (Mac: Cmd+X) | palette |',
    '| **Plain \\| title** | | Explorer |',
  ]);
  expect(settingsTable(manifest, { d: 'A number.' }).split('\n').slice(2)).toEqual([
    '| `x.n` | 2,000 | 1 to 3,000 | A number. |',
    '| `x.s` | empty | | two lines |',
  ]);
});

test('a README without a place for them is said', () => {
  expect(() => withTables('# Nothing', manifest, {})).toThrow('no place for the commands');
});
