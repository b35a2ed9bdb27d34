// Contours of a flow that is a Gaussian, against the mathematical ellipses; lines and smoothing by themselves.
import { expect, test } from 'vitest';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { Flow } from '../../../src/flows/flow';
import type { Tensors } from '../../../src/flows/layout';
import type { AxisView } from '../../../src/protocol/pictures';
import { contours, levelOf, remembering, smoothed } from '../../../src/session/pictures/contours';
import { isolines } from '../../../src/session/pictures/isolines';

const MASSES = [0.5, 0.8, 0.95];
const axis = (low: number, high: number): AxisView => ({
  log: false,
  robust: false,
  automatic: false,
  low,
  high,
});
const grid = (n: number, half: number) =>
  Float64Array.from({ length: n }, (_, i) => -half + (2 * half * (i + 0.5)) / n);

test('the level that holds a mass of a Gaussian, and the circle at it', () => {
  const n = 200;
  const x = grid(n, 5);
  const value = Float64Array.from(
    { length: n * n },
    (_, k) => Math.exp(-0.5 * (x[k % n]! ** 2 + x[Math.floor(k / n)]! ** 2)) / (2 * Math.PI),
  );
  const mass = value.map((v) => v * (10 / n) ** 2);
  for (const m of MASSES) {
    const level = levelOf({ value, mass }, m)!;
    expect(level).toBeCloseTo((1 - m) / (2 * Math.PI), 3);
    const [ring, ...more] = isolines({ x, y: x, value }, level);
    expect(more).toEqual([]);
    expect([ring!.at(-2), ring!.at(-1)]).toEqual([ring![0], ring![1]]);
    const radius = Math.sqrt(-2 * Math.log(2 * Math.PI * level));
    for (let k = 0; k < ring!.length; k += 2)
      expect(Math.hypot(ring![k]!, ring![k + 1]!)).toBeCloseTo(radius, 2);
  }
  expect(levelOf({ value, mass: mass.map((v) => v / 2) }, 0.8)).toBeNull();
});

test('a saddle is two lines that do not cross, and a line that leaves the grid ends there', () => {
  const x = Float64Array.from([0, 1]);
  const saddle = isolines({ x, y: x, value: Float64Array.from([1, 0, 0, 1]) }, 0.6);
  expect(saddle).toHaveLength(2);
  for (const line of saddle) expect(line).toHaveLength(4);
  const [slope] = isolines(
    { x: Float64Array.from([0, 1, 2]), y: x, value: Float64Array.from([0, 1, 2, 0, 1, 2]) },
    0.5,
  );
  expect([...slope!].sort()).toEqual([0, 0.5, 0.5, 1]);
});

test('smoothing keeps the mass and spreads it by its width', () => {
  const n = 40;
  const counts = new Float64Array(n * n);
  counts[20 * n + 20] = 7;
  counts[0] = 3;
  const out = smoothed(counts, n, 2, 3);
  expect(out.reduce((a, b) => a + b, 0)).toBeCloseTo(10, 10);
  let [xx, yy] = [0, 0];
  for (let k = 0; k < n * n; k++) {
    const [i, j] = [(k % n) - 20, Math.floor(k / n) - 20];
    if (Math.abs(i) > 12 || Math.abs(j) > 12) continue;
    xx += (out[k]! * i * i) / 7;
    yy += (out[k]! * j * j) / 7;
  }
  expect(Math.sqrt(xx)).toBeCloseTo(2, 1);
  expect(Math.sqrt(yy)).toBeCloseTo(3, 1);
});

/** x = L u + b with L = [[2, 0], [1, 0.5]] and b = (1, -0.5); further columns are independent. */
async function gaussianFlow(dim: number): Promise<Flow> {
  const columns = ['x', 'y', 'z'].slice(0, dim);
  const specification = {
    flow: 'gaussian' as const,
    columns,
    layers: [{ kind: 'triangular' as const }],
    preprocessing: columns.map(() => ({ kind: 'none' as const, shift: 0, scale: 1 })),
  };
  return Flow.open(referenceEngine, specification, triangular(dim));
}

