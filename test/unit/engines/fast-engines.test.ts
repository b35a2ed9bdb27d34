// Every fast engine against the reference, over the whole catalogue; each is added to the list below.
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { loadNative } from '../../../src/engines/native/load';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { tf } from '../../../src/engines/tensorflow/backend';
import { tensorflowEngine } from '../../../src/engines/tensorflow/engine';
import type { Engine } from '../../../src/flows/engine';
import type { Tensors } from '../../../src/flows/layout';
import { normals } from '../../../src/flows/random';
import { catalogue, randomRows } from '../../../src/engines/catalogue';
import { expectSameSteps } from './same-steps';

declare module 'vitest' {
  interface ProvidedContext {
    /** see build-kernel.mjs */
    kernelFolder: string;
  }
}

/** A folder of tfjs-node, named by `npm run test:tensorflow`: then only that backend is tested, in this process. */
const tfjsNode = process.env.FLOWSCOPE_TEST_TFJS_NODE;
const native = { native: () => loadNative(tfjsNode!) };

/** @param tolerance of log densities: absolute, and relative to their size */
const listed: { name: Engine['name']; open: () => Promise<Engine>; tolerance: [number, number] }[] =
  [
    {
      name: 'kernel',
      open: () => kernelEngine({ wasmFolder: inject('kernelFolder') }),
      tolerance: [1e-4, 1e-6],
    },
    { name: 'wasm', open: () => tensorflowEngine('wasm'), tolerance: [2e-4, 2e-6] },
    { name: 'cpu', open: () => tensorflowEngine('cpu'), tolerance: [2e-4, 2e-6] },
    {
      name: 'tensorflow',
      open: () => tensorflowEngine('tensorflow', native),
      tolerance: [2e-4, 2e-6],
    },
  ];
const engines = listed.filter(({ name }) => (name === 'tensorflow') === (tfjsNode !== undefined));

/** Flows that are also trained: between them they hold every kind of layer. */
const trained = catalogue.filter(({ name }) =>
  /^(every conditioner.*D = 3|coupling in pairs.*D = 5|stack of both.*D = 4)$/.test(name),
);

function expectGradient(found: Tensors, exact: Tensors): void {
  for (const [name, { values }] of Object.entries(exact)) {
    const off = Math.hypot(...[...values].map((v, i) => v - found[name]!.values[i]!));
    expect(off, name).toBeLessThan(1e-3 * Math.max(Math.hypot(...values), 0.05));
  }
}

