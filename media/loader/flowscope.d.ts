// Types of flowscope.js.

/** A row: numbers in the order of the columns, or by the name of the column; null where one is missing. */
export type Row = ArrayLike<number | null> | Record<string, number | null>;

/** Values of conditions, by column: a level, or a number. */
export type Given = Record<string, string | number | null>;

export type Condition =
  | { kind: 'category'; column: string; levels: string[] }
  | { kind: 'number'; column: string; shift: number; scale: number };

export interface Flow {
  readonly columns: string[];
  readonly context: string[];
  /** what the density is given; empty without conditions */
  readonly given: Condition[];
  readonly metadata: Record<string, unknown>;
  logProb(rows: (Row | Given)[], given?: Given | (Row | Given)[]): Float64Array;
  sample(
    count: number,
    options?: { seed?: number; first?: number; given?: Given | Given[]; context?: Row[] },
  ): number[][];
}

export function loadFlow(address: string | URL): Promise<Flow>;
export function flowFrom(model: object, bytes: Uint8Array): Flow;
