// Our engines as contenders: `kernel` and `tensorflow` (with threads), `wasm` and `cpu`, straight from the sources.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildKernel } from '../../../scripts/kernel.mjs';
import { ROWS } from './cases.mjs';
import { tfjsNodeOptions } from './tfjs-node.mjs';

const root = join(import.meta.dirname, '../../..');
export const outFolder = join(root, 'test-output/bench');

async function sources() {
  mkdirSync(outFolder, { recursive: true });
  await buildKernel(outFolder);
  const tfjs = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const file of readdirSync(tfjs).filter((name) => name.endsWith('.wasm')))
    cpSync(join(tfjs, file), join(outFolder, file));
  await build({
    entryPoints: [join(import.meta.dirname, 'sources.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile: join(outFolder, 'engines.cjs'),
    logLevel: 'error',
  });
  return createRequire(import.meta.url)(join(outFolder, 'engines.cjs'));
}
const {
  openEngine,
  buildSpecification,
  initialParameters,
  flowTensors,
  normals,
  FLOW_NAMES,
  candidates,
  ownStorage,
} = await sources();
export { FLOW_NAMES };

/**
 * The product's layers for a flow with networks of another width,
 * without the Gaussian one at the end, which other libraries lack.
 */
function specificationOf({ flow, dim, hidden }) {
  const columns = Array.from({ length: dim }, (_, d) => `c${d}`);
  const built = buildSpecification(
    flow,
    columns,
    columns.map(() => ({ kind: 'none', shift: 0, scale: 1 })),
    ROWS,
  );
  return {
    ...built,
    layers: built.layers
      .filter((layer) => 'hidden' in layer)
      .map((layer) => ({ ...layer, hidden })),
  };
}

const timed = async (act) => {
  const from = performance.now();
  await act();
  return (performance.now() - from) / 1000;
};

/** Masked entries count, as they do in the other libraries. */
const storedParameters = (specification) =>
  flowTensors(specification).reduce(
    (total, { shape }) => total + shape.reduce((a, b) => a * b, 1),
    0,
  );

export async function ourEngine(engine, threads) {
  const tensorflow =
    engine === 'tensorflow'
      ? await tfjsNodeOptions(outFolder, threads, { candidates, ownStorage })
      : undefined;
  // a tfjs-node that does not work, or dies, must not be measured as the engine that takes its place
  const notice = (sentence) => {
    throw new Error(sentence);
  };
  const opened = (await openEngine(engine, { wasmFolder: outFolder, threads, tensorflow, notice }))
    .engine;
  return {
    engine,
    threads,
    async open(given, { rows, batches }) {
      const { dim, batch, seed } = given;
      const specification = specificationOf(given);
      const data = { values: Float64Array.from(rows), count: ROWS, dim };
      const flow = await opened.open(
        specification,
        initialParameters(specification, data.values, ROWS, seed),
      );
      const indices = (first, count) =>
        Array.from({ length: count }, (_, k) =>
          batches.subarray((first + k) * batch, (first + k + 1) * batch),
        );
      return {
        parameters: storedParameters(specification),
        train: (first, count) =>
          timed(() => flow.steps(data, indices(first, count), new Array(count).fill(1e-3), 0)),
        loss: async () => -(await flow.logProb(data)).reduce((a, b) => a + b) / ROWS,
        density: (count) =>
          timed(() =>
            flow.logProb({ ...data, values: data.values.subarray(0, count * dim), count }),
          ),
        sample: (count) =>
          timed(() => flow.sample({ values: normals(1, 1, 0, count, dim), count, dim })),
        close: () => flow.close(),
      };
    },
    end() {},
  };
}