describe.each(engines)('$name', ({ name, open, tolerance: [absolute, relative] }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open();
    expect(engine.name).toBe(name);
    if (name !== 'kernel') expect(tf.getBackend()).toBe(name);
  });

  describe.each(catalogue)('$name', ({ specification, parameters }) => {
    const dim = specification.columns.length;
    const rows = (count: number, scale: number, seed: number) =>
      randomRows(specification, count, scale, seed);

    test('log density, layers and samples agree with the reference', async () => {
      const [fast, exact] = [
        await engine.open(specification, parameters),
        await referenceEngine.open(specification, parameters),
      ];
      const x = rows(50, 2, 5);
      const [a, b] = [await fast.logProb(x), await exact.logProb(x)];
      // a density by the inverse of a spline is as sensitive to the last bits of x as the spline is flat
      const sensitive = specification.layers.some(
        (l) => l.kind === 'spline-autoregressive' && l.direction === 'sampling',
      )
        ? 5
        : 1;
      a.forEach((v, i) =>
        expect(Math.abs(v - b[i]!)).toBeLessThan(
          sensitive * Math.max(absolute, relative * Math.abs(b[i]!)),
        ),
      );
      const [s, t] = [await fast.trace(x), await exact.trace(x)];
      s.logDets.forEach((l, k) =>
        l.forEach((v, n) => expect(Math.abs(v - t.logDets[k]![n]!)).toBeLessThan(sensitive * 2e-4)),
      );
      const u = rows(20, 1, 6);
      const [p, q] = [await fast.sample(u), await exact.sample(u)];
      p.values.forEach((v, i) =>
        expect(Math.abs(v - q.values[i]!)).toBeLessThan(2e-3 * Math.max(1, Math.abs(q.values[i]!))),
      );
      fast.close();
    });

    test('loss and gradient agree with finite differences of the reference', async () => {
      const [fast, exact] = [
        await engine.open(specification, parameters),
        await referenceEngine.open(specification, parameters),
      ];
      const x = rows(8, 1.2, 7);
      const [a, b] = [await fast.gradient(x), await exact.gradient(x)];
      expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-5 * Math.max(1, Math.abs(b.loss)));
      expectGradient(a.gradient, b.gradient);
      fast.close();
    });

    test('the pullback of any cotangents agrees with finite differences of the reference', async () => {
      const [fast, exact] = [
        await engine.open(specification, parameters),
        await referenceEngine.open(specification, parameters),
      ];
      const x = rows(5, 1.2, 9);
      const [value, logDet] = [normals(10, 1, 0, 5, dim), normals(11, 1, 0, 5, 1)];
      const [a, b] = [
        await fast.pullback(x, value, logDet),
        await exact.pullback(x, value, logDet),
      ];
      expectGradient(a.parameters, b.parameters);
      expectGradient(
        { input: { shape: [5, dim], values: a.input } },
        { input: { shape: [5, dim], values: b.input } },
      );
      fast.close();
    });

    test('the likelihood through pullback and apply takes the steps of steps', async () => {
      const x = rows(64, 1.2, 12);
      await expectSameSteps(engine, { specification, parameters }, x, 1e-3);
    });

    test('far-out rows give finite gradients', async () => {
      const fast = await engine.open(specification, parameters);
      const { gradient } = await fast.gradient({
        ...rows(2, 1, 8),
        values: new Float64Array(2 * dim).fill(100).fill(-100, dim),
      });
      for (const { values } of Object.values(gradient))
        expect(values.every(Number.isFinite)).toBe(true);
      fast.close();
    });
  });

  test.each(trained)(
    '$name: training lowers the loss, and goes on bit-identically after restore',
    async ({ specification, parameters }) => {
      const flow = await engine.open(specification, parameters);
      const data = randomRows(specification, 256, 1, 8);
      const batch = Int32Array.from({ length: 256 }, (_, i) => i);
      const run = (n: number) =>
        flow.steps(data, Array<Int32Array>(n).fill(batch), Array<number>(n).fill(1e-2), 0);
      const { losses } = await run(30);
      expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.1);
      const [at, moments] = [await flow.parameters(), await flow.moments()];
      const first = await run(5);
      await flow.restore(at, moments);
      expect((await run(5)).losses).toEqual(first.losses);
      flow.close();
    },
  );

  test('a gradient from outside that is not finite changes nothing', async () => {
    const { specification, parameters } = catalogue.at(-1)!;
    const flow = await engine.open(specification, parameters);
    const gradient = await flow.parameters();
    Object.values(gradient)[0]!.values[0] = NaN;
    expect(await flow.apply(gradient, 0.1)).toBe(false);
    expect((await flow.moments())['optimizer.step']!.values[0]).toBe(0);
    expect(await flow.parameters()).toEqual(
      await (await engine.open(specification, parameters)).parameters(),
    );
    flow.close();
  });

  test('a step on rows that are not finite is skipped and named', async () => {
    const { specification, parameters } = catalogue.at(-1)!;
    const dim = specification.columns.length;
    const flow = await engine.open(specification, parameters);
    const before = await flow.parameters();
    const { skipped } = await flow.steps(
      { values: new Float64Array(4 * dim).fill(NaN), count: 4, dim },
      [Int32Array.of(0, 1)],
      [1e-3],
      0,
    );
    expect(skipped).toHaveLength(1);
    expect(await flow.parameters()).toEqual(before);
    flow.close();
  });

  test.each(trained)(
    '$name: a step that is skipped takes nothing from those after it',
    async ({ specification, parameters }) => {
      const dim = specification.columns.length;
      const [flow, other] = [
        await engine.open(specification, parameters),
        await engine.open(specification, parameters),
      ];
      const data = randomRows(specification, 300, 1, 9);
      data.values[7 * dim + 1] = NaN;
      const good = [
        Int32Array.of(0, 1, 2, 3),
        Int32Array.of(9, 8),
        Int32Array.from({ length: 200 }, (_, i) => i + 20),
      ];
      const { losses, skipped } = await flow.steps(
        data,
        [good[0]!, Int32Array.of(6, 7), good[1]!, good[2]!],
        [1e-2, 1, 2e-2, 1e-2],
        1e-3,
      );
      expect(skipped).toEqual([{ step: 1, layer: 'the data', column: 'c1' }]);
      expect(losses[1]).toBeNaN();
      expect(losses.filter((_, k) => k !== 1)).toEqual(
        (await other.steps(data, good, [1e-2, 2e-2, 1e-2], 1e-3)).losses,
      );
      expect(await flow.parameters()).toEqual(await other.parameters());
      for (const f of [flow, other]) f.close();
    },
  );
});

test('TensorFlow.js leaks no tensors', async () => {
  const engine = await (tfjsNode
    ? tensorflowEngine('tensorflow', native)
    : tensorflowEngine('cpu'));
  const { specification, parameters } = catalogue.at(-1)!;
  const dim = specification.columns.length;
  const flow = await engine.open(specification, parameters);
  const data = { values: normals(8, 8, 0, 64, dim), count: 64, dim };
  const step = () => flow.steps(data, [Int32Array.of(1, 2, 3)], [1e-3], 0);
  await step();
  const before = tf.memory().numTensors;
  await step();
  expect(tf.memory().numTensors).toBe(before);
  flow.close();
});
