// What only runs by hand, and what documents say, keeps up with files and names that move.
import { build } from 'esbuild';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(__dirname, '../../..');
const filesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)).replaceAll('\\', '/'))
    .filter((path) => path.endsWith(ending));

test('benchmarks, scripts and end-to-end runs import what exists', async () => {
  const folders = ['scripts', 'test/bench', 'test/e2e', 'test/tensorflow', 'test/workbench'];
  await build({
    absWorkingDir: root,
    entryPoints: folders
      .flatMap((folder) => filesIn(folder, '.mjs'))
      .filter((path) => !path.startsWith('test/workbench/host/')),
    bundle: true,
    write: false,
    outdir: 'nowhere',
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
    logOverride: { 'import-is-undefined': 'error' },
  });
});

test.each([
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesIn('docs', '.md'),
  ...filesIn('scripts', '.mjs'),
  ...filesIn('test/bench', '.mjs'),
  ...filesIn('test/tensorflow', '.mjs'),
])('%s names files that exist', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const named = text.match(/\b(?:src|webview|test|scripts|media|docs|examples)\/[\w./-]*\w/g) ?? [];
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
