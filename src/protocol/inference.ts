// Posteriors of parameters given observations, and how well they are calibrated: calls answered in session/inference.
import * as z from 'zod';
import { count, id } from './arguments';
import { call, gives, PAGE } from './call';
import type { CloudView } from './exploration';
import { givenValues } from './pictures';
import type { Sentence } from './sentence';

/** What draws say of a parameter. */
export interface ParameterSummary {
  name: string;
  mean: number;
  /** of the mean, from how many equal draws these are worth */
  meanError: number;
  sd: number;
  /** level, and the value that so much of the mass lies below */
  quantiles: [number, number][];
}

export interface Leakage {
  share: number;
  standardError: number;
}

export interface PosteriorView {
  /** `data` are rows of the table, or draws of the prior that was typed; `flow` are draws of the posterior */
  pairs: CloudView;
  parameters: ParameterSummary[];
  /** the share of the model's mass outside the support of the prior; null where that is not known */
  leakage: Leakage | null;
  /** how many equal draws these are worth */
  effectiveSampleSize: number;
  /** shape of the tail of the weights; null where all weigh the same */
  paretoK: number | null;
  notes: Sentence[];
}

export interface Calibration {
  pairs: number;
  /** for each parameter: how often its rank among the draws fell into each of the bins, and whether that is uniform */
  sbc: { ranks: number[][]; pValues: number[] };
  /** level, and the share of pairs whose theta lies in the region of highest density of that level */
  coverage: [number, number][];
  /** the same with regions around random points, and whether all levels agree */
  tarp: { coverage: [number, number][]; pValue: number };
  /** level, and the score up to which a region has that coverage, whatever the posterior; null: too few pairs */
  conformal: Record<string, number | null>;
}

export interface Misspecification {
  /** two-sided: an observation that is too typical is odd as well */
  pValue: number;
  /** held-out observations that it is ranked among */
  among: number;
}

export interface CalibrationResult extends Calibration {
  /** the parameters, in the order of the ranks */
  columns: string[];
  misspecification?: Misspecification;
  notes: Sentence[];
}

/** A prior as it is typed. */
const prior = z.string().trim().min(1).max(4000).nullable();

export const INFERENCE_CALLS = {
  /** of the shown model at an observation; `tablePrior`: what the simulations were drawn from, if it is not `prior` */
  posterior: call(
    { id, observed: givenValues, prior, tablePrior: prior, count },
    gives<PosteriorView>,
    PAGE,
  ),
  /** seconds; with an observation, whether it is like those of the table */
  calibrate: call({ id, pairs: count, observed: givenValues }, gives<CalibrationResult>, PAGE),
};
