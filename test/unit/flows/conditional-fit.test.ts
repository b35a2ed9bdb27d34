// Fits of p(x | c) on rows whose p(x | c) is known exactly: how
// close the flow comes, and where the linear Gaussian is enough.
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { normals, uniform } from '../../../src/distributions/random';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { encode } from '../../../src/flows/conditions';
import type { Engine } from '../../../src/flows/engine';
import { fit } from '../../../src/flows/fit/fit';
import { Flow } from '../../../src/flows/flow';
import { decodeModel, encodeModel } from '../../../src/flows/model-file/model-file';
import type { FitInput, FitOutcome, FitRequest } from '../../../src/flows/fit/request';
import { score } from '../../../src/flows/score';
import type { GivenColumn } from '../../../src/protocol/data';
import type { ModelMetadata } from '../../../src/protocol/model';
import { english } from '../../../src/protocol/sentence';

const LEVELS = ['round', 'bent'];
const GIVEN: GivenColumn[] = [
  { column: 'shape', levels: LEVELS },
  { column: 'dose', levels: null },
];
const LOG_2PI = Math.log(2 * Math.PI);
const logNormal = (x: number, mean: number, sd: number) =>
  -0.5 * (((x - mean) / sd) ** 2 + LOG_2PI) - Math.log(sd);

interface Known {
  values: Float64Array;
  given: Float64Array;
  /** log p(x | c) of each row */
  exact: Float64Array;
}
type Row = { x: [number, number]; exact: number };

/** @param rule x of a row and its exact log density, from its level, its dose and two normal numbers */
function draw(
  seed: number,
  count: number,
  rule: (level: number, dose: number, u: number, v: number) => Row,
): Known {
  const noise = normals(seed, 1, 0, count, 2);
  const known: Known = {
    values: new Float64Array(2 * count),
    given: new Float64Array(2 * count),
    exact: new Float64Array(count),
  };
  for (let n = 0; n < count; n++) {
    const [level, dose] = [Number(uniform(seed, 2, n) < 0.4), 6 * uniform(seed, 3, n) - 3];
    const { x, exact } = rule(level, dose, noise[2 * n]!, noise[2 * n + 1]!);
    known.values.set(x, 2 * n);
    known.given.set([level, 100 + 20 * dose], 2 * n);
    known.exact[n] = exact;
  }
  return known;
}

/** Two shapes with means of their own; the dose moves the mean along a sine. */
const curved = (level: number, dose: number, u: number, v: number): Row => {
  const middle = 2 * Math.sin(dose);
  const a = middle + (level ? 1 : 0.5) * u;
  const mean = level ? 0.8 * (a - middle) ** 2 - 1 : 3;
  const b = mean + 0.4 * v;
  return { x: [a, b], exact: logNormal(a, middle, level ? 1 : 0.5) + logNormal(b, mean, 0.4) };
};
/** A mean that follows level and dose linearly, one covariance. */
const linear = (level: number, dose: number, u: number, v: number): Row => {
  const a = 2 * level - dose + u;
  const mean = 0.5 * (a - 2 * level + dose) + 4 + level + 0.3 * dose;
  const b = mean + 0.7 * v;
  return { x: [a, b], exact: logNormal(u, 0, 1) + logNormal(b, mean, 0.7) };
};

const inputOf = ({ values, given, exact }: Known): FitInput => ({
  columns: ['a', 'b'],
  values,
  rowNumbers: exact.map((_, n) => n),
  count: exact.length,
  read: exact.length,
  leftOut: 0,
  integer: [false, false],
  given: { columns: GIVEN, values: given },
});

let engine: Engine;
beforeAll(async () => {
  engine = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
});
const run = (known: Known, request: Partial<FitRequest>) =>
  fit(
    engine,
    inputOf(known),
    { flow: 'auto', seed: 1, steps: 1500, ...request },
    { progress: () => undefined, shouldStop: () => false },
  );

/** Exact minus fitted log density on fresh rows, and the same for the rows themselves. */
async function gap({ metadata, tensors }: FitOutcome, fresh: Known, on = engine) {
  const flow = await Flow.open(on, metadata.specification, tensors);
  const { context } = encode(metadata.specification.given!.conditions, {
    columns: GIVEN,
    values: fresh.given,
  });
  const found = await flow.logProb(fresh.values, fresh.exact.length, context);
  flow.close();
  return { ...score(found.map((v, n) => fresh.exact[n]! - v)), found };
}

