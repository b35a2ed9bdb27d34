// @vitest-environment happy-dom
// The diagonal of the corner plot: densities of the same mass, and quantiles of what is drawn.
import { expect, test } from 'vitest';
import type { CloudView } from '../../src/protocol/exploration';
import { diagonalOf, quantilesOf } from '../../webview/charts/pairs/pair-bars';

const ROWS = 999;
/** Column x runs evenly from 0 to 1, column y is its square. */
const values = Float32Array.from({ length: 2 * ROWS }, (_, i) =>
  i % 2 === 0 ? i / 2 / (ROWS - 1) : ((i - 1) / 2 / (ROWS - 1)) ** 2,
);
const view: CloudView = {
  columns: ['x', 'y'],
  data: { values, count: ROWS },
  rows: Float64Array.from({ length: ROWS }, (_, i) => i),
  gaussian: null,
  flow: { values: values.map((v) => 0.5 + (v - 0.5) / 2), count: ROWS },
  totalRows: ROWS,
  matching: ROWS,
  axes: ['x', 'y'].map(() => ({ log: false, robust: false, automatic: false, low: 0, high: 1 })),
  split: {
    column: 'half',
    levels: ['first', 'second'],
    level: Uint8Array.from({ length: ROWS }, (_, i) => Number(i > ROWS / 2)),
  },
};
const gaussian = { names: ['x', 'y'], mean: [0.5, 0.33], covariance: [0.01, 0, 0, 0.01], rows: 9 };
const mass = (densities: number[], edges: number[]) =>
  densities.reduce((sum, d, b) => sum + d * (edges[b + 1]! - edges[b]!), 0);

test('median, and what 16 and 84 % lie below, also of a column that is not even', () => {
  quantilesOf(view, 0)!.forEach((v, k) => expect(v).toBeCloseTo([0.5, 0.16, 0.84][k]!, 6));
  quantilesOf(view, 1)!.forEach((v, k) => expect(v).toBeCloseTo([0.5, 0.16, 0.84][k]! ** 2, 6));
  const none = { ...view, data: { values: new Float32Array(0), count: 0 } };
  expect(quantilesOf(none, 0)).toBeNull();
});

test('all rows, each category and the samples have the mass 1, and so has the Gaussian', () => {
  for (const index of [0, 1]) {
    const { bars, all, groups, samples, curve, most } = diagonalOf(view, index, {
      gaussian,
      flow: true,
    });
    for (const densities of [all, ...groups, samples])
      expect(mass(densities, bars.edges)).toBeCloseTo(1, 6);
    const step = curve[1]!.x - curve[0]!.x;
    expect(curve.reduce((sum, { y }) => sum + y * step, 0)).toBeCloseTo(1, 1);
    expect(most).toBeCloseTo(
      Math.max(...all, ...samples, ...groups.flat(), ...curve.map((p) => p.y)),
    );
  }
});
