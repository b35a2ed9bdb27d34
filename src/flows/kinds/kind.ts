// What a kind of layer is on paper: how files hold it, its tensors, which of their entries stay zero, where it starts.
import * as z from 'zod';

/** The Gaussian of the training rows in model space, and what else a start depends on. */
export interface Start {
  columns: readonly string[];
  mean: ArrayLike<number>;
  /** row-major D x D */
  covariance: ArrayLike<number>;
  /** numbers beside the columns */
  context: number;
  seed: number;
  /** place of the layer in its flow */
  index: number;
}

export interface LayerKind<Layer> {
  schema: z.ZodObject;
  /** numbers that transform one column; absent where columns are not transformed one by one */
  numbers?(layer: Layer): number;
  /** by their short names, in the canonical order */
  tensors(layer: Layer, dim: number, context: number): [name: string, shape: number[]][];
  /** 1 where an entry is free and 0 where it stays zero, row-major; tensors without masked entries are left out */
  masks?(layer: Layer, dim: number, context: number): Record<string, Float32Array>;
  /** values of tensors; the others start at zero */
  start?(layer: Layer, given: Start): Record<string, ArrayLike<number>>;
}

/** An order of the columns, as files hold it. */
export const order = z.array(z.number().int().min(0)).min(1).max(1024);

export function mask(
  rows: number,
  columns: number,
  free: (row: number, column: number) => boolean,
): Float32Array {
  const out = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[r * columns + c] = free(r, c) ? 1 : 0;
  return out;
}
