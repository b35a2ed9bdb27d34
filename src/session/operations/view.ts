// What is shown of a place in a chain: its figures with their errors, its marginals and a cloud.
import type { Gaussian } from '../../distributions/gaussian';
import { countIn, edgesOf, widthsOf } from '../../protocol/bins';
import { gridOf } from '../../protocol/grid';
import type { Mixture } from '../../distributions/mixture';
import type {
  ChainMarginal,
  ChainPlace,
  ChainView,
  Estimate,
  ResultKind,
} from '../../protocol/operations';
import { cannotOf } from './cannot';
import { drawPicture, type Place } from './chain';
import { entropyOf } from './entropy';
import { draw, drawn, type Held, isClosed, SEED } from './held';

const BINS = 60;
const CURVE = 200;
const POINTS = 4000;
const MOST_NUMBERS = 400_000;
/** Panels that a page can show; the table has all columns. */
const MOST_MARGINALS = 24;
/** Part of the draws that the axis leaves out on each side, where they would squeeze the others. */
const OUTERMOST = 0.001;

export async function viewOf(place: Place, at: ChainPlace): Promise<ChainView> {
  const { held } = place;
  const figures = await figuresOf(held);
  const count = Math.max(200, Math.min(POINTS, Math.floor(MOST_NUMBERS / held.names.length)));
  const points =
    held.kind === 'finite' && !held.weights && held.count <= count
      ? held.values
      : await draw(held, count, SEED + 1);
  return {
    kind: kindOf(held),
    names: [...held.names],
    ...figures,
    density: isClosed(held) ? 'closed form' : held.kind === 'sampler' ? held.density : null,
    entropy: await entropyOf(held),
    components:
      held.kind === 'mixture'
        ? held.components.map((c, k) => ({ weight: held.weights[k]!, mean: [...c.mean] }))
        : null,
    degenerate: degenerateOf(held),
    logZ: place.logZ,
    jacobian: place.jacobian,
    marginals: await Promise.all(
      held.names.slice(0, MOST_MARGINALS).map((_, d) => marginalOf(held, d)),
    ),
    points: { values: Float32Array.from(points), count: points.length / held.names.length },
    transform: await drawPicture(place, at),
    meanOfK: place.meanOfK,
    notes: place.notes,
    cannot: cannotOf(held),
  };
}

export function kindOf(held: Held): ResultKind {
  switch (held.kind) {
    case 'gaussian':
    case 'mixture':
      return held.kind;
    case 'finite':
      return held.weights
        ? held.source === 'rows'
          ? 'weighted rows'
          : 'weighted draws'
        : held.source;
    case 'sampler':
      return held.what;
  }
}

async function figuresOf(
  held: Held,
): Promise<Pick<ChainView, 'method' | 'draws' | 'mean' | 'covariance' | 'covarianceError'>> {
  if (isClosed(held)) {
    const { mean, covariance } = held.kind === 'gaussian' ? held : held.moments();
    return {
      method: 'closed form',
      draws: null,
      mean: Array.from(mean, (value) => ({ value, standardError: null })),
      covariance: [...covariance],
      covarianceError: null,
    };
  }
  const rows = await drawn(held);
  const { mean, meanError, covariance, covarianceError } = rows.moments();
  return {
    method: rows.source === 'rows' ? 'rows' : 'Monte Carlo',
    draws: { count: rows.count, effective: rows.effective },
    mean: Array.from(mean, (value, d): Estimate => ({ value, standardError: meanError[d]! })),
    covariance: [...covariance],
    covarianceError: [...covarianceError],
  };
}

function degenerateOf(held: Held): ChainView['degenerate'] {
  const gaussian =
    held.kind === 'gaussian' ? held : held.kind === 'mixture' ? held.components[0]! : null;
  if (!gaussian || gaussian.rank === gaussian.dim) return null;
  return {
    rank: gaussian.rank,
    basis: upright(gaussian.supportBasis(), gaussian.rank),
    sentence: gaussian.degeneracy ?? '',
  };
}

/** Each direction with its largest part positive. @param basis row-major D x rank */
function upright(basis: Float64Array, rank: number): number[] {
  const signs = Array.from({ length: rank }, (_, q) =>
    Math.sign(
      basis.reduce((most, v, i) => (i % rank === q && Math.abs(v) > Math.abs(most) ? v : most), 0),
    ),
  );
  return Array.from(basis, (v, i) => v * signs[i % rank]!);
}

