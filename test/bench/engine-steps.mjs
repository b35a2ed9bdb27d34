// How long a training step takes on every engine: node test/bench/engine-steps.mjs [--engines kernel:1,kernel,wasm,cpu,tensorflow] [--repetitions 5]
// tensorflow needs tfjs-node (flowscope engines --install tensorflow, or FLOWSCOPE_TENSORFLOW_PATH). kernel:1 is the kernel on one thread, and so on.
// Prints milliseconds a step (the least of the repetitions), and rows a second for log densities and samples.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildKernel } from '../../scripts/kernel.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: { engines: { type: 'string', default: 'kernel:1,kernel,wasm,cpu' }, repetitions: { type: 'string', default: '5' } },
});
const out = join(root, 'test-output/bench');
mkdirSync(out, { recursive: true });
await buildKernel(out);
const tfjs = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
for (const file of readdirSync(tfjs).filter((name) => name.endsWith('.wasm'))) cpSync(join(tfjs, file), join(out, file));
await build({
  stdin: {
    contents: `export { openEngine } from './src/engines'; export { kernelEngine } from './src/engines/kernel/engine'; export { initialParameters } from './src/flows/specification'; export { normals } from './src/flows/random'; export { ownStorage } from './src/session/storage';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'], outfile: join(out, 'engines.cjs'), logLevel: 'error',
});
await build({ entryPoints: [join(root, 'src/native.ts')], bundle: true, platform: 'node', format: 'cjs', external: ['@tensorflow/*'], outfile: join(out, 'native.js'), logLevel: 'error' });
const { openEngine, kernelEngine, ownStorage, initialParameters, normals } = createRequire(import.meta.url)(join(out, 'engines.cjs'));

const tensorflow = { script: join(out, 'native.js'), places: { path: process.env.FLOWSCOPE_TENSORFLOW_PATH || null, storage: ownStorage(), workspace: [] } };
const ROWS = 20_000;
const cases = [
  ['affine, D = 2', 'affine-autoregressive', 2, 64, 256],
  ['affine, D = 6', 'affine-autoregressive', 6, 64, 256],
  ['spline, D = 2', 'spline-autoregressive', 2, 64, 256],
  ['spline, D = 6', 'spline-autoregressive', 6, 64, 256],
  ['affine, D = 8, 128 x 128, batch 1024', 'affine-autoregressive', 8, 128, 1024],
  ['spline, D = 8, 128 x 128, batch 1024', 'spline-autoregressive', 8, 128, 1024],
];

/** Least seconds a call of `act` takes. */
async function least(act) {
  await act();
  let best = Infinity;
  for (let r = 0; r < Number(values.repetitions); r++) {
    const from = performance.now();
    await act();
    best = Math.min(best, performance.now() - from);
  }
  return best / 1000;
}

const table = [];
for (const name of values.engines.split(',')) {
  const [kernel, threads] = name.split(':');
  const fast = kernel === 'kernel';
  const engine = fast ? await kernelEngine({ wasmFolder: out, threads: threads ? Number(threads) : undefined }) : (await openEngine(name, { wasmFolder: out, tensorflow, notice: console.error })).engine;
  console.log(`${name}: ${engine.description}`);
  for (const [label, kind, dim, width, batch] of cases) {
    const layers = Array.from({ length: 5 }, (_, l) => {
      const order = Array.from({ length: dim }, (_, d) => (l % 2 ? dim - 1 - d : d));
      return { kind, hidden: [width, width], order, ...(kind.startsWith('spline') ? { bins: 8, bound: 5 } : {}) };
    });
    const specification = {
      flow: kind, layers,
      columns: Array.from({ length: dim }, (_, d) => `c${d}`),
      preprocessing: Array.from({ length: dim }, () => ({ kind: 'none', shift: 0, scale: 1 })),
    };
    const data = { values: normals(1, 1, 0, ROWS, dim), count: ROWS, dim };
    const flow = await engine.open(specification, initialParameters(specification, data.values, ROWS, 1));
    const steps = fast ? 30 : name === 'tensorflow' ? 8 : 3;
    const batches = Array.from({ length: steps }, (_, k) => Int32Array.from({ length: batch }, (_, i) => (i * 13 + k * 101) % ROWS));
    const rates = new Array(steps).fill(1e-4);
    const step = (await least(() => flow.steps(data, batches, rates, 0))) / steps;
    const count = fast || name === 'tensorflow' ? ROWS : 4096;
    const some = { values: data.values.subarray(0, count * dim), count, dim };
    const density = count / (await least(() => flow.logProb(some)));
    const sampling = count / (await least(() => flow.sample(some)));
    flow.close();
    table.push({ engine: name, flow: label, 'ms a step': Number((1000 * step).toFixed(2)), 'log densities/s': Math.round(density), 'samples/s': Math.round(sampling) });
  }
}
console.table(table);
