// Small matrices in double-double arithmetic (about 32 digits): what is decided here is rounded to float64 once,
// at the end. Error-free sums and products: Dekker 1971; Ogita, Rump and Oishi 2005. Covariances with a condition
// of 1e10 lose 10 digits of 32, not of 16.

/** Row-major; the value of an entry is high + low, with |low| at most half a unit in the last place of high. */
export class Wide {
  readonly high: Float64Array;
  readonly low: Float64Array;

  constructor(
    readonly rows: number,
    readonly columns: number,
    values?: ArrayLike<number>,
  ) {
    this.high = values ? Float64Array.from(values) : new Float64Array(rows * columns);
    this.low = new Float64Array(rows * columns);
  }

  /** Rounded to float64. */
  round(): Float64Array {
    return this.high.slice();
  }

  /** The rows with these numbers, in this order. */
  pickRows(numbers: readonly number[]): Wide {
    const out = new Wide(numbers.length, this.columns);
    numbers.forEach((row, k) => {
      const [from, to] = [row * this.columns, (row + 1) * this.columns];
      out.high.set(this.high.subarray(from, to), k * this.columns);
      out.low.set(this.low.subarray(from, to), k * this.columns);
    });
    return out;
  }

  transposed(): Wide {
    const out = new Wide(this.columns, this.rows);
    for (let i = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++) {
        out.high[j * this.rows + i] = this.high[i * this.columns + j]!;
        out.low[j * this.rows + i] = this.low[i * this.columns + j]!;
      }
    return out;
  }

  /** The first `count` columns. */
  firstColumns(count: number): Wide {
    const out = new Wide(this.rows, count);
    for (let i = 0; i < this.rows; i++) {
      out.high.set(this.high.subarray(i * this.columns, i * this.columns + count), i * count);
      out.low.set(this.low.subarray(i * this.columns, i * this.columns + count), i * count);
    }
    return out;
  }

  /** Multiplies row i by `factors[i]`, powers of two: exact. */
  scaleRows(factors: ArrayLike<number>): Wide {
    const out = new Wide(this.rows, this.columns);
    for (let i = 0, at = 0; i < this.rows; i++)
      for (let j = 0; j < this.columns; j++, at++) {
        out.high[at] = this.high[at]! * factors[i]!;
        out.low[at] = this.low[at]! * factors[i]!;
      }
    return out;
  }
}

// the result of the scalar operations below
let h = 0;
let l = 0;

const SPLIT = 134217729; // 2^27 + 1

/** h + l += (ah + al)(bh + bl) */
function accumulate(ah: number, al: number, bh: number, bl: number): void {
  const p = ah * bh;
  const sa = SPLIT * ah;
  const aHigh = sa - (sa - ah);
  const aLow = ah - aHigh;
  const sb = SPLIT * bh;
  const bHigh = sb - (sb - bh);
  const bLow = bh - bHigh;
  add(p, aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow) + (ah * bl + al * bh));
}

/** h + l += ah + al */
function add(ah: number, al: number): void {
  const s = h + ah;
  const part = s - h;
  const e = h - (s - part) + (ah - part) + (l + al);
  h = s + e;
  l = e - (h - s);
}

/** h + l = (h + l) / (bh + bl) */
function divide(bh: number, bl: number): void {
  const [rh, rl] = [h, l];
  const q = rh / bh;
  [h, l] = [rh, rl];
  accumulate(-q, 0, bh, bl);
  const q2 = h / bh;
  accumulate(-q2, 0, bh, bl);
  const q3 = h / bh;
  [h, l] = [q, 0];
  add(q2, 0);
  add(q3, 0);
}

/** h + l = sqrt(h + l) */
function squareRoot(): void {
  const [xh, xl] = [h, l];
  const r = Math.sqrt(xh);
  accumulate(-r, 0, r, 0);
  const r2 = h / (2 * r);
  [h, l] = [r, 0];
  add(r2, 0);
  const [yh, yl] = [h, l];
  [h, l] = [xh, xl];
  accumulate(-yh, -yl, yh, yl);
  const r3 = h / (2 * r);
  [h, l] = [yh, yl];
  add(r3, 0);
}

/** h + l += sign * (row i of a) . (row j of b), over the first `n` entries */
function dotRows(a: Wide, i: number, b: Wide, j: number, n: number, sign = 1): void {
  const [ah, al, bh, bl] = [a.high, a.low, b.high, b.low];
  for (let k = 0, p = i * a.columns, q = j * b.columns; k < n; k++, p++, q++)
    accumulate(sign * ah[p]!, sign * al[p]!, bh[q]!, bl[q]!);
}