async function marginalOf(held: Held, d: number): Promise<ChainMarginal> {
  const column = held.names[d]!;
  if (isClosed(held)) return exactMarginal(held, d);
  const rows = await drawn(held);
  const values = Float64Array.from(
    { length: rows.count },
    (_, n) => rows.values[n * rows.dim + d]!,
  );
  const [low, high] = axisOf(values);
  const edges = edgesOf(low, high, BINS, gridOf(values));
  const widths = widthsOf(edges);
  const weight = (n: number) => rows.weights?.[n] ?? 1 / rows.count;
  const { counts: sum } = countIn(edges, values, weight);
  const { counts: square } = countIn(edges, values, (n) => weight(n) ** 2);
  const { below, above } = countIn(edges, values);
  const histogram = {
    density: sum.map((s, b) => s / widths[b]!),
    standardError: square.map((s, b) => Math.sqrt(Math.max(0, s * (1 - sum[b]!))) / widths[b]!),
    below,
    above,
  };
  return { column, edges, histogram, curve: await curveOf(held, d, edges[0]!, edges.at(-1)!) };
}

/** The density itself of one column, where it is known by itself. */
async function curveOf(
  held: Held,
  d: number,
  low: number,
  high: number,
): Promise<ChainMarginal['curve']> {
  if (held.kind !== 'sampler') return null;
  const log =
    held.bases?.length === held.names.length
      ? (x: Float64Array) => held.bases![d]!.logDensity(x)
      : held.names.length === 1
        ? held.logDensity
        : null;
  if (!log) return null;
  const x = Array.from({ length: CURVE + 1 }, (_, k) => low + (k / CURVE) * (high - low));
  const y = Array.from(await log(Float64Array.from(x)), Math.exp);
  const kept = x.flatMap((v, k) => (Number.isFinite(y[k]!) ? [[v, y[k]!] as const] : []));
  return { x: kept.map(([v]) => v), y: kept.map(([, p]) => p) };
}

function exactMarginal(held: Gaussian | Mixture, d: number): ChainMarginal {
  const column = held.names[d]!;
  const parts =
    held.kind === 'gaussian'
      ? [{ weight: 1, component: held }]
      : held.components.map((component, k) => ({ weight: held.weights[k]!, component }));
  const ends = parts.map(
    ({ component: c }) =>
      [c.mean[d]!, Math.sqrt(Math.max(0, c.covariance[d * (c.dim + 1)]!))] as const,
  );
  let [low, high] = [
    Math.min(...ends.map(([m, s]) => m - 4 * s)),
    Math.max(...ends.map(([m, s]) => m + 4 * s)),
  ];
  if (!(low < high)) [low, high] = [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2];
  const edges = Array.from({ length: BINS + 1 }, (_, b) => low + (b / BINS) * (high - low));
  const one = held.marginal([column]);
  if (ends.some(([, s]) => s === 0)) return { column, edges, histogram: null, curve: null };
  const x = Float64Array.from({ length: CURVE + 1 }, (_, k) => low + (k / CURVE) * (high - low));
  return {
    column,
    edges,
    histogram: null,
    curve: { x: [...x], y: Array.from(one.logProb({ values: x, count: x.length }), Math.exp) },
  };
}

/** All values, unless the outermost ones would take more than half of the axis. */
function axisOf(values: Float64Array): [number, number] {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const at = (p: number) => sorted[Math.min(n - 1, Math.floor(p * n))]!;
  let [low, high] = [sorted[0]!, sorted[n - 1]!];
  const [from, to] = [at(OUTERMOST), at(1 - OUTERMOST)];
  if (high - low > 2 * (to - from) && to > from) [low, high] = [from, to];
  if (!(low < high)) [low, high] = [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2];
  return [low, high];
}

const SAMPLES_AT_ONCE = 50_000;

/** Row-major draws; there may be fewer than `count` where a formula is not defined. */
export async function samplesOf(held: Held, count: number, seed: number): Promise<Float64Array> {
  const parts: Float64Array[] = [];
  let length = 0;
  for (let from = 0; from < count; from += SAMPLES_AT_ONCE) {
    parts.push(await draw(held, Math.min(SAMPLES_AT_ONCE, count - from), seed, from));
    length += parts.at(-1)!.length;
  }
  const values = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return values;
}
