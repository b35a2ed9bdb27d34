// Types of flowscope.js.

/** A row: numbers in the order of the columns, or by the name of the column; null where one is missing. */
export type Row = ArrayLike<number | null> | Record<string, number | null>;

export interface Flow {
  readonly columns: string[];
  readonly context: string[];
  readonly metadata: Record<string, unknown>;
  logProb(rows: Row[], context?: Row[]): Float64Array;
  sample(count: number, options?: { seed?: number; first?: number; context?: Row[] }): number[][];
}

export function loadFlow(address: string | URL): Promise<Flow>;
export function flowFrom(model: object, bytes: Uint8Array): Flow;
