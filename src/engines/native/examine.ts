// Inside the probe's process: one product and one gradient, or the milliseconds of a training step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { initialParameters } from '../../flows/specification';
import { normals } from '../../flows/random';
import type { FlowSpecification } from '../../protocol/model';
import { tf } from '../tensorflow/backend';
import { tensorflowEngine } from '../tensorflow/engine';
import { loadNative } from './load';
import type { ProbeMessage } from './messages';
import type { ProbeReport } from './probes';
import { say } from '../../protocol/sentence';
import { EngineError, reasonOf } from '../engine-error';

const [ROWS, DIM, WARM] = [256, 3, 3];
/** A measurement takes so many milliseconds. */
const MEASUREMENT = 300;

/** Reports to the parent, or says why it cannot; then the process ends. @param folder of the package */
export async function examine(folder: string, measure: boolean): Promise<void> {
  let message: ProbeMessage;
  try {
    const engine = await tensorflowEngine('tensorflow', { native: () => loadNative(folder) });
    const found = report(folder);
    if (measure) found.milliseconds = await stepTime(engine);
    message = { report: found };
  } catch (error) {
    message = { error: reasonOf(error) };
  }
  process.send!(message, () => process.exit(0));
}

function report(folder: string): ProbeReport {
  const product = tf
    .matMul(tf.ones([2, 3]), tf.ones([3, 2]))
    .sum()
    .dataSync()[0];
  const slope = tf
    .grad((x) => tf.square(x).sum())(tf.tensor1d([1, 2, 3]))
    .dataSync();
  if (product !== 12 || slope.join() !== '2,4,6')
    throw new EngineError(
      say('its results are wrong: {0} for 12, {1} for 2,4,6', String(product), slope.join()),
    );
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const backend = tf.backend() as unknown as {
    binding?: { TF_Version?: string };
    isUsingGpuDevice?: boolean;
  };
  return {
    name,
    version,
    library: backend.binding?.TF_Version ?? 'unknown',
    backend: tf.getBackend(),
    devices: backend.isUsingGpuDevice ? ['CPU', 'GPU'] : ['CPU'],
    milliseconds: null,
  };
}

/** Of a flow of the usual size. */
async function stepTime(engine: Awaited<ReturnType<typeof tensorflowEngine>>): Promise<number> {
  const order = Array.from({ length: DIM }, (_, d) => d);
  const specification: FlowSpecification = {
    flow: 'spline-autoregressive',
    columns: order.map(String),
    preprocessing: order.map(() => ({ kind: 'none', shift: 0, scale: 1 })),
    layers: Array.from({ length: 5 }, () => ({
      kind: 'spline-autoregressive',
      hidden: [64, 64],
      order,
      bins: 8,
      bound: 5,
    })),
  };
  const data = { values: normals(1, 1, 0, ROWS, DIM), count: ROWS, dim: DIM };
  const flow = await engine.open(
    specification,
    initialParameters(specification, data.values, ROWS, 1),
  );
  const run = (n: number) =>
    flow.steps(
      data,
      Array<Int32Array>(n).fill(Int32Array.from({ length: ROWS }, (_, i) => i)),
      Array<number>(n).fill(1e-4),
      0,
    );
  await run(WARM);
  const from = performance.now();
  let steps = 0;
  for (; performance.now() - from < MEASUREMENT; steps++) await run(1);
  return (performance.now() - from) / steps;
}
