// The Gaussians that a flow is compared with, fitted on training rows in original columns.
import {
  alongContext,
  fitLinearGaussian,
  type LinearGaussianFit,
} from '../../distributions/linear-gaussian';
import { chooseKind, fitShaped, foldsByContent } from '../../distributions/shrinkage';
import type { GaussianSummary } from '../../protocol/data';
import type { CovarianceKind, ModelMetadata } from '../../protocol/model';
import type { Part } from '../parts';
import { grouped, say, type Sentence } from '../../protocol/sentence';

export interface GaussianLine {
  /** given nothing */
  gaussian: GaussianSummary;
  kind: CovarianceKind;
  /** with conditions the comparison Gaussian is this one */
  baseline: (LinearGaussianFit & { kind: CovarianceKind }) | null;
}

/**
 * @param rows training rows, `values` of them with noise on whole numbers
 * @param size numbers that each row is given
 * @param kinds of a fit that is taken up again: its own
 * @throws DistributionError when the conditions determine a column
 */
export function fitLine(
  values: Float64Array,
  rows: Part,
  columns: string[],
  size: number,
  kinds?: Pick<ModelMetadata, 'gaussian' | 'baseline'>,
): GaussianLine {
  const { count, context } = rows;
  const folds = foldsByContent(rows.values, count);
  const best = (of: Float64Array) => chooseKind(of, count, columns, folds);
  const kind = kinds ? (kinds.gaussian.kind ?? 'full') : best(values);
  const gaussian = fitShaped(values, count, columns, kind);
  if (size === 0) return { gaussian, kind, baseline: null };
  const linear = fitLinearGaussian(values, context!, count, columns, size);
  const rest = alongContext(values, context!, count, linear.slopes, -1);
  const own = kinds ? (kinds.baseline?.kind ?? 'full') : best(rest);
  if (own === 'full') return { gaussian, kind, baseline: { ...linear, kind: own } };
  const covariance = Float64Array.from(fitShaped(rest, count, columns, own).covariance);
  return { gaussian, kind, baseline: { ...linear, covariance, kind: own } };
}

/** Why the Gaussian is not the usual one; null where it is. */
export function kindNote(kind: CovarianceKind, rows: number, columns: number): Sentence | null {
  const count = grouped(rows);
  switch (kind) {
    case 'full':
      return null;
    case 'shrunk':
      return say(
        '{0} training rows are few for {1} columns: the Gaussian with shrunk covariance (Ledoit and Wolf) validates best, so it is the one to beat.',
        count,
        columns,
      );
    case 'diagonal':
      return say(
        '{0} training rows are few for {1} columns: the Gaussian with diagonal covariance validates best, so it is the one to beat.',
        count,
        columns,
      );
  }
}
