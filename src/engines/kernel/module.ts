// Reads the kernel's WebAssembly and picks the build that this machine runs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { say } from '../../protocol/sentence';
import { EngineError } from '../engine-error';

/** Functions of assembly/index.ts. `model` is an address; the rest depends on the command. */
export interface KernelExports {
  call(model: number, command: number, a: number, b: number, c: number): number;
}

export interface KernelModule {
  module: WebAssembly.Module;
  /** fused multiply-add and cheaper selections */
  relaxed: boolean;
}

const opened = new Map<string, Promise<KernelModule>>();

/**
 * @param folder where the build put the .wasm files
 * @param shared the build for several threads over one shared memory
 * @throws Error when WebAssembly or its SIMD is missing here
 */
export function loadKernel(folder: string, shared: boolean): Promise<KernelModule> {
  const path = join(folder, shared ? 'kernel-threads' : 'kernel');
  let module = opened.get(path);
  if (!module) opened.set(path, (module = load(path)));
  return module;
}

async function load(path: string): Promise<KernelModule> {
  const relaxed = await readFile(`${path}-relaxed.wasm`);
  if (runsRelaxed(relaxed)) return { module: await WebAssembly.compile(relaxed), relaxed: true };
  const plain = await readFile(`${path}.wasm`);
  if (!WebAssembly.validate(plain))
    throw new EngineError(say('this machine has no WebAssembly with SIMD'));
  return { module: await WebAssembly.compile(plain), relaxed: false };
}

/** Version of V8 from which on relaxed SIMD needs no flag, and the flag is gone. */
const RELAXED_BUILT_IN = 11.4;

/** Relaxed SIMD is off by default in Node 20; a process may turn it on for the modules it compiles from then on. */
function runsRelaxed(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (WebAssembly.validate(bytes)) return true;
  if (parseFloat(process.versions.v8) >= RELAXED_BUILT_IN) return false;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(bytes);
}
