// How one column is transformed, given its numbers: one value in double precision, and many rows with their gradient.
import type { ColumnMap } from '../../protocol/microscope';

/** The definition, in double precision. */
export interface Univariate {
  /** @param numbers of the column, from `offset` */
  set(numbers: ArrayLike<number>, offset: number): this;
  /** u -> x; leaves the log slope of u -> x in `logSlope` */
  forward(u: number): number;
  inverse(x: number): number;
  logSlope: number;
  /** the numbers in words that people know: scale and shift, or knots */
  look(): ColumnMap;
}

/** A column of the rows, and where its numbers begin among those of a row. */
export interface Slot {
  column: number;
  raw: number;
}

/**
 * Acts on the columns in `slots`; the numbers of row n start at `n * rowStride`, and rowStride 0 shares them
 * between rows.
 */
export interface ColumnKernel {
  /** @param out count x 2D: u of all columns, then their log slopes; only those in `slots` are written */
  forward(
    raw: Float32Array,
    rowStride: number,
    x: Float32Array,
    count: number,
    dim: number,
    slots: Slot[],
    out: Float32Array,
  ): void;
  /** adds gradients for given cotangents of `out` */
  backward(
    raw: Float32Array,
    rowStride: number,
    x: Float32Array,
    count: number,
    dim: number,
    slots: Slot[],
    cotangent: Float32Array,
    toRaw: Float32Array,
    toX: Float32Array,
  ): void;
}

/** What engines know of a univariate. The kernel has it in a file of its own in `kernel/assembly`. */
export interface UnivariateKind {
  outputs: number;
  column(): Univariate;
  rows(): ColumnKernel;
  /** fields of the kernel's record of a layer: its `kind`, as its file there says it, and what else it needs */
  record: { kind: number } & Record<string, number>;
  /** features that the kernel saves for each column on the way to the base */
  saved: number;
}
