// Writes the README's tables of commands and settings from the manifest. --check only says whether they are as they should be.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const PLACES = {
  'explorer/context': 'Explorer',
  'editor/title': 'editor',
  'editor/title/context': 'tab',
  'view/title': 'side panel',
  'view/item/context': 'side panel',
};

/** The README with its tables as the manifest says. @throws Error when a place for one is missing */
export function withTables(readme, manifest, strings) {
  const tables = {
    commands: commandsTable(manifest, strings),
    settings: settingsTable(manifest, strings),
  };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name}: [^>]*-->\\n)[^]*?(<!-- end -->)`);
    if (!place.test(text))
      throw new Error(
        `The README has no place for the ${name}: <!-- ${name}: ... --> and <!-- end -->.`,
      );
    return text.replace(place, (_, before, after) => `${before}\n${table}\n\n${after}`);
  }, readme);
}

/** Title, keys and places of each command. */
export function commandsTable(
  { contributes: { commands, keybindings = [], menus = {} } },
  strings,
) {
  const rows = commands.map(({ command, title }) => {
    const keys = keybindings
      .filter((k) => k.command === command)
      .map(
        ({ key, mac }) => keyWords(key) + (mac && mac !== key ? ` (Mac: ${keyWords(mac)})` : ''),
      );
    const places = Object.entries(PLACES)
      .filter(([menu]) => menus[menu]?.some((entry) => entry.command === command))
      .map(([, place]) => place);
    const hidden = menus.commandPalette?.some(
      (entry) => entry.command === command && entry.when === 'false',
    );
    return [
      `**${text(title, strings)}**`,
      keys.join(', '),
      [...new Set([...places, ...(hidden ? [] : ['palette'])])].join(', '),
    ];
  });
  return table(['command', 'keys', 'where'], rows);
}

/** Name, default, bounds or choices, and description of each setting. */
export function settingsTable({ contributes: { configuration } }, strings) {
  const rows = [configuration]
    .flat()
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, property]) => {
      const { enum: choices, minimum, maximum, default: preset } = property;
      const bounds = choices
        ? choices.map((c) => `\`${c}\``).join(', ')
        : minimum !== undefined
          ? `${number(minimum)} to ${number(maximum)}`
          : '';
      return [
        `\`${name}\``,
        preset === '' ? 'empty' : typeof preset === 'number' ? number(preset) : `\`${preset}\``,
        bounds,
        text(property.markdownDescription ?? property.description ?? '', strings),
      ];
    });
  return table(['setting', 'default', 'choices', 'what it is'], rows);
}

/** "%key%" through package.nls.json; anything else as it is. */
const text = (value, strings) =>
  value.replace(/^%([\w.]+)%$/, (whole, key) => strings[key] ?? whole);
const number = (value) => value.toLocaleString('en');
const keyWords = (key) =>
  key
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((part) =>
          part === 'cmd'
            ? 'Cmd'
            : part.length === 1
              ? part.toUpperCase()
              : part[0].toUpperCase() + part.slice(1),
        )
        .join('+'),
    )
    .join(' ');
const cell = (value) => value.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map(cell).join(' | ')} |`.replaceAll('|  |', '| |'))
    .join('\n');

export function read() {
  const json = (name) =>
    existsSync(join(root, name)) ? JSON.parse(readFileSync(join(root, name), 'utf8')) : {};
  return {
    readme: readFileSync(join(root, 'README.md'), 'utf8'),
    manifest: json('package.json'),
    strings: json('package.nls.json'),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { readme, manifest, strings } = read();
  const wanted = withTables(readme, manifest, strings);
  if (process.argv.includes('--check')) process.exitCode = wanted === readme ? 0 : 1;
  else writeFileSync(join(root, 'README.md'), wanted);
}
