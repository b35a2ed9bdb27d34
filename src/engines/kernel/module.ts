// Reads the kernel's WebAssembly and picks the build that this machine runs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** Functions of assembly/index.ts. Addresses are bytes; `thread` counts from 0. */
export interface KernelExports {
  train(model: number, thread: number, from: number, to: number): number;
  gradient(model: number, thread: number): void;
  density(model: number, thread: number, rows: number, count: number, out: number): void;
  sample(model: number, thread: number, rows: number, count: number, out: number): void;
  trace(model: number, thread: number, rows: number, count: number, out: number): void;
}

export interface KernelModule {
  module: WebAssembly.Module;
  /** fused multiply-add and cheaper selections */
  relaxed: boolean;
}

const opened = new Map<string, Promise<KernelModule>>();

/** @param folder where the build put the .wasm files  @throws Error when WebAssembly or its SIMD is missing here */
export function loadKernel(folder: string): Promise<KernelModule> {
  let module = opened.get(folder);
  if (!module) opened.set(folder, (module = load(folder)));
  return module;
}

async function load(folder: string): Promise<KernelModule> {
  const relaxed = await readFile(join(folder, 'kernel-relaxed.wasm'));
  if (runs(relaxed)) return { module: await WebAssembly.compile(relaxed), relaxed: true };
  const plain = await readFile(join(folder, 'kernel.wasm'));
  if (!WebAssembly.validate(plain)) throw new Error('this machine has no WebAssembly with SIMD');
  return { module: await WebAssembly.compile(plain), relaxed: false };
}

/** Relaxed SIMD is off by default in Node 20 and 22; a process may turn it on for the modules it compiles from then on. */
function runs(relaxed: Uint8Array<ArrayBuffer>): boolean {
  if (WebAssembly.validate(relaxed)) return true;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return WebAssembly.validate(relaxed);
}
