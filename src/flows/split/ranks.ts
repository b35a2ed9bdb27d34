// Normal scores: what the ranks of values would be worth in a normal sample. They do not see how heavy a tail is.
import { firstFrom } from '../../protocol/sorted';

/** Mean 0 up to ties, which share their mean rank. Values that are not numbers come last. */
export function normalScores(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const numbers = sorted.subarray(
    0,
    n - sorted.reduce((count, v) => count + Number(Number.isNaN(v)), 0),
  );
  const scores = new Float64Array(n);
  for (let from = 0, to = 0; from < n; from = to) {
    for (to = from + 1; to < n && (from >= numbers.length || sorted[to] === sorted[from]);) to++;
    scores.fill(normalQuantile((from + to) / 2 / n), from, to);
  }
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++)
    out[i] = scores[Number.isNaN(values[i]!) ? numbers.length : firstFrom(numbers, values[i]!)]!;
  return out;
}

/** To about 4e-4 (Abramowitz and Stegun 26.2.23), which is more than ranks are worth. */
function normalQuantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  const t = Math.sqrt(-2 * Math.log(tail));
  const z =
    t -
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return p < 0.5 ? -z : z;
}
