// Plausible bounds of columns, and draws that keep them.
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { Flow } from '../../../src/flows/flow';
import { buildSpecification } from '../../../src/flows/specification';
import { boundText, keeps, plausibleBound } from '../../../src/protocol/bounds';
import type { ColumnProfile } from '../../../src/protocol/data';
import { unitOf } from '../../../src/protocol/unit';
import { acceptanceOf, sampleWithin, type Tally } from '../../../src/session/models/within';

const profile = (
  name: string,
  min: number,
  max: number,
  type: ColumnProfile['type'] = 'numeric',
): ColumnProfile => ({
  name,
  unit: unitOf(name),
  type,
  modelled: true,
  missing: 0,
  distinct: null,
  min,
  max,
  mean: 0,
  standardDeviation: 1,
  quantiles: null,
  histogram: null,
});
const ends = (...of: Parameters<typeof profile>) => {
  const bound = plausibleBound(profile(...of));
  return bound && [bound.low, bound.high];
};

describe('a plausible bound', () => {
  test.each([
    ['conc', 0, 40, [0, null]],
    ['Price', 3, 900, [0, null]],
    ['bill_length_mm', 30, 60, [0, null]],
    ['reactionTime', 0.1, 2, [0, null]],
    ['humidity', 20, 99, [0, 100]],
    ['load [%]', 0, 93, [0, 100]],
    ['share_of_votes', 0.1, 0.9, [0, 1]],
    ['lat', 47, 55, [-90, 90]],
    ['longitude', -9, 3, [-180, 180]],
    ['m [kg]', 0.2, 7, [0, null]],
  ] as const)('%s from %f to %f', (name, min, max, expected) =>
    expect(ends(name, min, max)).toEqual(expected),
  );
  test('whole numbers that are never negative', () => {
    expect(ends('kids', 0, 6, 'integer')).toEqual([0, null]);
    expect(ends('level', 1, 9, 'integer')).toEqual([0, null]);
    expect(ends('level', -1, 9, 'integer')).toBeNull();
  });
  test.each([
    ['conc', -0.1, 40],
    ['price_change', 0.1, 3],
    ['temperature', 3, 30],
    ['T [°C]', 3, 30],
    ['x', 0, 1],
    ['log_price', 0.2, 3],
    ['share', 0, 1.2],
    ['lat', -100, 10],
  ])('none for %s from %f to %f', (name, min, max) => expect(ends(name, min, max)).toBeNull());
  test('whole degrees have none', () => expect(ends('T [°C]', 3, 30, 'integer')).toBeNull());
  test('ends belong to it unless they are open', () => {
    const closed = { column: 'a', low: 0, high: 1 };
    expect([0, 1, -1e-9, 1.1].map((v) => keeps(closed, v))).toEqual([true, true, false, false]);
    const open = { ...closed, open: { low: true, high: true } };
    expect([0, 0.5, 1].map((v) => keeps(open, v))).toEqual([false, true, false]);
    expect([boundText(closed), boundText({ ...open, high: null })]).toEqual([
      'a in [0, 1]',
      'a in (0, inf)',
    ]);
  });
});

describe('draws within bounds', () => {
  const specification = buildSpecification(
    'affine',
    ['a', 'b'],
    [0, 1].map(() => ({ kind: 'none' as const, shift: 0, scale: 1 })),
    100,
  );
  const numbers = (values: number[]) => ({ shape: [2], values: Float64Array.from(values) });
  const opened = () =>
    Flow.open(referenceEngine, specification, {
      'layers.0.a': numbers([0, 0]),
      'layers.0.b': numbers([0, 0]),
    });
  const positive = [{ column: 'a', low: 0, high: null }];

  test('all keep them, their share is the mass within, and the others are as before', async () => {
    const flow = await opened();
    const total: Tally = { drawn: 0, kept: 0, notFinite: 0 };
    const [within, plain] = [
      await sampleWithin(flow, positive, 4000, 3, 0, undefined, total),
      await flow.sample(4000, 3),
    ];
    const { mean, standardError } = acceptanceOf(total);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4.5 * standardError);
    for (let n = 0; n < 4000; n++) {
      expect(within[2 * n]).toBeGreaterThanOrEqual(0);
      if (plain[2 * n]! >= 0) expect(within[2 * n]).toBe(plain[2 * n]);
    }
    // a half normal: its mean is sqrt(2 / pi), and the other column does not care
    const mean2 = (d: number) =>
      within.filter((_, i) => i % 2 === d).reduce((a, b) => a + b, 0) / 4000;
    expect(mean2(0)).toBeCloseTo(Math.sqrt(2 / Math.PI), 1);
    expect(Math.abs(mean2(1))).toBeLessThan(0.07);
  });
  test('a row is the same in whatever piece it is drawn', async () => {
    const flow = await opened();
    const whole = await sampleWithin(flow, positive, 100, 7, 0);
    const pieces = [
      await sampleWithin(flow, positive, 30, 7, 0),
      await sampleWithin(flow, positive, 70, 7, 30),
    ];
    expect([...pieces[0]!, ...pieces[1]!]).toEqual([...whole]);
  });
  test('bounds that hardly any draw keeps are refused with the share', async () => {
    await expect(
      sampleWithin(await opened(), [{ column: 'a', low: 4, high: null }], 2000, 1, 0),
    ).rejects.toThrow(/^Only 0.* % of the draws lie within a in \[4, inf\)/);
  });
  test('draws that overflow are made again, and counted', async () => {
    const flow = await Flow.open(
      referenceEngine,
      {
        ...specification,
        preprocessing: [
          { kind: 'log', shift: 0, scale: 400 },
          { kind: 'none', shift: 0, scale: 1 },
        ],
      },
      { 'layers.0.a': numbers([0, 0]), 'layers.0.b': numbers([0, 0]) },
    );
    const total: Tally = { drawn: 0, kept: 0, notFinite: 0 };
    const draws = await sampleWithin(flow, [], 500, 1, 0, undefined, total);
    expect(draws.every(Number.isFinite)).toBe(true);
    expect(total.notFinite).toBeGreaterThan(5);
  });
});
