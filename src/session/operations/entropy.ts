// Differential entropy in nats: a formula for a Gaussian, otherwise the mean of -log p over draws with its error.
import type { Estimate } from '../../protocol/operations';
import { drawn, type Held, logDensityOf } from './held';

const MOST = 4000;

/** On the support of a degenerate Gaussian. Null where no density is known. */
export async function entropyOf(held: Held): Promise<Estimate | null> {
  if (held.kind === 'gaussian')
    return {
      value: 0.5 * (held.rank * (1 + Math.log(2 * Math.PI)) + held.logDeterminant),
      standardError: null,
    };
  if (held.kind === 'sampler' && held.entropy) return held.entropy;
  const logDensity = logDensityOf(held);
  if (!logDensity) return null;
  const { values, dim, count } = await drawn(held);
  const n = Math.min(count, MOST);
  const logs = await logDensity(values.subarray(0, n * dim));
  const mean = logs.reduce((a, b) => a + b, 0) / n;
  if (!Number.isFinite(mean)) return null;
  const square = logs.reduce((s, v) => s + (v - mean) ** 2, 0);
  return { value: -mean, standardError: Math.sqrt(square / (n - 1) / n) };
}
