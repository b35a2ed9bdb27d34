// DuckDB's native binding for any platform: from node_modules, or from npm, pinned by package-lock.json to the last bit.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** VS Code's name of a platform, and that of the binding. */
export const TARGETS = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linux-x64-musl',
  'alpine-arm64': 'linux-arm64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

export const bindingName = (target) => `@duckdb/node-bindings-${TARGETS[target]}`;

/**
 * The folder of the binding's package. What is downloaded is kept in `~/.cache/flowscope/bindings`.
 *
 * @param {string} root  the folder with package-lock.json and node_modules
 * @param {string} target  a key of TARGETS
 * @returns {string}
 * @throws Error when npm does not hand it out, or hands out something else
 */
export function bindingFolder(
  root,
  target,
  cache = join(homedir(), '.cache', 'flowscope', 'bindings'),
) {
  const name = bindingName(target);
  const pinned = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    `node_modules/${name}`
  ];
  if (!pinned) throw new Error(`package-lock.json does not name ${name}: run npm install.`);
  const { version, integrity } = pinned;
  const installed = join(root, 'node_modules', name);
  if (
    existsSync(join(installed, 'package.json')) &&
    JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).version === version
  )
    return installed;
  const kept = join(cache, `${name.split('/')[1]}-${version}`);
  if (!existsSync(kept)) download(`${name}@${version}`, integrity, kept, cache);
  return join(kept, 'package');
}

function download(spec, integrity, kept, cache) {
  mkdirSync(cache, { recursive: true });
  const beside = mkdtempSync(join(cache, '.download-'));
  try {
    run(
      process.platform === 'win32' ? 'npm.cmd' : 'npm',
      ['pack', spec, '--pack-destination', beside, '--silent'],
      beside,
    );
    const archive = join(
      beside,
      spec
        .replace(/^@/, '')
        .replace('/', '-')
        .replace(/@(?=[^@]*$)/, '-') + '.tgz',
    );
    checkIntegrity(readFileSync(archive), integrity, spec);
    run('tar', ['-xzf', archive, '-C', beside], beside);
    rmSync(archive);
    renameSync(beside, kept);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** @throws Error when `bytes` are not those that the lock file names */
export function checkIntegrity(bytes, integrity, spec) {
  const [algorithm] = integrity.split('-', 1);
  const found = `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;
  if (found !== integrity)
    throw new Error(
      `${spec} is not the package that package-lock.json names: ${found} instead of ${integrity}.`,
    );
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: command.endsWith('.cmd'),
  });
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} failed.\n${error?.message ?? ''}${stdout}${stderr}`,
    );
}
