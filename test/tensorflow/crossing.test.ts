// A model trained by one engine opens, scores and goes on in every other:
// densities within the catalogue's tolerances, and Adam's moments cross too.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { catalogue, randomRows } from '../../src/engines/catalogue';
import { kernelEngine } from '../../src/engines/kernel/engine';
import { nativeEngine } from '../../src/engines/native/engine';
import { referenceEngine } from '../../src/engines/reference/engine';
import { tensorflowEngine } from '../../src/engines/tensorflow/engine';
import type { Engine, OpenFlow, Rows } from '../../src/flows/engine';
import type { Tensors } from '../../src/flows/layout';
import { decodeModel } from '../../src/flows/model-file/model-file';
import { examples, folder, json } from '../cli/run';
import { english } from '../../src/protocol/sentence';

const NAMES = ['kernel', 'wasm', 'tensorflow'] as const;
const TOLERANCE = { kernel: [1e-4, 1e-6], wasm: [2e-4, 2e-6], tensorflow: [2e-4, 2e-6] } as const;
const pairs = NAMES.flatMap((from) =>
  NAMES.filter((to) => to !== from).map((to) => ({ from, to })),
);
const engines = {} as Record<(typeof NAMES)[number], Engine>;
const notices: string[] = [];
beforeAll(async () => {
  engines.kernel = await kernelEngine({ wasmFolder: inject('kernelFolder') });
  engines.wasm = await tensorflowEngine('wasm');
  const places = { path: null, storage: process.env.FLOWSCOPE_STORAGE!, workspace: [] };
  engines.tensorflow = await nativeEngine(
    { script: join(__dirname, '../../dist/native.js'), places },
    () => Promise.reject(new Error('not wanted')),
    (sentence) => notices.push(english(sentence)),
  );
});

/** How far `found` lies from `exact`, in the distance that `exact` went from `start`. */
function distance(found: Tensors, exact: Tensors, start: Tensors): number {
  const [off, gone] = [exact, start].map((to, k) =>
    Math.hypot(
      ...Object.keys(exact).flatMap((name) =>
        [...exact[name]!.values].map((v, i) => v - (k === 0 ? found : to)[name]!.values[i]!),
      ),
    ),
  );
  return off! / gone!;
}

/** How far the exact log density moves when x is rounded to float32: the least error that a float32 engine can have. */
async function roundingShift(exact: OpenFlow, data: Rows, at: Float64Array): Promise<Float64Array> {
  const shift = new Float64Array(data.count);
  for (let k = 0; k < 4; k++) {
    const values = data.values.map((v, i) => v * (1 + ((i * 7 + k * 3) % 4 < 2 ? 6e-8 : -6e-8)));
    (await exact.logProb({ ...data, values })).forEach(
      (v, i) => (shift[i] = Math.max(shift[i]!, Math.abs(v - at[i]!))),
    );
  }
  return shift;
}

const trained = catalogue.filter(({ name }) =>
  /^(every conditioner.*D = 3|coupling in pairs.*D = 5|stack of both.*D = 4)$/.test(name),
);
describe.each(pairs)('from $from to $to', ({ from, to }) => {
  test.each(trained)('$name', async ({ specification, parameters }) => {
    const data = randomRows(specification, 256, 1, 7);
    const step = (flow: OpenFlow, n: number) =>
      flow.steps(
        data,
        Array<Int32Array>(n).fill(Int32Array.from({ length: data.count }, (_, i) => i)),
        Array<number>(n).fill(1e-3),
        1e-4,
      );
    const first = await engines[from].open(specification, parameters);
    await step(first, 15);
    const [at, moments] = [await first.parameters(), await first.moments()];

    const [second, exact] = [
      await engines[to].open(specification, at),
      await referenceEngine.open(specification, at),
    ];
    const [a, b] = [await second.logProb(data), await exact.logProb(data)];
    const sensitive = specification.layers.some(
      (l) => l.kind === 'spline-autoregressive' && l.direction === 'sampling',
    )
      ? 5
      : 1;
    const shift = await roundingShift(exact, data, b);
    let compared = 0;
    a.forEach((v, i) => {
      const tolerance = sensitive * Math.max(TOLERANCE[to][0], TOLERANCE[to][1] * Math.abs(b[i]!));
      if (shift[i]! > tolerance / 10) return; // no float32 engine can be that exact here, crossing or not
      compared++;
      expect(Math.abs(v - b[i]!)).toBeLessThan(tolerance);
    });
    expect(compared).toBeGreaterThan(0.8 * data.count);

    await second.restore(at, moments);
    const forgetful = await engines[to].open(specification, at);
    await first.restore(at, moments);
    for (const flow of [first, second, forgetful]) await step(flow, 3);
    const goal = await first.parameters();
    expect(distance(await second.parameters(), goal, at)).toBeLessThan(0.01);
    // without the moments it goes elsewhere: they did cross
    expect(distance(await forgetful.parameters(), goal, at)).toBeGreaterThan(0.1);
    expect((await second.moments())['optimizer.step']!.values[0]).toBe(18);
    for (const flow of [first, second, forgetful]) flow.close();
    expect(notices).toEqual([]);
  });
});

test.each(pairs.filter(({ from, to }) => from === 'tensorflow' || to === 'tensorflow'))(
  'a fit that is killed on $from is taken up on $to from its checkpoint',
  async ({ from, to }) => {
    const [dir, moons] = [folder(), join(examples, 'two-moons.csv')];
    const checkpoint = join(dir, 'm.checkpoint.flow.safetensors');
    const killed = spawn(
      process.execPath,
      [
        join(__dirname, '../../dist/cli.js'),
        'fit',
        moons,
        '--out',
        join(dir, 'm.flow.safetensors'),
        '--engine',
        from,
        '--flow',
        'affine-autoregressive',
        '--steps',
        '200000',
      ],
      { stdio: 'ignore' },
    );
    // the first of all holds the start, before any step
    await expect
      .poll(() => existsSync(checkpoint) && decodeModel(readFileSync(checkpoint)).metadata.steps, {
        timeout: 100_000,
      })
      .toBeGreaterThan(0);
    killed.kill('SIGKILL');
    const done = json<{
      engine: string;
      steps: number;
      notices: string[];
      test: { flow: number; gaussian: number };
    }>(
      'fit',
      moons,
      '--out',
      join(dir, 'n.flow.safetensors'),
      '--engine',
      to,
      '--resume',
      checkpoint,
      '--steps',
      20,
    );
    expect(done).toMatchObject({ engine: to, notices: [] });
    expect(done.steps).toBeGreaterThan(20);
    expect(done.test.flow).toBeGreaterThan(done.test.gaussian);
  },
);
