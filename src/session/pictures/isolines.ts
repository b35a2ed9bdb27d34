// Lines of equal value on a grid: marching squares, joined into polylines.
import type { Contour } from '../../protocol/pictures';

interface Field {
  x: Float64Array;
  y: Float64Array;
  /** value[j * x.length + i] at (x[i], y[j]) */
  value: Float64Array;
}

/** Sides of a cell from corner to corner, counter-clockwise from its lower left: 0 bottom, 1 right, 2 top, 3 left. */
const CORNERS: [number, number][] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];
/**
 * For each set of corners above the level (bit k: corner k), the pairs
 * of sides that a line joins. The middle settles saddles (5, 10).
 */
const SEGMENTS: [number, number][][] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 0],
    [1, 2],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 1],
    [2, 3],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

/** Polylines where the field, linear along the sides of its cells, equals `level`. Closed ones end where they begin. */
export function isolines({ x, y, value }: Field, level: number): Contour[] {
  const nx = x.length;
  const at = (i: number, j: number) => value[j * nx + i]!;
  /** a side of the grid as one number, the same from both of its cells */
  const sideKey = (i: number, j: number, side: number) =>
    side === 0
      ? 2 * (j * nx + i)
      : side === 2
        ? 2 * ((j + 1) * nx + i)
        : side === 3
          ? 2 * (j * nx + i) + 1
          : 2 * (j * nx + i + 1) + 1;
  const places = new Map<number, [number, number]>();
  const neighbours = new Map<number, number[]>();
  const join = (a: number, b: number) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
  };
  for (let j = 0; j + 1 < y.length; j++)
    for (let i = 0; i + 1 < nx; i++) {
      let kind = 0;
      CORNERS.forEach(([di, dj], k) => (kind |= at(i + di, j + dj) > level ? 1 << k : 0));
      if (kind === 0 || kind === 15) continue;
      const middle = (at(i, j) + at(i + 1, j) + at(i, j + 1) + at(i + 1, j + 1)) / 4 > level;
      const segments =
        middle && (kind === 5 || kind === 10) ? SEGMENTS[15 - kind]! : SEGMENTS[kind]!;
      for (const [a, b] of segments) {
        for (const side of [a, b]) {
          const [c0, c1] = [CORNERS[side]!, CORNERS[(side + 1) % 4]!];
          const [v0, v1] = [at(i + c0[0], j + c0[1]), at(i + c1[0], j + c1[1])];
          const part = (level - v0) / (v1 - v0);
          const mix = (list: Float64Array, from: number, to: number) =>
            list[from]! + (list[to]! - list[from]!) * part;
          places.set(sideKey(i, j, side), [
            mix(x, i + c0[0], i + c1[0]),
            mix(y, j + c0[1], j + c1[1]),
          ]);
        }
        join(sideKey(i, j, a), sideKey(i, j, b));
      }
    }
  return chains(neighbours).map((keys) => Float32Array.from(keys.flatMap((k) => places.get(k)!)));
}

/** Open chains first, from their ends; what is left are rings. */
function chains(neighbours: Map<number, number[]>): number[][] {
  const seen = new Set<number>();
  const follow = (start: number): number[] => {
    const line = [start];
    seen.add(start);
    for (let next = unseen(start); next !== undefined; next = unseen(next)) {
      seen.add(next);
      line.push(next);
    }
    return line;
  };
  const unseen = (key: number) => neighbours.get(key)!.find((k) => !seen.has(k));
  const found: number[][] = [];
  for (const [key, next] of neighbours)
    if (next.length === 1 && !seen.has(key)) found.push(follow(key));
  for (const key of neighbours.keys())
    if (!seen.has(key)) {
      const ring = follow(key);
      found.push([...ring, ring[0]!]);
    }
  return found;
}
