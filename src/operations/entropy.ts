// Differential entropy in nats: a formula for a Gaussian, otherwise the mean of -log p over draws with its error.
import { rowsOf } from '../distributions/distribution';
import type { Estimate } from '../protocol/operations';
import { drawn, isSampled, type Operand } from './operand';

const MOST = 4000;

/** On the support of a degenerate Gaussian. Null where no density is known. */
export async function entropyOf(operand: Operand): Promise<Estimate | null> {
  if (operand.kind === 'gaussian')
    return {
      value: 0.5 * (operand.rank * (1 + Math.log(2 * Math.PI)) + operand.logDeterminant),
      standardError: null,
    };
  if (isSampled(operand) && operand.entropy) return operand.entropy;
  if (operand.kind === 'empirical') return operand.density?.entropy ?? null;
  if (!operand.logProb) return null;
  const { values, dim, count } = await drawn(operand);
  const n = Math.min(count, MOST);
  const logs = await operand.logProb(rowsOf(values.subarray(0, n * dim), dim));
  const mean = logs.reduce((a, b) => a + b, 0) / n;
  if (!Number.isFinite(mean)) return null;
  const square = logs.reduce((s, v) => s + (v - mean) ** 2, 0);
  return { value: -mean, standardError: Math.sqrt(square / (n - 1) / n) };
}
