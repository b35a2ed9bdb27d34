// What one layer of a flow does at one row: its Jacobian, what it does to each column, and how it is inverted.

/** How one column is mapped, in the direction u -> x, once its numbers are known. */
export type ColumnMap =
  | { kind: 'affine'; scale: number; shift: number } // x = scale u + shift
  | { kind: 'spline'; u: number[]; x: number[]; slopes: number[] } // through these knots with slopes dx/du; x = u beyond
  | { kind: 'line'; scale: number; shift: number; weights: number[] } // x = scale u + shift + sum of weights_j u_j
  | { kind: 'copy'; of: number } // x = u_of
  | { kind: 'transform'; text: string; scale: number; shift: number }; // x = g(scale u + shift), g the last step's

export interface ColumnLook {
  /** place among the columns of the flow */
  column: number;
  /** columns whose values its numbers are made from */
  reads: number[];
  /** in the inverse of the density pass, u to x: after how many passes it is known; from 1 on */
  pass: number;
  /** products of weights and values that it takes to find its numbers there, beyond those of the columns before it */
  multiplications: number;
  map: ColumnMap;
  /** log |dx/du| of this column: its term of the log determinant */
  term: number;
}

export interface LayerLook {
  name: string;
  u: number[];
  x: number[];
  /** dx/du, row-major D x D */
  jacobian: number[];
  /** log |det| as the sum of the layer's own terms, O(N) */
  logDet: number;
  /** log |det| of the matrix by LU decomposition, O(N^3), which knows nothing of the layer */
  byLu: number;
  /** in the order in which they become known when the layer is inverted, u to x */
  columns: ColumnLook[];
  /** in the order of `columns`, nothing above the diagonal differs from zero */
  triangular: boolean;
}

/** One row in every layer of a flow, u to x; the last is the preprocessing. */
export interface RowLook {
  row: number;
  columns: string[];
  layers: LayerLook[];
  baseLogDensity: number;
  logDensity: number;
}

/** What it costs to undo a flow at one row, and to know its determinant, in multiplications. */
export interface InverseCosts {
  /** column by column, every unit of the networks computed once */
  inverse: number;
  /** if the network were run anew for every column */
  naive: number;
  /** one term a column and layer: additions */
  logDet: number;
  /** LU decomposition of one N x N matrix for every layer */
  byLu: number;
}

export interface InverseView {
  row: number;
  columns: string[];
  /** base point that the row has */
  u: number[];
  /** the row found again from it, column by column */
  x: number[];
  /** layers in the order in which they are undone: u to x */
  layers: Pick<LayerLook, 'name' | 'u' | 'x' | 'columns'>[];
  costs: InverseCosts;
  /** largest difference between u and the u of the row found again, for each engine */
  roundTrip: { reference: number; other: { engine: string; difference: number } };
}
