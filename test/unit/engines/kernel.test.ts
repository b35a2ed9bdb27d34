// What only the kernel has to prove: odd sizes, its steps against TensorFlow.js's, its threads, and all its builds.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { openEngine } from '../../../src/engines';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { Crew } from '../../../src/engines/kernel/crew';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { tensorflowEngine } from '../../../src/engines/tensorflow/engine';
import type { Engine } from '../../../src/flows/engine';
import type { Tensors } from '../../../src/flows/layout';
import { decodeModel } from '../../../src/flows/model-file/model-file';
import { normals, shuffle } from '../../../src/flows/random';
import type { FlowSpecification, LayerSpecification } from '../../../src/protocol/model';
import {
  catalogue,
  randomParameters,
  randomRows,
  type Entry,
} from '../../../src/engines/catalogue';
import { english } from '../../../src/protocol/sentence';

let engine: Engine;
beforeAll(async () => {
  engine = await kernelEngine({ wasmFolder: inject('kernelFolder') });
});

afterEach(() => void vi.restoreAllMocks());

const rows = (count: number, dim: number, seed: number) => ({
  values: normals(seed, 1, 0, count, dim),
  count,
  dim,
});

function flowOf(dim: number, layers: LayerSpecification[], scale: number, context = 0): Entry {
  const specification: FlowSpecification = {
    flow: 'spline-autoregressive',
    columns: Array.from({ length: dim }, (_, d) => `c${d}`),
    context: Array.from({ length: context }, (_, c) => `given ${c}`),
    layers,
    preprocessing: Array.from({ length: dim }, () => ({
      kind: 'none' as const,
      shift: 0,
      scale: 1,
    })),
  };
  const parameters = randomParameters(specification, dim);
  for (const { values } of Object.values(parameters))
    for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]! * scale);
  return {
    name: `D = ${dim}, ${layers.map((l) => ('hidden' in l ? `${l.kind} ${l.hidden.join(' x ')}` : l.kind)).join(', ')}`,
    specification,
    parameters,
  };
}

function expectClose(found: Tensors, exact: Tensors, tolerance: number): void {
  for (const [name, { values }] of Object.entries(exact)) {
    let [off, size] = [0, 0];
    values.forEach((v, i) => {
      off += (v - found[name]!.values[i]!) ** 2;
      size += v ** 2;
    });
    expect(Math.sqrt(off), name).toBeLessThanOrEqual(tolerance * Math.max(Math.sqrt(size), 0.05));
  }
}

const order = (dim: number) => [...shuffle(dim, 5, dim)];
const odd = [
  flowOf(
    2,
    [{ kind: 'spline-autoregressive', hidden: [64, 64], order: [1, 0], bins: 8, bound: 5 }],
    1,
  ),
  flowOf(
    5,
    [
      { kind: 'affine-autoregressive', hidden: [1, 2], order: order(5) },
      { kind: 'affine' },
      { kind: 'elementwise-spline', bins: 16, bound: 3 },
    ],
    1,
  ),
  flowOf(
    6,
    [
      { kind: 'spline-autoregressive', hidden: [33, 70], order: order(6), bins: 4, bound: 2 },
      { kind: 'affine-autoregressive', hidden: [50, 3], order: order(6) },
    ],
    0.4,
  ),
  flowOf(
    17,
    [{ kind: 'affine-autoregressive', hidden: [10, 40], order: order(17) }, { kind: 'triangular' }],
    0.3,
  ),
  flowOf(
    64,
    [
      { kind: 'spline-autoregressive', hidden: [130, 100], order: order(64), bins: 8, bound: 5 },
      { kind: 'triangular' },
    ],
    0.1,
  ),
  flowOf(
    7,
    [
      { kind: 'spline-coupling', hidden: [33, 70], order: order(7), kept: 3, bins: 4, bound: 2 },
      { kind: 'affine-coupling', hidden: [9, 2], order: order(7), kept: 5 },
    ],
    0.4,
    2,
  ),
  flowOf(
    9,
    [
      {
        kind: 'spline-autoregressive',
        hidden: [30, 19],
        order: order(9),
        direction: 'sampling',
        bins: 5,
        bound: 3,
      },
      { kind: 'affine-autoregressive', hidden: [3, 26], order: order(9), direction: 'sampling' },
    ],
    0.3,
    1,
  ),
];

