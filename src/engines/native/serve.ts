// The native process at work: opens flows on tfjs-node and answers calls, one after the other.
import { createBirpc } from 'birpc';
import type { OpenFlow, Rows } from '../../flows/engine';
import { tensorflowEngine } from '../tensorflow/engine';
import { loadNative } from './load';
import type { NativeFunctions } from './messages';

interface Open {
  flow: OpenFlow;
  data: Rows | null;
}

/** @param folder of the package */
export function serve(folder: string): void {
  process.on('disconnect', () => process.exit(0)); // whoever asked is gone
  const loading = tensorflowEngine('tensorflow', { native: () => loadNative(folder) });
  loading.catch(() => undefined); // told by `open`
  const flows = new Map<number, Open>();
  let next = 1;
  const at = (id: number) => flows.get(id)!;

  const functions: NativeFunctions = {
    async open(specification, parameters) {
      const engine = await loading;
      flows.set(next, { flow: await engine.open(specification, parameters), data: null });
      return next++;
    },
    steps: (id, data, indices, rates, weightDecay) => {
      const open = at(id);
      open.data = data ?? open.data;
      return open.flow.steps(open.data!, indices, rates, weightDecay);
    },
    gradient: (id, data) => at(id).flow.gradient(data),
    pullback: (id, data, value, logDet) => at(id).flow.pullback(data, value, logDet),
    apply: (id, gradient, rate) => at(id).flow.apply(gradient, rate),
    parameters: (id) => at(id).flow.parameters(),
    moments: (id) => at(id).flow.moments(),
    restore: (id, parameters, moments) => at(id).flow.restore(parameters, moments),
    logProb: (id, z) => at(id).flow.logProb(z),
    sample: (id, u) => at(id).flow.sample(u),
    trace: (id, z) => at(id).flow.trace(z),
    async close(id) {
      flows.get(id)?.flow.close();
      flows.delete(id);
    },
  };
  createBirpc<object, NativeFunctions>(functions, {
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
    timeout: -1,
  });
}
