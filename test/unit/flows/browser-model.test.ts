// The module that goes with models exported for browsers, against the reference engine on the whole catalogue.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flowFrom } from '../../../media/loader/flowscope.js';
import { catalogue, randomRows } from '../../../src/engines/catalogue';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { browserModel } from '../../../src/flows/model-file/browser-model';
import { Flow } from '../../../src/flows/flow';
import type { Tensors } from '../../../src/flows/layout';
import { fromModel } from '../../../src/flows/preprocessing';
import { say } from '../../../src/protocol/sentence';
import type {
  ColumnTransform,
  Condition,
  FlowSpecification,
  ModelMetadata,
} from '../../../src/protocol/model';

const TRANSFORMS: ColumnTransform[] = [
  { kind: 'none', shift: 0.3, scale: 2 },
  { kind: 'log', shift: -0.2, scale: 0.4 },
  { kind: 'asinh', median: 5, spread: 3, shift: 0.1, scale: 0.7 },
  { kind: 'logit', lower: -1, upper: 4, shift: 0.2, scale: 0.8 },
  { kind: 'none', shift: 3, scale: 2, integer: true },
  { kind: 'log', above: 0.1, shift: -0.2, scale: 0.4 },
  { kind: 'asinh', median: 5, spread: 3, below: -0.5, above: 0.6, shift: 0.1, scale: 0.7 },
];

const metadataOf = (specification: FlowSpecification) =>
  ({
    format: 'flowscope',
    version: 1,
    specification,
    build: 'test',
    notes: [say('{0} rows were not scored.', 3)],
    scores: { flow: { mean: NaN } },
  }) as unknown as ModelMetadata;

function exported(specification: FlowSpecification, parameters: Tensors) {
  const { model, shards } = browserModel(metadataOf(specification), parameters);
  const bytes = new Uint8Array(shards.reduce((sum, s) => sum + s.bytes.length, 0));
  shards.reduce((at, s) => (bytes.set(s.bytes, at), at + s.bytes.length), 0);
  return {
    model: JSON.parse(model) as {
      weightsManifest: {
        paths: string[];
        weights: { name: string; shape: number[]; dtype: string }[];
      }[];
    },
    shards,
    bytes,
  };
}

test('its notes are texts, as in the model file', () => {
  const { specification, parameters } = catalogue[0]!;
  const { model } = browserModel(metadataOf(specification), parameters);
  expect(JSON.parse(model).userDefinedMetadata.flowscope.notes).toEqual([
    '3 rows were not scored.',
  ]);
});

const rowsOf = (values: ArrayLike<number>, width: number) =>
  Array.from({ length: width === 0 ? 0 : values.length / width }, (_, n) =>
    Array.from({ length: width }, (__, d) => values[n * width + d]!),
  );
const close = (value: number, expected: number, what: string) => {
  if (!Number.isFinite(expected)) expect(value, what).toBe(expected);
  else
    expect(Math.abs(value - expected), `${what}: ${value}, not ${expected}`).toBeLessThan(
      1e-9 * Math.max(1, Math.abs(expected)),
    );
};

describe.each(catalogue)('$name', ({ specification: plain, parameters }) => {
  const dim = plain.columns.length;
  const context = plain.context ?? [];
  // every transform comes first somewhere
  const specification = {
    ...plain,
    preprocessing: plain.columns.map(
      (_, d) => TRANSFORMS[(d + plain.layers.length + dim) % TRANSFORMS.length]!,
    ),
  };
  const { model, bytes } = exported(specification, parameters);
  const ours = flowFrom(model, bytes);

  test.each([1.5, 12])('scores as the reference does, rows spread by %d', async (spread) => {
    const { values: z, context: given } = randomRows(specification, 40, spread, 7);
    const values = fromModel(z, 40, specification.preprocessing);
    const flow = await Flow.open(referenceEngine, specification, parameters);
    const expected = await flow.logProb(values, 40, given);
    const found = ours.logProb(rowsOf(values, dim), rowsOf(given ?? [], context.length));
    expected.forEach((v, n) => close(found[n]!, v, `row ${n}`));
    expect(expected.some(Number.isFinite)).toBe(true);
  });

  test('draws the rows that the reference draws, wherever one begins', async () => {
    const { context: given } = randomRows(specification, 30, 1, 9);
    const flow = await Flow.open(referenceEngine, specification, parameters);
    const expected = rowsOf(await flow.sample(30, 5, 100, given), dim);
    const found = ours.sample(30, {
      seed: 5,
      first: 100,
      context: rowsOf(given ?? [], context.length),
    });
    expected.forEach((row, n) =>
      row.forEach((v, d) => close(found[n]![d]!, v, `row ${n}, column ${d}`)),
    );
  });
});

