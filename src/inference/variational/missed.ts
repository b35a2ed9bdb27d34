// Whether a target has mass that an approximation lacks: weights of its draws cannot tell, as nothing was drawn there.
// Draws of wide laws, around the approximation and around every mode that ascents found, look for it.
import type { Unconstrained } from './unconstrained';
import { type Start, WideLaws } from './wide-laws';

export interface Missed {
  /** share of the target's mass where q is smaller than at every of its draws, and its standard error */
  mass: number;
  massError: number;
  /** log evidence by these draws alone, with its standard error and how many equal draws they are worth */
  logEvidence: number;
  logEvidenceError: number;
  effective: number;
}

/**
 * @param around Gaussians in the target's space, of which each is looked around
 * @param logQ log density of the approximation at rows
 */
export async function missedMass(
  target: Unconstrained,
  around: readonly Start[],
  names: readonly string[],
  logQ: (z: Float64Array, count: number) => Promise<Float64Array>,
  { leastLogQ, logEvidence }: { leastLogQ: number; logEvidence: number },
  { count, first, seed }: { count: number; first: number; seed: number },
): Promise<Missed | null> {
  const { dim } = target;
  const laws = new WideLaws(around, names);
  if (laws.empty) return null;
  const z = laws.draws(first, count, seed);
  const own = await logQ(z, count);
  const weights = new Float64Array(count);
  const far = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const row = z.subarray(n * dim, (n + 1) * dim);
    const found = target.tried(row);
    if (!found) continue;
    weights[n] = Math.exp(Math.min(600, found.value - laws.logDensity(row) - logEvidence));
    if (!(own[n]! >= leastLogQ)) far[n] = weights[n]!;
  }
  const all = meanOf(weights);
  const beyond = meanOf(far);
  const squares = weights.reduce((sum, w) => sum + w * w, 0);
  return {
    mass: beyond.mean / Math.max(1, all.mean),
    massError: beyond.error / Math.max(1, all.mean),
    logEvidence: logEvidence + Math.log(all.mean),
    logEvidenceError: all.error / all.mean,
    effective: squares > 0 ? (count * all.mean) ** 2 / squares : 0,
  };
}

function meanOf(values: Float64Array): { mean: number; error: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, error: Math.sqrt(square / (values.length - 1) / values.length) };
}
