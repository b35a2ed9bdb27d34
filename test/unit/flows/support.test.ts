// Bounds that a flow keeps: draws, density, mass, and where the values of a column end sharply.
import { describe, expect, test } from 'vitest';
import { ImpossibleError } from '../../../src/distributions/distribution';
import { Gaussian } from '../../../src/distributions/gaussian';
import { normals, uniform } from '../../../src/distributions/random';
import { catalogue, randomRows } from '../../../src/engines/catalogue';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { boundsToKeep, sharpBounds } from '../../../src/flows/fit/keeping';
import { Flow } from '../../../src/flows/flow';
import type { Bound } from '../../../src/protocol/bounds';
import type { Sentence } from '../../../src/protocol/sentence';

const entry = catalogue.find(({ specification }) => specification.columns.length === 2)!;
const given = catalogue.find(
  ({ specification: { columns, context } }) => columns.length === 2 && (context?.length ?? 0) > 0,
)!;

const open = (support?: Bound[], of = entry) =>
  Flow.open(
    referenceEngine,
    support ? { ...of.specification, support } : of.specification,
    of.parameters,
  );

/** Bounds of the first column that hold about three quarters of it. */
async function box(flow: Flow, context?: Float64Array): Promise<Bound> {
  const values = await flow.sample(2000, 4, 0, context);
  const sorted = Float64Array.from({ length: 2000 }, (_, n) => values[2 * n]!).sort();
  return { column: flow.specification.columns[0]!, low: sorted[250]!, high: sorted[1750]! };
}

describe('a flow within bounds', () => {
  test('no draw lies outside, and a draw depends on its number alone', async () => {
    const bound = await box(await open());
    const flow = await open([bound]);
    const values = await flow.sample(1000, 5);
    for (let n = 0; n < 1000; n++) {
      expect(values[2 * n]).toBeGreaterThanOrEqual(bound.low!);
      expect(values[2 * n]).toBeLessThanOrEqual(bound.high!);
    }
    expect(await flow.sample(20, 5, 300)).toEqual(values.slice(600, 640));
    // those that were inside from the start are the same as without bounds
    const free = await flow.unbounded.sample(1000, 5);
    let same = 0;
    for (let n = 0; n < 1000; n++) if (free[2 * n] === values[2 * n]) same++;
    expect(same / 1000).toBeGreaterThan(0.65);
    expect(same / 1000).toBeLessThan(0.85);
  });

  test('the density is divided by the mass inside, and zero outside', async () => {
    const bound = await box(await open());
    const flow = await open([bound]);
    const rows = await flow.sample(200, 6);
    const [kept, plain] = [await flow.logProb(rows, 200), await flow.unbounded.logProb(rows, 200)];
    const shift = kept[0]! - plain[0]!;
    kept.forEach((v, n) => expect(v - plain[n]!).toBeCloseTo(shift, 9));
    // the mass inside, by other draws
    const drawn = await flow.unbounded.sample(20_000, 77);
    let inside = 0;
    for (let n = 0; n < 20_000; n++)
      if (drawn[2 * n]! >= bound.low! && drawn[2 * n]! <= bound.high!) inside++;
    expect(Math.abs(Math.exp(-shift) / (inside / 20_000) - 1)).toBeLessThan(0.05);
    const beyond = Float64Array.of(bound.high! + 1e-9, rows[1]!);
    expect((await flow.logProb(beyond, 1))[0]).toBe(-Infinity);
  });

  test('each context has a mass of its own, the same in any batch', async () => {
    const { context } = randomRows(given.specification, 2, 1, 9);
    const size = context!.length / 2;
    const first = context!.slice(0, size);
    const repeated = Float64Array.from({ length: 2000 * size }, (_, i) => first[i % size]!);
    const bound = await box(await open(undefined, given), repeated);
    const flow = await open([bound], given);
    const middle = (bound.low! + bound.high!) / 2;
    const rows = Float64Array.of(middle, 0, middle, 0);
    const together = await flow.logProb(rows, 2, context);
    const plain = await flow.unbounded.logProb(rows, 2, context);
    const alone = await (await open([bound], given)).logProb(rows.slice(0, 2), 1, first);
    expect(alone[0]).toBe(together[0]);
    expect(together[0]! - plain[0]!).toBeCloseTo(-Math.log(0.75), 1);
  });

  test('where there is next to no mass, a sentence says so', async () => {
    const flow = await open([{ column: entry.specification.columns[0]!, low: 1e6, high: 1e6 + 1 }]);
    await expect(flow.sample(1, 1)).rejects.toThrow(ImpossibleError);
  });
});

describe('bounds that a fit keeps', () => {
  const count = 5000;
  const columns = ['flat', 'tail', 'bell', 'wedge', 'shifted'];
  const z = normals(1, 90_030, 0, count, 2);
  const u = (n: number, place: number) => uniform(1, 90_031, n, place);
  const values = Float64Array.from(
    Array.from({ length: count }, (_, n) => [
      2 * u(n, 0) - 1,
      -Math.log(u(n, 1)),
      z[2 * n]!,
      Math.sqrt(u(n, 2)),
      0.1234 + 0.5 * u(n, 3),
    ]).flat(),
  );
  const rows = { columns, values, integer: columns.map(() => false) };

  test('only columns that end in steps on both sides, at round ends', () => {
    const found = sharpBounds(rows);
    expect(found.map(({ column }) => column)).toEqual(['flat', 'shifted']);
    expect(found[0]).toEqual({ column: 'flat', low: -1, high: 1 });
    expect(found[1]!.low).toBeCloseTo(0.1234, 3);
    expect(found[1]!.high).toBeCloseTo(0.6234, 3);
    expect(values.filter((_, i) => i % 5 === 4).every((v) => v >= found[1]!.low!)).toBe(true);
  });

  test('they are noted in a fit with something given, and kept where asked', () => {
    const notes: Sentence[] = [];
    expect(boundsToKeep({}, rows, false, notes)).toBeUndefined();
    expect(notes).toHaveLength(0);
    expect(boundsToKeep({}, rows, true, notes)).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(boundsToKeep({ bounds: 'auto' }, rows, true, notes)).toHaveLength(2);
    const typed = [{ column: 'flat', low: -1, high: 1 }];
    expect(boundsToKeep({ bounds: typed }, rows, true, notes)).toBe(typed);
  });

  test('rows outside, and other columns, are refused', () => {
    const refuse = (bound: Bound) => () => boundsToKeep({ bounds: [bound] }, rows, true, []);
    expect(refuse({ column: 'bell', low: 0, high: null })).toThrow(/rows lie outside bell/);
    expect(refuse({ column: 'none', low: 0, high: 1 })).toThrow(/not among the fitted/);
  });

  test('a Gaussian of few rows has no sharp ends', () => {
    const { values: few } = new Gaussian({ names: ['a'], mean: [0], covariance: [1] }).sample(
      900,
      1,
    );
    expect(sharpBounds({ columns: ['a'], values: few, integer: [false] })).toEqual([]);
  });
});