describe('rows', () => {
  const { specification, parameters } = catalogue.find((e) => e.name === 'affine, D = 3')!;
  const withLog = {
    ...specification,
    preprocessing: [TRANSFORMS[1]!, TRANSFORMS[0]!, TRANSFORMS[3]!],
  };
  const { model, bytes } = exported(withLog, parameters);
  const flow = flowFrom(model, bytes);

  test('are arrays, typed arrays or objects', () => {
    const row = { c1: 0.5, c0: 2, c2: 1 };
    const [a, b, c] = flow.logProb([row, [2, 0.5, 1], Float32Array.of(2, 0.5, 1)]);
    expect([b, c]).toEqual([a, a]);
    expect(Number.isFinite(a)).toBe(true);
  });

  test('outside the support have no density; gaps and infinities have no number', () => {
    expect([
      ...flow.logProb([
        [-1, 0, 1],
        [2, 0, 9],
        [null, 0, 1],
        [2, NaN, 1],
        [2, Infinity, 1],
      ]),
    ]).toEqual([-Infinity, -Infinity, NaN, NaN, NaN]);
  });

  test('that do not fit are refused with a sentence', () => {
    expect(() => flow.logProb([[1, 2]])).toThrow('Row 0 has 2 numbers: the model takes 3');
    expect(() => flow.logProb([{ c0: 1, c1: 2 }])).toThrow('Row 0 has no number for "c2"');
    expect(() => flow.logProb([['1', 2, 3] as unknown as number[]])).toThrow(
      'Row 0 has no number for "c0"',
    );
    const given = catalogue.find((e) => e.specification.context)!;
    const other = exported(given.specification, given.parameters);
    expect(() => flowFrom(other.model, other.bytes).logProb([[1]])).toThrow(
      '1 rows need as many rows of context',
    );
  });

  test('a file that is no model, or cut off, is refused', () => {
    expect(() => flowFrom({}, bytes)).toThrow('not exported by Flowscope');
    expect(() => flowFrom(model, bytes.subarray(0, 5))).toThrow('cut off');
  });
});

describe('conditions', () => {
  const { specification: plain, parameters } = catalogue.find(
    (e) => e.name === 'spline autoregressive with context, D = 4',
  )!;
  // one number is 1 for the level "on"; the other is a number of the table
  const conditions: Condition[] = [
    { kind: 'category', column: 'state', levels: ['on'] },
    { kind: 'number', column: 'mass', shift: 4, scale: 2 },
  ];
  const specification: FlowSpecification = {
    ...plain,
    context: ['state = on', 'mass'],
    given: { conditions, slopes: [1, -2, 0.5, 0.1, 0, 3, -1, 2] },
  };
  const { model, bytes } = exported(specification, parameters);
  const ours = flowFrom(model, bytes);
  const { values } = randomRows(plain, 30, 1, 3);
  const masses = Array.from({ length: 30 }, (_, n) => n / 3);
  const given = masses.map((mass) => ({ state: 'on', mass }));
  const context = Float64Array.from(masses.flatMap((mass) => [1, (mass - 4) / 2]));

  test('densities and samples are those of the reference engine, line and all', async () => {
    const exact = await Flow.open(referenceEngine, specification, parameters);
    const [expected, drawn] = [
      await exact.logProb(values, 30, context),
      await exact.sample(30, 5, 0, context),
    ];
    ours.logProb(rowsOf(values, 4), given).forEach((v, n) => close(v, expected[n]!, `row ${n}`));
    ours
      .sample(30, { seed: 5, given })
      .flat()
      .forEach((v, i) => close(v, drawn[i]!, `sample ${i}`));
    exact.close();
  });

  test('are one for all rows, one for each, or part of the rows', () => {
    const rows = rowsOf(values, 4).slice(0, 3);
    const one = ours.logProb(rows, { state: 'on', mass: 2 });
    expect(
      ours.logProb(
        rows,
        rows.map(() => ({ state: 'on', mass: 2 })),
      ),
    ).toEqual(one);
    expect(
      ours.logProb(
        rows.map(([c0, c1, c2, c3]) => ({
          c0: c0!,
          c1: c1!,
          c2: c2!,
          c3: c3!,
          state: 'on',
          mass: 2,
        })),
      ),
    ).toEqual(one);
    expect(ours.given.map((c) => c.column)).toEqual(['state', 'mass']);
  });

  test('that are missing are a sentence, and unknown levels have no number', () => {
    const rows = rowsOf(values, 4).slice(0, 2);
    expect(() => ours.logProb(rows, { state: 'on' })).toThrow(
      'A value of "mass" is needed: this density is given state, mass',
    );
    expect(() => ours.sample(2)).toThrow('need as many values');
    expect([...ours.logProb(rows, { state: 'off', mass: 1 })]).toEqual([NaN, NaN]);
    expect([...ours.logProb(rows, { state: 'on', mass: null })]).toEqual([NaN, NaN]);
  });
});

describe('the files', () => {
  test('the manifest names every tensor in order, in shards of at most 4 MB', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 1100 }),
        (dim, width) => {
          const specification: FlowSpecification = {
            flow: 'affine-autoregressive',
            columns: Array.from({ length: dim }, (_, d) => `c${d}`),
            preprocessing: Array.from({ length: dim }, () => TRANSFORMS[0]!),
            layers: [
              {
                kind: 'affine-autoregressive',
                hidden: [width, width],
                order: Array.from({ length: dim }, (_, d) => d),
              },
            ],
          };
          const shapes: [string, number[]][] = [
            ['w1', [width, dim]],
            ['b1', [width]],
            ['w2', [width, width]],
            ['b2', [width]],
            ['w3', [2 * dim, width]],
            ['b3', [2 * dim]],
          ];
          let next = 0;
          const tensors: Tensors = Object.fromEntries(
            shapes.map(([name, shape]) => [
              `layers.0.${name}`,
              {
                shape,
                values: new Float64Array(shape.reduce((a, b) => a * b)).map(() =>
                  Math.fround((next = (next + 1) % 1000) / 7),
                ),
              },
            ]),
          );
          const { model, shards, bytes } = exported(specification, tensors);
          const [group] = model.weightsManifest;
          expect(group!.paths).toEqual(shards.map((s) => s.name));
          expect(group!.weights).toEqual(
            shapes.map(([name, shape]) => ({ name: `layers.0.${name}`, shape, dtype: 'float32' })),
          );
          expect(shards.every((s) => s.bytes.length <= 4 * 1024 * 1024)).toBe(true);
          expect([...new Float32Array(bytes.buffer)]).toEqual(
            shapes.flatMap(([name]) => [...tensors[`layers.0.${name}`]!.values]),
          );
        },
      ),
      { numRuns: 8 },
    );
  });
});
