// What becomes of the rows of a file that a model scores.
import type { Clusters } from './split';

export interface ScoreResult {
  rows: number;
  scored: number;
  /** over the rows with a finite log density; null without one */
  meanLogDensity: number | null;
  /** null for fewer than two such rows */
  standardError: number | null;
  /** what of the rows is not independent; absent: nothing */
  clusters?: Clusters | undefined;
  /** complete rows where the density is zero: outside the support of a transform */
  impossible: number;
  /** complete rows so far from all others that their density is zero in double precision */
  tooFar: number;
  /** rows with a gap, or a number that is not finite, in a column of the model */
  incomplete: number;
  /**
   * rows without a density, as no training row had their level
   * of a condition; absent for a density without conditions
   */
  unseen?: number;
  /** rows whose conditions lie outside those of all training rows; absent as above */
  outside?: number;
}