describe.each(odd)('$name', ({ specification, parameters }) => {
  test('log density and samples are those of the reference', async () => {
    const [fast, exact] = [
      await engine.open(specification, parameters),
      await referenceEngine.open(specification, parameters),
    ];
    const x = randomRows(specification, 150, 1, 2);
    const [a, b] = [await fast.logProb(x), await exact.logProb(x)];
    a.forEach((v, i) =>
      expect(Math.abs(v - b[i]!)).toBeLessThan(Math.max(1e-4, 1e-6 * Math.abs(b[i]!))),
    );
    const [p, q] = [await fast.sample(x), await exact.sample(x)];
    p.values.forEach((v, i) =>
      expect(Math.abs(v - q.values[i]!)).toBeLessThan(1e-3 * Math.max(1, Math.abs(q.values[i]!))),
    );
    fast.close();
  });

  test.each([1, 7, 65, 200])('the gradient of %i rows is that of TensorFlow.js', async (count) => {
    const [fast, other] = [
      await engine.open(specification, parameters),
      await (await tensorflowEngine('cpu')).open(specification, parameters),
    ];
    const x = randomRows(specification, count, 1, 3);
    const [a, b] = [await fast.gradient(x), await other.gradient(x)];
    expect(Math.abs(a.loss - b.loss)).toBeLessThan(1e-5 * Math.max(1, Math.abs(b.loss)));
    expectClose(a.gradient, b.gradient, 1e-3);
    const { dim } = x;
    const [value, logDet] = [normals(5, 1, 0, count, dim), normals(6, 1, 0, count, 1)];
    const [c, d] = [await fast.pullback(x, value, logDet), await other.pullback(x, value, logDet)];
    expectClose(c.parameters, d.parameters, 1e-3);
    expectClose(
      { input: { shape: [count, dim], values: c.input } },
      { input: { shape: [count, dim], values: d.input } },
      1e-3,
    );
    for (const f of [fast, other]) f.close();
  });
});

test.each([...catalogue.filter((_, k) => k % 3 === 2), ...odd.slice(0, 3), ...odd.slice(5)])(
  '$name: steps are those of TensorFlow.js, also after a restore',
  async ({ specification, parameters }) => {
    const [fast, other] = [
      await engine.open(specification, parameters),
      await (await tensorflowEngine('cpu')).open(specification, parameters),
    ];
    const data = randomRows(specification, 300, 1, 4);
    const batches = (n: number) =>
      Array.from({ length: n }, (_, k) =>
        Int32Array.from({ length: 70 + k }, (_, i) => (i * 7 + k) % 300),
      );
    const rates = [1e-3, 2e-3, 3e-3, 1e-3, 5e-4];
    const [a, b] = [
      await fast.steps(data, batches(5), rates, 1e-2),
      await other.steps(data, batches(5), rates, 1e-2),
    ];
    a.losses.forEach((loss, k) =>
      expect(Math.abs(loss - b.losses[k]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(loss))),
    );
    expectClose(await fast.parameters(), await other.parameters(), 1e-3);
    expectClose(await fast.moments(), await other.moments(), 2e-3);
    // moments travel between engines
    await fast.restore(await other.parameters(), await other.moments());
    await fast.steps(data, batches(2), rates.slice(0, 2), 1e-2);
    await other.steps(data, batches(2), rates.slice(0, 2), 1e-2);
    expectClose(await fast.parameters(), await other.parameters(), 1e-3);
    expect((await fast.moments())['optimizer.step']!.values[0]).toBe(7);
    for (const f of [fast, other]) f.close();
  },
);

test('a row has the same log density wherever it stands, and in a flow opened from saved parameters', async () => {
  const { specification, parameters } = odd[2]!;
  const flow = await engine.open(specification, parameters);
  const x = rows(5000, 6, 9);
  const all = await flow.logProb(x);
  const again = await engine.open(specification, await flow.parameters());
  expect([
    ...(await again.logProb({ values: x.values.slice(4321 * 6), count: 679, dim: 6 })),
  ]).toEqual([...all.subarray(4321)]);
  for (const f of [flow, again]) f.close();
});

test('samples of fitted flows go back to their base points, to 1e-4', async () => {
  const folder = join(__dirname, '../../fixtures/models');
  const files = readdirSync(folder).filter((name) => name.endsWith('.flow.safetensors'));
  expect(files.length).toBeGreaterThan(8);
  for (const file of files) {
    const { metadata, tensors } = decodeModel(readFileSync(join(folder, file)));
    const { specification } = metadata;
    const dim = specification.columns.length;
    const context = specification.context?.length ?? 0;
    const given = context > 0 ? { context: new Float64Array(1000 * context) } : {};
    const u = { ...rows(1000, dim, 11), ...given };
    for (const [one, limit] of [
      [engine, 1e-4],
      [referenceEngine, 1e-6],
    ] as const) {
      const flow = await one.open(specification, tensors);
      const { states } = await flow.trace({ ...given, ...(await flow.sample(u)) });
      states[0]!.values.forEach((v, i) =>
        expect(Math.abs(v - u.values[i]!), `${file}, ${one.name}`).toBeLessThan(limit),
      );
      flow.close();
    }
  }
});

