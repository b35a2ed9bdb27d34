// Where approximations start: at the moments that weighted draws of wide laws find, wide around all modes, at the
// largest mode alone, and far wider than it.
import { weigh } from '../importance';
import type { Mode } from './modes';
import { momentsOf, type Start, WideLaws, widened } from './wide-laws';
import type { Unconstrained } from './unconstrained';

/** How much wider than what was found starts are, in standard deviations. */
const [WIDER, FAR_WIDER] = [1.3, 3];
/** Modes with less than this part of the largest one's mass do not widen a start. */
const LEAST_MASS = 1e-6;
/** Looks around, each from what the one before found, and equal draws that its moments must be worth, by column. */
const [LOOKS, FEWEST] = [3, 20];
/** Part of a result's draws that a look takes. */
const PART = 4;

/**
 * In the order of the race. @param target with transforms that do not rescale
 * @param count draws that a result has
 */
export function startsOf(
  target: Unconstrained,
  names: readonly string[],
  modes: readonly Mode[],
  count: number,
  seed: number,
): Start[] {
  const [best] = modes;
  const plain = standard(names.length);
  const heavy = modes.filter((m) => m.logMass > best!.logMass + Math.log(LEAST_MASS));
  const found = looked(target, names, modes, count / PART, seed);
  return [
    ...(found ? [widened(found, 1.1)] : []),
    ...(heavy.length > 1 ? [around(heavy)] : []),
    ...(best ? [widened(best, WIDER)] : found ? [] : [plain]),
    ...(found ? [] : [widened(best ?? plain, FAR_WIDER)]),
  ];
}

/** Draws that `startsOf` takes. */
export const drawsOfStarts = (count: number): number => (LOOKS * count) / PART;

/** Mean and covariance of the target by importance sampling; null where its draws are worth too few. */
function looked(
  target: Unconstrained,
  names: readonly string[],
  modes: readonly Mode[],
  count: number,
  seed: number,
): Start | null {
  const dim = names.length;
  const first = modes.length > 0 ? modes.slice(0, 8) : [standard(dim)];
  let centres: Start[] = [...first, ...first.map((s) => widened(s, modes.length > 0 ? 4 : 8))];
  let found: Start | null = null;
  for (let look = 0; look < LOOKS; look++) {
    const laws = new WideLaws(centres, names);
    if (laws.empty) return found;
    const z = laws.draws(look * count, count, seed);
    const logs = Float64Array.from({ length: count }, (_, n) => {
      const row = z.subarray(n * dim, (n + 1) * dim);
      const there = target.tried(row);
      return there ? there.value - laws.logDensity(row) : -Infinity;
    });
    if (!logs.some((v) => v > -Infinity)) return found;
    const { weights, effectiveSampleSize } = weigh(logs);
    const moments = momentsOf(z, dim, weights);
    if (effectiveSampleSize >= FEWEST * dim) found = moments;
    centres = [moments, widened(moments, 3), ...first];
  }
  return found;
}

function standard(dim: number): Start {
  const covariance = new Float64Array(dim * dim);
  for (let d = 0; d < dim; d++) covariance[d * (dim + 1)] = 1;
  return { mean: new Float64Array(dim), covariance };
}

/** Mean and covariance of the modes with equal weights, so that a small one counts as much: tempering sorts them. */
function around(modes: readonly Mode[]): Start {
  const dim = modes[0]!.mean.length;
  const mean = new Float64Array(dim);
  for (const mode of modes) mode.mean.forEach((v, d) => (mean[d]! += v / modes.length));
  const covariance = new Float64Array(dim * dim);
  for (const mode of modes)
    covariance.forEach((_, i) => {
      const [r, c] = [Math.floor(i / dim), i % dim];
      const apart = (mode.mean[r]! - mean[r]!) * (mode.mean[c]! - mean[c]!);
      covariance[i]! += (mode.covariance[i]! + apart) / modes.length;
    });
  return widened({ mean, covariance }, WIDER);
}