function load(m: Wide, at: number): void {
  h = m.high[at]!;
  l = m.low[at]!;
}

function store(m: Wide, at: number): void {
  m.high[at] = h;
  m.low[at] = l;
}

/** a b^T, plus `start` where given */
export function timesTransposed(a: Wide, b: Wide, start?: Wide): Wide {
  const out = new Wide(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) {
      if (start) load(start, i * b.rows + j);
      else h = l = 0;
      dotRows(a, i, b, j, a.columns);
      store(out, i * b.rows + j);
    }
  return out;
}

/** a a^T: symmetric to the last bit */
export function square(a: Wide): Wide {
  const out = new Wide(a.rows, a.rows);
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j <= i; j++) {
      h = l = 0;
      dotRows(a, i, a, j, a.columns);
      store(out, i * a.rows + j);
      store(out, j * a.rows + i);
    }
  return out;
}

/** a + sign * b, entry by entry */
export function sum(a: Wide, b: Wide, sign: 1 | -1 = 1): Wide {
  const out = new Wide(a.rows, a.columns);
  for (let k = 0; k < out.high.length; k++) {
    load(a, k);
    add(sign * b.high[k]!, sign * b.low[k]!);
    store(out, k);
  }
  return out;
}

/**
 * X with L X^T = B^T, that is, each row of B solved by forward substitution. @param lower r x r, lower
 * triangular, positive diagonal
 * @param b n x r  @returns n x r
 */
export function solveRows(lower: Wide, b: Wide): Wide {
  const r = lower.rows;
  const out = new Wide(b.rows, r);
  for (let n = 0; n < b.rows; n++)
    for (let i = 0; i < r; i++) {
      load(b, n * r + i);
      dotRows(lower, i, out, n, i, -1);
      divide(lower.high[i * r + i]!, lower.low[i * r + i]!);
      store(out, n * r + i);
    }
  return out;
}

/** The same with L^T in place of L: backward substitution. */
export function solveRowsTransposed(lower: Wide, b: Wide): Wide {
  const r = lower.rows;
  const upper = lower.transposed();
  const out = new Wide(b.rows, r);
  for (let n = 0; n < b.rows; n++)
    for (let i = r - 1; i >= 0; i--) {
      load(b, n * r + i);
      for (let k = i + 1; k < r; k++)
        accumulate(
          -upper.high[i * r + k]!,
          -upper.low[i * r + k]!,
          out.high[n * r + k]!,
          out.low[n * r + k]!,
        );
      divide(lower.high[i * r + i]!, lower.low[i * r + i]!);
      store(out, n * r + i);
    }
  return out;
}

/**
 * Row `i` of a Cholesky factor whose first `pivots.length` columns belong to the rows `pivots` of `matrix`;
 * `lower` has as many columns as the matrix. @returns what these columns leave of the diagonal entry
 */
export function choleskyRow(
  matrix: Wide,
  lower: Wide,
  i: number,
  pivots: readonly number[],
): number {
  const width = lower.columns;
  pivots.forEach((pivot, q) => {
    load(matrix, i * matrix.columns + pivot);
    dotRows(lower, i, lower, pivot, q, -1);
    divide(lower.high[pivot * width + q]!, lower.low[pivot * width + q]!);
    store(lower, i * width + q);
  });
  return unexplained(matrix, lower, i, i, pivots.length);
}

/**
 * Makes row `i` the pivot of column `column`: its diagonal entry is the root of what is left, which must be
 * positive.
 */
export function choleskyPivot(matrix: Wide, lower: Wide, i: number, column: number): void {
  unexplained(matrix, lower, i, i, column);
  squareRoot();
  store(lower, i * lower.columns + column);
}

/**
 * What is left of entry (i, j) of `matrix` when the part that the first `columns` columns of `lower` explain is
 * taken away.
 */
export function unexplained(
  matrix: Wide,
  lower: Wide,
  i: number,
  j: number,
  columns: number,
): number {
  load(matrix, i * matrix.columns + j);
  dotRows(lower, i, lower, j, columns, -1);
  return h;
}

/** Sum of squares of row `n`. */
export function squaredLength(a: Wide, n: number): number {
  h = l = 0;
  dotRows(a, n, a, n, a.columns);
  return h;
}