test('a batch larger than the memory it began with', async () => {
  const { specification, parameters } = odd[3]!;
  const flow = await engine.open(specification, parameters);
  const data = rows(40_000, 17, 12);
  const everything = Int32Array.from({ length: data.count }, (_, i) => i);
  const { losses } = await flow.steps(data, [everything, everything], [1e-3, 1e-3], 0);
  expect(losses[1]!).toBeLessThan(losses[0]!);
  flow.close();
});

describe('threads', () => {
  const { specification, parameters } = odd[2]!;
  const data = rows(700, 6, 14);
  const batches = Array.from({ length: 20 }, (_, k) =>
    Int32Array.from({ length: [300, 64, 5, 131][k % 4]! }, (_, i) => (i * 3 + k) % 700),
  );
  const fit = async (threads: number) => {
    const flow = await (
      await kernelEngine({ wasmFolder: inject('kernelFolder'), threads })
    ).open(specification, parameters);
    const { losses } = await flow.steps(data, batches, new Array<number>(20).fill(1e-3), 1e-3);
    const result = {
      losses,
      parameters: await flow.parameters(),
      density: await flow.logProb(data),
      ...(await flow.gradient(data)),
    };
    flow.close();
    return result;
  };

  test('two fits with the same number of threads are the same to the last bit', async () => {
    for (const threads of [1, 2, 4]) expect(await fit(threads)).toEqual(await fit(threads));
  });

  test('any number of threads takes the same steps', async () => {
    const one = await fit(1);
    for (const threads of [2, 3, 4]) {
      const several = await fit(threads);
      several.losses.forEach((loss, k) => expect(loss).toBeCloseTo(one.losses[k]!, 4));
      expectClose(several.gradient, one.gradient, 1e-3);
    }
  });

  test('densities and samples of many rows do not depend on the number', async () => {
    const many = rows(30_000, 6, 15);
    const [one, three] = await Promise.all(
      [1, 3].map(async (threads) => {
        const flow = await (
          await kernelEngine({ wasmFolder: inject('kernelFolder'), threads })
        ).open(specification, parameters);
        const result = [await flow.logProb(many), (await flow.sample(many)).values];
        flow.close();
        return result;
      }),
    );
    expect(one).toEqual(three);
  });

  test('a flow whose threads do not start works on one', async () => {
    const start = vi.spyOn(Crew, 'start').mockResolvedValue(null);
    const alone = await fit(2);
    start.mockRestore();
    const one = await fit(1);
    expect(alone).toEqual(one);
  });

  test('closing ends them', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    await fit(3);
    await vi.waitFor(() => expect(terminate).toHaveBeenCalledTimes(2));
    for (const { value } of terminate.mock.results) expect(await value).toBe(1);
  });
});

test.each([1, 2])(
  'without relaxed SIMD, %i thread(s): densities and gradient are those of the reference',
  async (threads) => {
    const plainBytes = statSync(
      join(inject('kernelFolder'), threads > 1 ? 'kernel-threads.wasm' : 'kernel.wasm'),
    ).size;
    vi.spyOn(WebAssembly, 'validate').mockImplementation(
      ({ byteLength }) => byteLength === plainBytes,
    );
    vi.resetModules();
    const { kernelEngine: fresh } = await import('../../../src/engines/kernel/engine');
    const plain = await fresh({ wasmFolder: inject('kernelFolder'), threads });
    expect(english(plain.description)).not.toContain('relaxed');
    for (const { specification, parameters } of catalogue.slice(-4)) {
      const [fast, exact] = [
        await plain.open(specification, parameters),
        await referenceEngine.open(specification, parameters),
      ];
      const x = randomRows(specification, 10, 1, 16);
      const [a, b] = [await fast.logProb(x), await exact.logProb(x)];
      a.forEach((v, i) =>
        expect(Math.abs(v - b[i]!)).toBeLessThan(Math.max(1e-4, 1e-6 * Math.abs(b[i]!))),
      );
      expectClose((await fast.gradient(x)).gradient, (await exact.gradient(x)).gradient, 1e-3);
      fast.close();
    }
  },
);

test('auto is the kernel, and TensorFlow.js where the kernel is missing', async () => {
  const { engine: chosen, reason } = await openEngine('auto', {
    wasmFolder: inject('kernelFolder'),
  });
  expect(chosen.name).toBe('kernel');
  expect(english(reason)).toContain('the fastest one built in');
  const without = await openEngine('auto', {});
  expect(without.engine.name).toBe('wasm');
  expect(english(without.reason)).toContain('because');
});
