// The kernel engine: whole training steps in WebAssembly, with hand-written gradients.
import { availableParallelism } from 'node:os';
import type { Engine } from '../../flows/engine';
import { mayWait } from './crew';
import { loadKernel } from './module';
import { KernelFlow } from './open-flow';
import { planFlow } from './plan';
import { say } from '../../protocol/sentence';

const PAGE = 65_536;
/** Room for rows and results that every flow begins with. */
const ROOM = 1 << 20;
/** What the build of the module for threads names as its limit, in pages. */
const SHARED_LIMIT = 32_768;
/** A batch of 256 rows is four tiles. */
const MOST_THREADS = 4;

/**
 * @param options.wasmFolder where the build put the kernel's .wasm files
 * @param options.threads how many train together; results are the same to the last bit for one number
 * @throws Error when it cannot run here
 */
export async function kernelEngine(options: {
  wasmFolder?: string;
  threads?: number;
}): Promise<Engine> {
  if (!options.wasmFolder) throw new Error("the folder of the kernel's .wasm files is not known");
  const wanted = Math.min(MOST_THREADS, options.threads ?? availableParallelism());
  const threads = wanted > 1 && mayWait() ? wanted : 1;
  const kernel = await loadKernel(options.wasmFolder, threads > 1);
  return {
    name: 'kernel',
    description: kernel.relaxed
      ? threads === 1
        ? say('WebAssembly made for flows, relaxed SIMD, one thread')
        : say('WebAssembly made for flows, relaxed SIMD, {0} threads', threads)
      : threads === 1
        ? say('WebAssembly made for flows, SIMD, one thread')
        : say('WebAssembly made for flows, SIMD, {0} threads', threads),
    open: async (specification, parameters) => {
      const plan = planFlow(specification, threads);
      const initial = Math.ceil((plan.io + ROOM) / PAGE);
      const memory = new WebAssembly.Memory(
        threads > 1 ? { initial, maximum: SHARED_LIMIT, shared: true } : { initial },
      );
      return KernelFlow.open(specification, parameters, plan, memory, kernel.module, threads);
    },
  };
}
