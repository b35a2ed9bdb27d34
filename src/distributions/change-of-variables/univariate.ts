// What a formula is applied to, one column: density, distribution function, and where all but 1e-12 of it lies.
import {
  type Awaitable,
  type Distribution,
  DistributionError,
  type Rows,
  rowsOf,
} from '../distribution';
import { normals, uniform as uniformNumber } from '../random';
import { STREAMS } from '../streams';
import { erfc } from '../error-function';
import { asWritten, say, type Sentence } from '../../protocol/sentence';

/** At most this part of a base lies outside [lo, hi]. */
export const OUTSIDE = 1e-12;
/** beyond so many standard deviations lies 1e-12 of a Gaussian */
const Z = 7.1305;
const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

/** A distribution of one column. */
export interface Univariate extends Distribution {
  readonly logProb: (rows: Rows) => Awaitable<Float64Array>;
  /** as it is written: "normal(0, 1)" */
  readonly label: Sentence;
  readonly lo: number;
  readonly hi: number;
  /** true where [lo, hi] is the whole support; false where it was cut off to hold all but 1e-12 */
  readonly whole: boolean;
  /** where there is any density; absent: [lo, hi] where that is the whole support, else everywhere */
  readonly support?: readonly [number, number];
  /** of a Gaussian, or a mixture of them: weights with the sum 1 */
  readonly components?: readonly Component[];
  /** probability of a value of at most x */
  cumulative(x: Float64Array): Awaitable<Float64Array>;
}

interface Column extends Omit<Univariate, keyof Distribution> {
  /** nats per unit of the column; -Infinity off the support */
  logDensity(x: Float64Array): Float64Array;
  /** draws of the numbers `first` to `first + count - 1` under `seed` */
  draws(count: number, seed: number, first: number): Float64Array;
}

const univariate = ({ logDensity, draws, ...about }: Column): Univariate => ({
  ...about,
  kind: 'univariate',
  names: ['x'],
  method: 'closed form',
  logProb: ({ values }) => logDensity(values),
  sample: (count, seed, first = 0) => rowsOf(draws(count, seed, first), 1),
});

const standardBelow = (z: number) => 0.5 * erfc(-z / Math.SQRT2);
const short = (v: number) => String(Number(v.toPrecision(12)));

export function uniform(a: number, b: number): Univariate {
  if (!(Number.isFinite(a) && Number.isFinite(b) && a < b))
    throw new DistributionError(say('uniform(a, b) needs two numbers with a < b.'));
  const log = -Math.log(b - a);
  return univariate({
    label: asWritten(`uniform(${short(a)}, ${short(b)})`),
    lo: a,
    hi: b,
    whole: true,
    logDensity: (x) => x.map((v) => (v >= a && v <= b ? log : -Infinity)),
    cumulative: (x) => x.map((v) => Math.min(1, Math.max(0, (v - a) / (b - a)))),
    draws: (count, seed, first) =>
      Float64Array.from(
        { length: count },
        (_, n) => a + (b - a) * uniformNumber(seed, STREAMS.univariateSamples, first + n),
      ),
  });
}

export function normal(mean: number, deviation: number): Univariate {
  if (!(Number.isFinite(mean) && Number.isFinite(deviation) && deviation > 0))
    throw new DistributionError(
      say('normal(mean, deviation) needs two numbers, the second above 0.'),
    );
  return {
    ...mixture([{ weight: 1, mean, deviation }]),
    label: asWritten(`normal(${short(mean)}, ${short(deviation)})`),
  };
}

export interface Component {
  weight: number;
  mean: number;
  deviation: number;
}

/** @throws DistributionError unless the weights are positive and add up to 1 (within 1e-6) */
export function mixture(components: readonly Component[]): Univariate {
  if (components.length === 0)
    throw new DistributionError(
      say(
        'mixture(...) needs at least one component, as in mixture(0.3*normal(-1, 0.5), 0.7*normal(2, 1)).',
      ),
    );
  const total = components.reduce((sum, c) => sum + c.weight, 0);
  if (components.some((c) => !(c.weight > 0)) || Math.abs(total - 1) > 1e-6)
    throw new DistributionError(
      say(
        'The weights of a mixture must be above 0 and add up to 1; these add up to {0}.',
        short(total),
      ),
    );
  const parts = components.map((c) => ({
    ...c,
    weight: c.weight / total,
    log: Math.log(c.weight / total) - Math.log(c.deviation) - LOG_ROOT_2PI,
  }));
  const density = (x: number) => {
    let [top, sum] = [-Infinity, 0];
    for (const { log, mean, deviation } of parts) {
      const v = log - 0.5 * ((x - mean) / deviation) ** 2;
      if (v > top) [top, sum] = [v, sum * Math.exp(top - v) + 1];
      else if (v > -Infinity) sum += Math.exp(v - top);
    }
    return top === -Infinity ? top : top + Math.log(sum);
  };
  return univariate({
    label: asWritten(
      `mixture(${parts.map((c) => `${short(c.weight)}*normal(${short(c.mean)}, ${short(c.deviation)})`).join(', ')})`,
    ),
    components: parts.map(({ weight, mean, deviation }) => ({ weight, mean, deviation })),
    lo: Math.min(...parts.map((c) => c.mean - Z * c.deviation)),
    hi: Math.max(...parts.map((c) => c.mean + Z * c.deviation)),
    whole: false,
    logDensity: (x) => x.map(density),
    cumulative: (x) =>
      x.map((v) =>
        parts.reduce((sum, c) => sum + c.weight * standardBelow((v - c.mean) / c.deviation), 0),
      ),
    draws(count, seed, first) {
      const z = normals(seed, STREAMS.univariateSamples, first, count, 1);
      return z.map((v, n) => {
        let rest = uniformNumber(seed, STREAMS.univariateComponent, first + n);
        const chosen = parts.find((c) => (rest -= c.weight) < 0) ?? parts.at(-1)!;
        return chosen.mean + chosen.deviation * v;
      });
    },
  });
}

