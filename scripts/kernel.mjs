// Compiles the kernel's AssemblyScript (src/engines/kernel/assembly) to WebAssembly, a build for each set of features.
import asc from 'assemblyscript/asc';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'src/engines/kernel/assembly');
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
 * Builds into `folder` what is missing there or older than its sources.
 * @throws Error with the compiler's messages
 */
export async function buildKernel(folder) {
  mkdirSync(folder, { recursive: true });
  const newest = Math.max(
    ...[
      ...readdirSync(sources).map((name) => join(sources, name)),
      fileURLToPath(import.meta.url),
    ].map((file) => statSync(file).mtimeMs),
  );
  for (const [name, features] of Object.entries(builds)) {
    const out = join(folder, name);
    if (existsSync(out) && statSync(out).mtimeMs > newest) continue;
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
    const { error, stderr } = await asc.main([
      relative(root, join(sources, 'index.ts')),
      ...options,
      '--baseDir',
      root,
      '--outFile',
      relative(root, out),
    ]);
    if (error) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  }
}
