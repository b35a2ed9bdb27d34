// Compiles the kernel's AssemblyScript (src/engines/kernel/assembly) to WebAssembly, a build for each set of features.
import asc from 'assemblyscript/asc';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/engines/kernel/assembly');
/** what was compiled is kept: every build, and the tests beside it, copy it from here */
const cache = join(root, 'node_modules/.cache/kernel');
const relaxed = ['--enable', 'relaxed-simd'];
/** up to 2 GiB in pages of 64 KiB; shared memory has to name a limit */
const shared = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '32768'];
const builds = {
  'kernel.wasm': [],
  'kernel-relaxed.wasm': relaxed,
  'kernel-threads.wasm': shared,
  'kernel-threads-relaxed.wasm': [...shared, ...relaxed],
};

/**
 * Puts all builds into `folder`, and compiles what is older than its sources.
 * @throws Error with the compiler's messages
 */
export async function buildKernel(folder) {
  for (const to of [cache, folder]) mkdirSync(to, { recursive: true });
  const newest = Math.max(
    ...[
      ...readdirSync(sources).map((name) => join(sources, name)),
      join(root, 'node_modules/assemblyscript/package.json'),
      fileURLToPath(import.meta.url),
    ].map((file) => statSync(file).mtimeMs),
  );
  for (const [name, features] of Object.entries(builds)) {
    const kept = join(cache, name);
    if (!existsSync(kept) || statSync(kept).mtimeMs <= newest) await compile(features, kept);
    copyFileSync(kept, join(folder, name));
  }
}

async function compile(features, out) {
  const options = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    ...features,
  ];
  // renamed when it is whole: a build and the tests may both compile
  const part = `${out}.${process.pid}`;
  const { error, stderr } = await asc.main([
    relative(root, join(sources, 'index.ts')),
    ...options,
    '--baseDir',
    root,
    '--outFile',
    relative(root, part),
  ]);
  if (error) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  renameSync(part, out);
}
