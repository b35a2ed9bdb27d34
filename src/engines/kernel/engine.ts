// The kernel engine: whole training steps in WebAssembly, with hand-written gradients.
import type { Engine } from '../../flows/engine';
import { loadKernel, type KernelExports } from './module';
import { KernelFlow } from './open-flow';
import { planFlow } from './plan';

const PAGE = 65_536;
/** Room for rows and results that every flow begins with. */
const ROOM = 1 << 20;

/** @param options.wasmFolder where the build put kernel.wasm  @throws Error when it cannot run here */
export async function kernelEngine(options: { wasmFolder?: string }): Promise<Engine> {
  if (!options.wasmFolder) throw new Error("the folder of the kernel's .wasm files is not known");
  const { module, relaxed } = await loadKernel(options.wasmFolder);
  return {
    name: 'kernel',
    description: `WebAssembly made for flows, with ${relaxed ? 'relaxed SIMD' : 'SIMD'}`,
    open: async (specification, parameters) => {
      const plan = planFlow(specification, 1);
      const memory = new WebAssembly.Memory({ initial: Math.ceil((plan.io + ROOM) / PAGE) });
      const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
      return new KernelFlow(specification, parameters, plan, memory, exports as unknown as KernelExports);
    },
  };
}