describe('two shapes and a mean that bends', () => {
  const fresh = draw(2, 20_000, curved);
  let outcome: FitOutcome;
  beforeAll(async () => {
    outcome = await run(draw(1, 20_000, curved), { steps: 4000 });
  }, 240_000);

  test('the flow comes close to the exact conditional density, which the linear Gaussian does not', async () => {
    const { mean, standardError } = await gap(outcome, fresh);
    expect(mean).toBeGreaterThan(-3 * standardError);
    expect(mean).toBeLessThan(0.06);
    const { scores } = outcome.metadata;
    expect(scores.verdict).toBe('flow');
    expect(scores.gain.mean).toBeGreaterThan(0.8);
    expect(scores.overUnconditional!.mean).toBeGreaterThan(scores.gain.mean);
    expect(scores.groups!.map((g) => `${g.column} = ${g.level}`).sort()).toEqual([
      'shape = bent',
      'shape = round',
    ]);
    const all = scores.groups!.reduce((sum, g) => sum + g.rows * g.gain.mean, 0) / scores.rows;
    expect(all).toBeCloseTo(scores.gain.mean, 9);
  });

  test('kernel and reference agree row by row', async () => {
    const few: Known = {
      values: fresh.values.slice(0, 400),
      given: fresh.given.slice(0, 400),
      exact: fresh.exact.slice(0, 200),
    };
    const [fast, exact] = [await gap(outcome, few), await gap(outcome, few, referenceEngine)];
    fast.found.forEach((v, n) =>
      expect(Math.abs(v - exact.found[n]!)).toBeLessThan(
        Math.max(1e-4, 1e-5 * Math.abs(exact.found[n]!)),
      ),
    );
  });

  test('its density given a level and a dose integrates to one', async () => {
    const flow = await Flow.open(engine, outcome.metadata.specification, outcome.tensors);
    const { conditions } = outcome.metadata.specification.given!;
    const [n, low, high] = [160, -8, 12];
    const step = (high - low) / n;
    const points = Float64Array.from(
      { length: 2 * n * n },
      (_, i) => low + step * (0.5 + (i % 2 ? Math.floor(i / 2 / n) : Math.floor(i / 2) % n)),
    );
    for (const [level, dose] of [
      [0, 80],
      [1, 130],
    ] as const) {
      const { context } = encode(conditions, {
        columns: GIVEN,
        values: Float64Array.from({ length: 2 * n * n }, (_, i) => (i % 2 ? dose : level)),
      });
      const mass = (await flow.logProb(points, n * n, context)).reduce(
        (sum, v) => sum + Math.exp(v) * step * step,
        0,
      );
      expect(mass).toBeGreaterThan(0.985);
      expect(mass).toBeLessThan(1.015);
    }
    flow.close();
  });

  test('the file says what it is given, and reads back; traces and samples carry it', async () => {
    const metadata: ModelMetadata = { ...outcome.metadata, data: null, created: '', build: '' };
    expect(metadata.version).toBe(1.1);
    expect(metadata.frequencies).toBeUndefined();
    const back = decodeModel(encodeModel(metadata, outcome.tensors));
    expect(back.metadata).toEqual(metadata);
    const broken = structuredClone(metadata);
    broken.specification.given!.slopes.pop();
    expect(() => decodeModel(encodeModel(broken, outcome.tensors))).toThrow('do not fit together');
    const flow = await Flow.open(engine, back.metadata.specification, back.tensors);
    const { context } = encode(metadata.specification.given!.conditions, {
      columns: GIVEN,
      values: fresh.given.slice(0, 20),
    });
    const samples = await flow.sample(10, 3, 0, context);
    const [trace, density] = [
      await flow.trace(samples, 10, context),
      await flow.logProb(samples, 10, context),
    ];
    density.forEach((v, n) => expect(v).toBeCloseTo(trace.logDensity[n]!, 3));
    flow.close();
  });
});

describe('a mean that follows its conditions linearly', () => {
  test('the linear Gaussian is enough, and is next to exact', async () => {
    const outcome = await run(draw(5, 10_000, linear), { steps: 800 });
    const { scores } = outcome.metadata;
    expect(scores.verdict).toBe('gaussian');
    expect(scores.overUnconditional!.mean).toBeGreaterThan(0.3);
    const { mean } = await gap(outcome, draw(6, 20_000, linear));
    expect(Math.abs(mean)).toBeLessThan(0.01);
  });

  test('a flow of any kind starts there: its first steps lose nothing to it', async () => {
    const { metadata } = await run(draw(5, 4000, linear), {
      steps: 30,
      flow: 'affine-autoregressive',
    });
    expect(Math.abs(metadata.scores.gain.mean)).toBeLessThan(0.03);
  });
});

describe('rows', () => {
  test('with a level that no training row has are left out and counted', async () => {
    const known = draw(7, 3000, linear);
    known.given[0] = -1; // what the table says for a level that is not listed
    const { metadata } = await run(known, { steps: 20, flow: 'affine-autoregressive' });
    expect(metadata.rows.leftOut).toBe(1);
    expect(metadata.notes.map(english).join(' ')).toContain(
      'One row was left out: no training row has the same level of "shape" or "dose".',
    );
  });

  test('few of them are cross-fitted, with the conditions', async () => {
    const { metadata } = await run(draw(8, 300, curved), {
      steps: 60,
      flow: 'spline-autoregressive',
    });
    expect(metadata.scores).toMatchObject({ on: 'cross-fitted', rows: 300 });
    expect(metadata.scores.groups!.reduce((n, g) => n + g.rows, 0)).toBe(300);
  });

  test('a fit is resumed with the same conditions only', async () => {
    const known = draw(9, 2000, curved);
    const { metadata, tensors, checkpoint } = await run(known, {
      steps: 30,
      flow: 'affine-autoregressive',
    });
    const resume = {
      metadata: { ...metadata, data: null, created: '', build: '' },
      tensors: { ...tensors, ...checkpoint },
    };
    const again = await run(known, { steps: 10, resume });
    expect(again.metadata.specification).toEqual(metadata.specification);
    const { given: _, ...without } = inputOf(known);
    await expect(
      fit(
        engine,
        without,
        { flow: 'auto', seed: 1, steps: 5, resume },
        { progress: () => undefined, shouldStop: () => false },
      ),
    ).rejects.toThrow('The model is given shape, dose: resume it with the same.');
  });

  test('one column, given a number, depends on it', async () => {
    const known = draw(10, 4000, curved);
    const input = inputOf(known);
    const one: FitInput = {
      ...input,
      columns: ['a'],
      values: known.values.filter((_, i) => i % 2 === 0),
      integer: [false],
    };
    const { metadata } = await fit(
      engine,
      one,
      { flow: 'auto', seed: 1, steps: 1200 },
      { progress: () => undefined, shouldStop: () => false },
    );
    expect(metadata.specification.layers.some((l) => l.kind === 'spline-autoregressive')).toBe(
      true,
    );
    expect(metadata.scores.gain.mean).toBeGreaterThan(0.3);
  });
});
