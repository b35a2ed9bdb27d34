// Packages the built extension into flowscope.vsix, for the platform it was built on.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Packages dist/ as it stands, or builds first when there is none.
 *
 * @returns the path of the .vsix
 * @throws Error with what vsce said
 */
export function packageExtension({ rebuild = false } = {}) {
  const vsix = join(root, 'flowscope.vsix');
  if (rebuild || !existsSync(join(root, 'dist/extension.js'))) run(process.execPath, ['esbuild.mjs']);
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  run(process.execPath, [vsce, 'package', '--no-dependencies', '--target', `${process.platform}-${process.arch}`, '--out', vsix, '--allow-missing-repository', '--no-rewrite-relative-links']);
  return vsix;
}

function run(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  if (result.status !== 0) throw new Error(`${args.join(' ')} failed.\n${result.error?.message ?? ''}${result.stdout}${result.stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(packageExtension({ rebuild: true }));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
