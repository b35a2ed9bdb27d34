// Nothing is bundled without its licence text, or under a licence that asks for more than a notice.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noticesOf, noticesText, problemsOf } from '../../../scripts/package/notices.mjs';

const root = resolve(__dirname, '../../..');
const TEXT = 'Permission is hereby granted, free of charge, to whom it may concern. '.repeat(3);

/** A folder with these packages in node_modules. */
function tree(
  packages: Record<string, { license?: unknown; files?: Record<string, string> }>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-notices-'));
  for (const [path, { license, files = {} }] of Object.entries(packages)) {
    const at = join(folder, path);
    mkdirSync(at, { recursive: true });
    writeFileSync(
      join(at, 'package.json'),
      JSON.stringify({ name: path.replace(/^.*node_modules\//, ''), version: '1.0.0', license }),
    );
    for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
  }
  return folder;
}

describe('packages', () => {
  const good = { license: 'MIT', files: { LICENSE: TEXT } };
  test('are found by the files that went into a bundle, also where one holds another', () => {
    const folder = tree({
      'node_modules/a': good,
      'node_modules/@s/b': good,
      'node_modules/a/node_modules/c': good,
      'node_modules/d': good,
    });
    const inputs = {
      'src/main.ts': {},
      'node_modules/a/lib/x.js': {},
      'node_modules/@s/b/index.js': {},
      'node_modules/a/node_modules/c/deep/y.js': {},
    };
    expect(noticesOf(folder, [{ inputs }], ['d']).map((n) => n.name)).toEqual([
      '@s/b',
      'a',
      'c',
      'd',
    ]);
  });

  test.each([
    ['no text', { license: 'MIT' }, /a 1\.0\.0: no licence text/],
    ['an empty text', { license: 'MIT', files: { LICENSE: '\n' } }, /a 1\.0\.0: no licence text/],
    [
      'copyleft',
      { license: 'GPL-3.0', files: { LICENSE: TEXT } },
      /a 1\.0\.0: the licence "GPL-3\.0"/,
    ],
    ['both of two', { license: '(MIT AND LGPL-2.1)', files: { LICENSE: TEXT } }, /LGPL/],
    ['none named', { files: { LICENSE: TEXT } }, /the licence "unknown"/],
  ])('with %s stop the build', (_, one, sentence) => {
    const folder = tree({ 'node_modules/a': one });
    expect(() => noticesOf(folder, [{ inputs: { 'node_modules/a/index.js': {} } }], [])).toThrow(
      sentence,
    );
  });

  test.each(['MIT', '(MIT OR GPL-2.0)', 'Apache-2.0 AND MIT', 'BSD-3-Clause', 'ISC', '0BSD'])(
    'under %s may travel',
    (licence) => {
      expect(problemsOf({ name: 'a', version: '1', licence, text: TEXT })).toEqual([]);
    },
  );
});

test('the text has every package, its licence and its words', () => {
  const notices = [
    { name: 'a', version: '1', licence: 'MIT', text: 'words of a' },
    { name: 'b', version: '2', licence: 'ISC', text: 'words of b' },
  ];
  const text = noticesText(notices);
  for (const part of ['a 1 (MIT)', 'b 2 (ISC)', 'words of a', 'words of b'])
    expect(text).toContain(part);
});

test('the page that is bundled now may travel', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['webview/main.tsx'],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'dist',
    format: 'iife',
    target: 'chrome130',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
  const names = noticesOf(root, [metafile], []).map((n) => n.name);
  for (const name of [
    'preact',
    'vega',
    'vega-lite',
    'twgl.js',
    '@vscode/webview-ui-toolkit',
    '@microsoft/fast-element',
  ])
    expect(names).toContain(name);
});
