// Clusters of rows about centres: where the components of a mixture begin.
import type { Rows } from './distribution';

export interface Clusters {
  /** row-major k x D, the means of their rows */
  centres: Float64Array;
  /** the cluster of each row */
  of: Uint16Array;
  /** the sum of squared distances of rows to their centres */
  spread: number;
}

const MOST_ROUNDS = 20;

/**
 * Greedy k-means++ (Arthur and Vassilvitskii 2007: each further centre is a row drawn in proportion to its squared
 * distance from the nearest centre, the best of a few), then Lloyd's rounds until no row changes its cluster.
 * @param draw uniform numbers in [0, 1), one for each place
 */
export function kMeans(rows: Rows, k: number, draw: (place: number) => number): Clusters {
  const { count, dim } = rows;
  const centres = farApart(rows, k, draw);
  const of = new Uint16Array(count);
  let spread = assign(rows, centres, of).spread;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    moveToMeans(rows, centres, of);
    const next = assign(rows, centres, of);
    spread = next.spread;
    if (next.moved === 0) break;
  }
  return { centres: centres.slice(0, k * dim), of, spread };
}

function farApart(
  { values, count, dim }: Rows,
  k: number,
  draw: (place: number) => number,
): Float64Array {
  const trials = 2 + Math.floor(Math.log(k));
  const centres = new Float64Array(k * dim);
  let nearest: Float64Array = new Float64Array(count).fill(Infinity);
  let tried: Float64Array = new Float64Array(count);
  /** fills `tried` as if `row` were a centre, too  @returns its sum */
  const tryRow = (row: number, into: Float64Array): number => {
    let total = 0;
    for (let n = 0; n < count; n++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (values[n * dim + d]! - values[row * dim + d]!) ** 2;
      total += into[n] = Math.min(nearest[n]!, square);
    }
    return total;
  };
  let place = 0;
  let row = Math.floor(draw(place++) * count);
  let total = tryRow(row, tried);
  for (let c = 0; ; c++) {
    [nearest, tried] = [tried, nearest];
    centres.set(values.subarray(row * dim, (row + 1) * dim), c * dim);
    if (c === k - 1) return centres;
    let least = Infinity;
    let best: Float64Array = new Float64Array(count);
    let spare: Float64Array = tried;
    for (let trial = 0; trial < trials; trial++) {
      let rest = draw(place++) * total;
      let candidate = nearest.findIndex((v) => (rest -= v) < 0);
      if (candidate < 0) candidate = count - 1;
      const sum = tryRow(candidate, spare);
      if (sum >= least) continue;
      [least, row] = [sum, candidate];
      [best, spare] = [spare, best];
    }
    [tried, total] = [best, least];
  }
}

/** Gives each row the nearest centre. @returns how many rows changed, and the sum of squared distances */
function assign(
  { values, count, dim }: Rows,
  centres: Float64Array,
  of: Uint16Array,
): { moved: number; spread: number } {
  const k = centres.length / dim;
  let [moved, spread] = [0, 0];
  for (let n = 0; n < count; n++) {
    let [least, at] = [Infinity, 0];
    for (let c = 0; c < k; c++) {
      let square = 0;
      for (let d = 0; d < dim && square < least; d++)
        square += (values[n * dim + d]! - centres[c * dim + d]!) ** 2;
      if (square < least) [least, at] = [square, c];
    }
    if (of[n] !== at) moved++;
    of[n] = at;
    spread += least;
  }
  return { moved, spread };
}

/** An empty cluster keeps its centre. */
function moveToMeans({ values, count, dim }: Rows, centres: Float64Array, of: Uint16Array): void {
  const sums = new Float64Array(centres.length);
  const sizes = new Float64Array(centres.length / dim);
  for (let n = 0; n < count; n++) {
    const c = of[n]!;
    sizes[c]!++;
    for (let d = 0; d < dim; d++) sums[c * dim + d]! += values[n * dim + d]!;
  }
  sizes.forEach((size, c) => {
    if (size > 0) for (let d = 0; d < dim; d++) centres[c * dim + d] = sums[c * dim + d]! / size;
  });
}
