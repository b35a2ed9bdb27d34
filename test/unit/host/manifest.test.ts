// The manifest: everything it names exists, and the settings say what the code reads.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIRECTIONS, ENGINE_CHOICES, FLOW_CHOICES, ORDERINGS } from '../../../src/protocol/choices';

const root = resolve(__dirname, '../../..');
const text = readFileSync(resolve(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text);
const strings: Record<string, string> = JSON.parse(
  readFileSync(resolve(root, 'package.nls.json'), 'utf8'),
);
const { contributes } = manifest;
const commands: string[] = contributes.commands.map((c: { command: string }) => c.command);

describe('strings', () => {
  const used = [...text.matchAll(/"%([\w.]+)%"/g)].map((m) => m[1]!);

  test('every key used has a text, and every text is used', () => {
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
    for (const value of Object.values(strings)) expect(value.trim()).not.toBe('');
  });

  test('every command has a translated title and the category Flowscope', () => {
    for (const { command, title, category } of contributes.commands) {
      expect(title, command).toMatch(/^%[\w.]+%$/);
      expect(category, command).toBe('Flowscope');
    }
  });
});

describe('menus', () => {
  const entries = Object.values(contributes.menus).flat() as { command: string; when?: string }[];

  test('name only commands that exist', () => {
    for (const { command } of entries) expect(commands).toContain(command);
  });

  test('ask only for context keys that the host sets', () => {
    const host = ['explorations', 'commands/stored-models']
      .map((name) => readFileSync(resolve(root, `src/host/${name}.ts`), 'utf8'))
      .join('\n');
    const keys = entries.flatMap(({ when }) =>
      [...(when ?? '').matchAll(/(?<!== )\bflowscope\.\w+/g)].map((m) => m[0]),
    );
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(host).toContain(`'${key}'`);
  });

  test('commands in texts exist', () => {
    const linked = Object.values(strings).flatMap((s) =>
      [...s.matchAll(/command:([\w.]+)/g)].map((m) => m[1]),
    );
    expect(linked.length).toBeGreaterThan(0);
    for (const command of linked) expect(commands).toContain(command);
  });
});

test('every icon file is there, and the extension icon is a PNG', () => {
  const paths = [...text.matchAll(/"(media\/[^"]+)"/g)].map((m) => m[1]!);
  expect(paths).toContain(manifest.icon);
  for (const path of paths) expect(existsSync(resolve(root, path)), path).toBe(true);
  const icon = readFileSync(resolve(root, manifest.icon));
  expect(icon.subarray(1, 4).toString()).toBe('PNG');
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([128, 128]);
});

test('views, the model editor and the host use the same names', () => {
  const host = ['panels', 'columns-tree', 'models-tree', 'inspector']
    .map((name) => readFileSync(resolve(root, `src/host/${name}.ts`), 'utf8'))
    .join('\n');
  const entry = readFileSync(resolve(root, 'src/extension.ts'), 'utf8');
  const views = (Object.values(contributes.views).flat() as { id: string }[]).map((v) => v.id);
  for (const id of [...views, contributes.customEditors[0].viewType])
    expect(host + entry).toContain(`'${id}'`);
});

describe('settings', () => {
  const properties = contributes.configuration.properties as Record<
    string,
    Record<string, unknown>
  >;

  test('offer exactly the choices of the protocol', () => {
    expect(properties['flowscope.flow']!.enum).toEqual([...FLOW_CHOICES]);
    expect(properties['flowscope.engine']!.enum).toEqual([...ENGINE_CHOICES]);
    expect(properties['flowscope.direction']!.enum).toEqual([...DIRECTIONS]);
    expect([...(properties['flowscope.order']!.enum as string[])].sort()).toEqual(
      [...ORDERINGS].sort(),
    );
  });

  test('have bounds that hold their defaults', () => {
    const numbers = Object.entries(properties).filter(([, p]) => typeof p.default === 'number');
    expect(numbers.length).toBeGreaterThan(6);
    for (const [name, p] of numbers) {
      expect(p.default as number, name).toBeGreaterThanOrEqual(p.minimum as number);
      expect(p.default as number, name).toBeLessThanOrEqual(p.maximum as number);
    }
  });
});

test('works on files of this machine only, also in untrusted workspaces', () => {
  expect(manifest.extensionKind).toEqual(['workspace']);
  expect(manifest.browser).toBeUndefined();
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
});

test('every step of the walkthrough has a picture for each kind of theme', () => {
  const steps = contributes.walkthroughs.flatMap((w: { steps: unknown[] }) => w.steps) as {
    media: { image: Record<string, string> };
  }[];
  expect(steps.length).toBeGreaterThan(0);
  for (const { media } of steps) {
    expect(Object.keys(media.image).sort()).toEqual(['dark', 'hc', 'hcLight', 'light']);
    for (const path of Object.values(media.image))
      expect(existsSync(resolve(root, path))).toBe(true);
  }
});
