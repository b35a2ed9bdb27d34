// How rows are divided into those that train, validate and test, and what somebody may choose about it.

/**
 * What goes to one side of every split: single rows, copies,
 * rows with one value of a column, or blocks of neighbours.
 */
export type SplitBy =
  | { by: 'rows' }
  | { by: 'copies' }
  | { by: 'column'; column: string }
  /**
   * `rows` of the file in a block. What would be nearer than `purged` rows to validation
   * or test rows is left out of the others; `copies`: and so are copies of such rows
   */
  | { by: 'blocks'; rows: number; purged: number; copies?: boolean | undefined };

/** As a model remembers it; absent in older files, which were split by rows. `asked`: somebody chose it. */
export type Split = SplitBy & { asked?: boolean | undefined };

export type SplitChoice = { by: 'auto' | 'rows' | 'blocks' } | { by: 'column'; column: string };

/**
 * Rows that are not independent of one another: how many sets
 * of them stand behind a standard error. `rows`: of a block.
 */
export interface Clusters {
  by: 'copies' | 'column' | 'blocks';
  count: number;
  rows?: number | undefined;
}

/** With fewer groups or blocks nobody can tell how far a figure is to be trusted. Rows that differ count as rows do. */
export const FEWEST_CLUSTERS = 20;

/** Whether a verdict cannot be given, however small the standard error looks. */
export const tooFew = (clusters: Clusters | undefined): boolean =>
  clusters !== undefined && clusters.by !== 'copies' && clusters.count < FEWEST_CLUSTERS;