/** exp of a normal one. @param mean, deviation of the logarithm */
export function lognormal(mean: number, deviation: number): Univariate {
  if (!(Number.isFinite(mean) && Number.isFinite(deviation) && deviation > 0))
    throw new DistributionError(
      say(
        'lognormal(mean, deviation) needs two numbers, the mean and the deviation of the logarithm, the second above 0.',
      ),
    );
  const constant = Math.log(deviation) + LOG_ROOT_2PI;
  const z = (x: number) => (Math.log(x) - mean) / deviation;
  return univariate({
    label: asWritten(`lognormal(${short(mean)}, ${short(deviation)})`),
    lo: Math.exp(mean - Z * deviation),
    hi: Math.exp(mean + Z * deviation),
    whole: false,
    support: [0, Infinity],
    logDensity: (x) =>
      x.map((v) => (v > 0 ? -0.5 * z(v) ** 2 - Math.log(v) - constant : -Infinity)),
    cumulative: (x) => x.map((v) => (v > 0 ? standardBelow(z(v)) : 0)),
    draws: (count, seed, first) =>
      normals(seed, STREAMS.univariateSamples, first, count, 1).map((v) =>
        Math.exp(mean + deviation * v),
      ),
  });
}

/** The density of a histogram: constant on each bin. @param edges rising, one more than `counts` */
export function histogram(
  edges: readonly number[],
  counts: readonly number[],
  label: Sentence,
): Univariate {
  const total = counts.reduce((a, b) => a + b, 0);
  const first = counts.findIndex((c) => c > 0);
  const last = counts.findLastIndex((c) => c > 0);
  if (!(total > 0) || !(edges[last + 1]! > edges[first]!))
    throw new DistributionError(
      say('{0} has no spread: a formula needs a column with more than one value.', label),
    );
  const log = counts.map((c, b) => Math.log(c / total / (edges[b + 1]! - edges[b]!)));
  const below = [0];
  for (const c of counts) below.push(below.at(-1)! + c / total);
  const bin = (x: number) => {
    let [l, r] = [0, counts.length - 1];
    while (l < r) {
      const m = (l + r + 1) >> 1;
      if (edges[m]! <= x) l = m;
      else r = m - 1;
    }
    return l;
  };
  const [lo, hi] = [edges[first]!, edges[last + 1]!];
  return univariate({
    label,
    lo,
    hi,
    whole: true,
    logDensity: (x) => x.map((v) => (v >= lo && v <= hi ? log[bin(v)]! : -Infinity)),
    cumulative: (x) =>
      x.map((v) => {
        if (!(v > lo)) return 0;
        if (v >= hi) return 1;
        const b = bin(v);
        return (
          below[b]! + (below[b + 1]! - below[b]!) * ((v - edges[b]!) / (edges[b + 1]! - edges[b]!))
        );
      }),
    draws: (count, seed, from) =>
      Float64Array.from({ length: count }, (_, n) => {
        const u = uniformNumber(seed, STREAMS.univariateSamples, from + n);
        let [l, r] = [first, last];
        while (l < r) {
          const m = (l + r) >> 1;
          if (below[m + 1]! > u) r = m;
          else l = m + 1;
        }
        return (
          edges[l]! +
          (edges[l + 1]! - edges[l]!) * Math.min(1, (u - below[l]!) / (below[l + 1]! - below[l]!))
        );
      }),
  });
}

/** How much of independent columns lies between their ends. */
export const coverageOf = (bases: readonly Univariate[]): Sentence =>
  say(bases.every((b) => b.whole) ? 'the whole support' : 'all but 1e-12 of each column');
