// tfjs-node as a contender: where it is installed, and its process, bundled from the sources as the product runs it.
import { build } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flowscope');

/** Storages with a tfjs-node: of Set Up TensorFlow, and of the recipe that the tests follow. */
function storages(own) {
  const recipes = existsSync(cache)
    ? readdirSync(cache)
        .filter((name) => /^tensorflow-[0-9a-f]{16}$/.test(name))
        .map((name) => join(cache, name))
    : [];
  return [
    own,
    ...recipes
      .filter((folder) => existsSync(join(folder, 'ready')))
      .map((folder) => join(folder, 'storage')),
  ];
}

/**
 * @param ours `candidates` and `ownStorage` of the sources
 * @throws Error with the command that installs it
 */
export function findTfjsNode({ candidates, ownStorage }) {
  const path = process.env.FLOWSCOPE_TENSORFLOW_PATH ?? null;
  const found = storages(ownStorage())
    .map((storage) => ({ path, storage, workspace: [] }))
    .find((places) => candidates(places).length > 0);
  if (!found)
    throw new Error('tfjs-node is not installed. Run: npm run test:tensorflow -- --only build');
  return found;
}

/** What `openEngine` needs for it, with a fixed number of threads. */
export async function tfjsNodeOptions(folder, threads, ours) {
  const places = findTfjsNode(ours);
  const script = join(folder, 'native.js');
  await build({
    entryPoints: [join(root, 'src/native.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@tensorflow/*'],
    outfile: script,
    logLevel: 'error',
  });
  const variables = {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: '1',
    ...(threads === 1 ? { TF_ENABLE_ONEDNN_OPTS: '0' } : {}),
  };
  return { script, places, threads: { name: `${threads} threads`, variables } };
}
