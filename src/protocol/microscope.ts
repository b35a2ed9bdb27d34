// What one layer of a flow does at one row: its Jacobian, what it does to each column, and how it is inverted.

/**
 * How one column is mapped, in the direction u -> x, once its numbers are known. Spline: through these knots with
 * slopes dx/du there, and x = u beyond; in each bin it is rational-quadratic in what it `acts` on.
 */
export type ColumnMap =
  | { kind: 'affine'; scale: number; shift: number } // x = scale u + shift
  | { kind: 'spline'; u: number[]; x: number[]; slopes: number[]; acts: 'u' | 'x' }
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

/** A plane of base points on its way to the data: lines of a grid, their other columns held at those of the row. */
export interface PlaneGrid {
  /** lines in each of the two directions, and points of each line; of one column there are lines of two points */
  lines: number;
  points: number;
  /** of each stage, u to x: two numbers a point, those of the pair; of one column, its value and 0 or 1 */
  states: Float32Array[];
  /** of each stage, log |det J| of the layer that leads to it, for each point */
  logDets: Float32Array[];
}

/** What the microscope shows of one row. */
export interface MicroscopeView {
  /** its matrices hold the columns `shown` only */
  look: RowLook;
  shown: number[];
  grid: PlaneGrid;
  /** the column whose map is drawn, and that map in each layer: x at each u, the others as they are at the row */
  column: number;
  curves: { u: Float32Array; x: Float32Array }[];
  costs: InverseCosts;
}

/** The density of one stage on a grid: over two columns, or over one. */
export interface StageDensity {
  x: [number, number];
  /** null for a flow of one column */
  y: [number, number] | null;
  /** cells of an axis */
  side: number;
  /** at the middles of the cells, the first row lowest; per unit of the columns of that stage */
  values: Float32Array;
  /** the integral over the grid */
  mass: number;
  /** draws that it is counted from; null: the density itself */
  draws: number | null;
}
