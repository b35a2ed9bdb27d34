// Normal scores: what the ranks of values would be worth in a normal sample. They do not see how heavy a tail is.

/** Mean 0 up to ties, which share their mean rank. Values that are not numbers come last. */
export function normalScores(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => compare(values[a]!, values[b]!));
  const out = new Float64Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && compare(values[order[to]!]!, values[order[from]!]!) === 0) to++;
    const scored = normalQuantile((from + to) / 2 / n);
    for (; from < to; from++) out[order[from]!] = scored;
  }
  return out;
}

function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

/** To about 4e-4 (Abramowitz and Stegun 26.2.23), which is more than ranks are worth. */
function normalQuantile(p: number): number {
  const tail = Math.min(p, 1 - p);
  const t = Math.sqrt(-2 * Math.log(tail));
  const z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return p < 0.5 ? -z : z;
}
