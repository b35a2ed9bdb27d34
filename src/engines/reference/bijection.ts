// What a layer is: x = f(u), and in both directions the log determinant of u -> x. Float64, row-major n x D.

export interface Mapped {
  values: Float64Array;
  /** log |det J| of u -> x, one for each row, whichever way the rows went */
  logDet: Float64Array;
}

/**
 * An immutable value with two methods; formulas live in one file a kind. `context` is n x C, empty in a flow
 * without context.
 */
export interface Bijection {
  /** u -> x */
  forward(u: Float64Array, count: number, context: Float64Array): Mapped;
  /** x -> u */
  inverse(x: Float64Array, count: number, context: Float64Array): Mapped;
}
