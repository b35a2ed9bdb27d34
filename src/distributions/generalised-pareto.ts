// What lies beyond a high threshold follows a generalised Pareto law (Pickands 1975): fitted here.

/**
 * A generalised Pareto law by Zhang and Stephens (2009), near to maximum likelihood and always there:
 * P(X > x) = (1 + shape x / scale)^(-1 / shape).
 * @param x rising, above 0
 */
export function generalisedPareto(x: Float64Array): { shape: number; scale: number } {
  const n = x.length;
  const grid = 30 + Math.floor(Math.sqrt(n));
  const quarter = x[Math.max(0, Math.floor(n / 4 + 0.5) - 1)]!;
  const meanLog = (b: number) => x.reduce((sum, v) => sum + Math.log1p(-b * v), 0) / n;
  const b = Float64Array.from(
    { length: grid },
    (_, j) => 1 / x[n - 1]! + (1 - Math.sqrt(grid / (j + 0.5))) / (3 * quarter),
  );
  const likelihood = b.map((v) => {
    const k = meanLog(v);
    return n * (Math.log(-v / k) - k - 1);
  });
  const best = likelihood.reduce((top, v) => (v > top ? v : top), -Infinity);
  let [top, bottom] = [0, 0];
  b.forEach((v, j) => {
    const weight = Math.exp(likelihood[j]! - best);
    if (!(weight > 0)) return;
    top += weight * v;
    bottom += weight;
  });
  const b0 = top / bottom;
  const shape = meanLog(b0);
  return { shape, scale: -shape / b0 };
}
