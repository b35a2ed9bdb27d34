// A distribution that an operation begins with, opened.
import type { Boxed } from '../../distributions/change-of-variables/joint';
import type { Univariate } from '../../distributions/change-of-variables/univariate';
import type { Sentence } from '../../protocol/sentence';

/** A distribution of one column or of several; `close` frees what it holds open. */
export interface OpenDistribution {
  names: string[];
  distribution: Boxed;
  /** set where there is one column */
  single: Univariate | null;
  /** what it is drawn from, for the mean of k draws: the rows of a column, or null for a distribution */
  rows: Float64Array | null;
  /** sentences for the user */
  notes: Sentence[];
  close(): void;
}
