// Rows with their context: parts of them, and what an engine may rely on.
import type { Rows } from './engine';

/**
 * The context of rows, n x size (empty when a flow takes none).
 * @throws Error when the rows come without the context that the flow needs
 */
export function contextOf(rows: Rows, size: number): Float64Array {
  if (size === 0) return new Float64Array(0);
  if (rows.context?.length !== rows.count * size)
    throw new Error(
      `this flow describes columns given ${size} more numbers for each row, and they are missing`,
    );
  return rows.context;
}

/** Rows `from` to `from + count - 1`, not copied. */
export function sliceRows(rows: Rows, from: number, count: number): Rows {
  const part = (values: Float64Array) =>
    values.subarray(
      (from * values.length) / rows.count,
      ((from + count) * values.length) / rows.count,
    );
  return {
    values: part(rows.values),
    count,
    dim: rows.dim,
    ...(rows.context ? { context: part(rows.context) } : {}),
  };
}

/** Copies of the rows with these numbers. */
export function pickRows(rows: Rows, numbers: Int32Array): Rows {
  const pick = (values: Float64Array) => {
    const width = values.length / rows.count;
    const out = new Float64Array(numbers.length * width);
    for (let k = 0; k < numbers.length; k++)
      out.set(values.subarray(numbers[k]! * width, (numbers[k]! + 1) * width), k * width);
    return out;
  };
  return {
    values: pick(rows.values),
    count: numbers.length,
    dim: rows.dim,
    ...(rows.context ? { context: pick(rows.context) } : {}),
  };
}