test.each([
  [2, 0.01, 0.02],
  [3, 0.04, 0.2],
])('of %i columns, lines are the ellipses of the Gaussian', async (dim, onAverage, atMost) => {
  const flow = await gaussianFlow(dim);
  const found = (await contours(
    flow,
    [0, 1],
    ['x', 'y'],
    [axis(-8, 10), axis(-6, 6)],
    MASSES,
    () => false,
  ))!;
  expect(found).toMatchObject({ samples: dim === 2 ? null : 40_000, outside: [] });
  expect(found.levels.map((l) => l.mass)).toEqual(MASSES);
  for (const { mass, lines } of found.levels) {
    const [line] = lines;
    const radius = Math.sqrt(-2 * Math.log(1 - mass));
    const off: number[] = [];
    for (let k = 0; k < line!.length; k += 2) {
      const u = (line![k]! - 1) / 2;
      const v = (line![k + 1]! + 0.5 - u) / 0.5;
      off.push(Math.abs(Math.hypot(u, v) / radius - 1));
    }
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThan(onAverage);
    expect(Math.max(...off)).toBeLessThan(atMost);
  }
});

test('the pair may be named the other way round, and what nobody waits for is given up', async () => {
  const flow = await gaussianFlow(2);
  const turned = (await contours(
    flow,
    [1, 0],
    ['y', 'x'],
    [axis(-6, 6), axis(-8, 10)],
    [0.5],
    () => false,
  ))!;
  const straight = (await contours(
    flow,
    [0, 1],
    ['x', 'y'],
    [axis(-8, 10), axis(-6, 6)],
    [0.5],
    () => false,
  ))!;
  const width = (line: Float32Array, from: number) =>
    Math.max(...line.filter((_, i) => i % 2 === from)) -
    Math.min(...line.filter((_, i) => i % 2 === from));
  expect(width(turned.levels[0]!.lines[0]!, 0)).toBeCloseTo(
    width(straight.levels[0]!.lines[0]!, 1),
    1,
  );
  let calls = 0;
  expect(
    await contours(flow, [0, 1], ['x', 'y'], [axis(-8, 10), axis(-6, 6)], [0.5], () => ++calls > 2),
  ).toBeNull();
  expect(calls).toBe(3);
});

test('a mass beyond the axes has no line, and that is said', async () => {
  const found = (await contours(
    await gaussianFlow(2),
    [0, 1],
    ['x', 'y'],
    [axis(0, 2), axis(-1, 0)],
    MASSES,
    () => false,
  ))!;
  expect(found.outside).toEqual([0.5, 0.8, 0.95]);
});

function triangular(dim: number): Tensors {
  const lower = new Float64Array(dim * dim);
  lower[dim] = 1;
  return {
    'layers.0.lower': { shape: [dim, dim], values: lower },
    'layers.0.logDiagonal': {
      shape: [dim],
      values: Float64Array.from([Math.log(2), Math.log(0.5), 0].slice(0, dim)),
    },
    'layers.0.b': { shape: [dim], values: Float64Array.from([1, -0.5, 0].slice(0, dim)) },
  };
}

test('draws that are kept are drawn once, whichever pair counts them', async () => {
  let drawn = 0;
  const kept = remembering({
    dim: 3,
    fixed: true,
    logProb: () => Promise.reject(new Error('a density of three columns is no picture of two')),
    sample: (count, seed, first) => {
      drawn += count;
      return Promise.resolve(
        Float64Array.from({ length: 3 * count }, (_, i) => Math.sin(seed + 3 * first! + i) * 2),
      );
    },
  });
  const axes: [AxisView, AxisView] = [axis(-2, 2), axis(-2, 2)];
  const [first, second] = [
    await contours(kept, [0, 1], ['a', 'b'], axes, MASSES, () => false),
    await contours(kept, [0, 2], ['a', 'c'], axes, MASSES, () => false),
  ];
  expect(drawn).toBe(first!.samples);
  expect(first!.levels).toHaveLength(3);
  expect(second!.levels).not.toEqual(first!.levels);
});
