// What is shown of a place in a chain: its figures with their errors, its marginals and a cloud.
import { rowsOf } from '../../distributions/distribution';
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
import { cannotOf } from '../../operations/catalogue';
import { drawPicture, type Place } from './chain';
import { entropyOf } from '../../operations/entropy';
import { drawn, isClosed, isSampled, type Operand, SEED } from '../../operations/operand';
import { alongOne, linesOf } from './plane';

const BINS = 60;
const CURVE = 200;
const [POINTS, QUICK_POINTS] = [4000, 1500];
const MOST_NUMBERS = 400_000;
/** Panels that a page can show; the table has all columns. */
const MOST_MARGINALS = 24;
/** Part of the draws that the axis leaves out on each side, where they would squeeze the others. */
const OUTERMOST = 0.001;
/** What is added beside them where draws have weights, in parts of the axis. */
const WEIGHTED_MARGIN = 0.05;
const [CELLS, PASSES] = [512, 3];

/** @param quick with fewer points in the cloud, for a preview that follows a slider */
export async function viewOf(place: Place, at: ChainPlace, quick = false): Promise<ChainView> {
  const { operand } = place;
  const figures = await figuresOf(operand);
  const count = Math.max(
    200,
    Math.min(quick ? QUICK_POINTS : POINTS, Math.floor(MOST_NUMBERS / operand.names.length)),
  );
  const points =
    operand.kind === 'empirical' && !operand.weights && operand.count <= count
      ? operand.values
      : (await operand.sample(count, SEED + 1)).values;
  return {
    kind: kindOf(operand),
    names: [...operand.names],
    ...figures,
    density: operand.method,
    densityError: operand.kind === 'empirical' ? (operand.density?.error ?? null) : null,
    entropy: await entropyOf(operand),
    components:
      operand.kind === 'mixture'
        ? operand.components.map((c, k) => ({ weight: operand.weights[k]!, mean: [...c.mean] }))
        : null,
    degenerate: degenerateOf(operand),
    logZ: place.logZ,
    jacobian: place.jacobian,
    marginals: await Promise.all(
      operand.names.slice(0, MOST_MARGINALS).map((_, d) => marginalOf(operand, d)),
    ),
    lines: linesOf(operand),
    points: { values: Float32Array.from(points), count: points.length / operand.names.length },
    transform: await drawPicture(place, at),
    meanOfK: place.meanOfK,
    notes: place.notes,
    cannot: cannotOf(operand),
  };
}

export function kindOf(operand: Operand): ResultKind {
  switch (operand.kind) {
    case 'gaussian':
    case 'mixture':
      return operand.kind;
    case 'empirical':
      return operand.weights
        ? operand.source === 'rows'
          ? 'weighted rows'
          : 'weighted draws'
        : operand.source;
    default:
      return operand.kind;
  }
}

async function figuresOf(
  operand: Operand,
): Promise<Pick<ChainView, 'method' | 'draws' | 'mean' | 'covariance' | 'covarianceError'>> {
  if (isClosed(operand)) {
    const { mean, covariance } = operand.kind === 'gaussian' ? operand : operand.moments();
    return {
      method: 'closed form',
      draws: null,
      mean: Array.from(mean, (value) => ({ value, standardError: null })),
      covariance: [...covariance],
      covarianceError: null,
    };
  }
  const rows = await drawn(operand);
  const { mean, meanError, covariance, covarianceError } = rows.moments();
  return {
    method: rows.source === 'rows' ? 'rows' : 'Monte Carlo',
    draws: { count: rows.count, effective: rows.effective },
    mean: Array.from(mean, (value, d): Estimate => ({ value, standardError: meanError[d]! })),
    covariance: [...covariance],
    covarianceError: [...covarianceError],
  };
}

function degenerateOf(operand: Operand): ChainView['degenerate'] {
  const gaussian =
    operand.kind === 'gaussian'
      ? operand
      : operand.kind === 'mixture'
        ? operand.components[0]!
        : null;
  if (!gaussian || gaussian.rank === gaussian.dim) return null;
  return {
    rank: gaussian.rank,
    basis: upright(gaussian.supportBasis(), gaussian.rank),
    sentence: gaussian.degeneracy!,
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

async function marginalOf(operand: Operand, d: number): Promise<ChainMarginal> {
  const column = operand.names[d]!;
  if (isClosed(operand)) return exactMarginal(operand, d);
  const rows = await drawn(operand);
  const values = Float64Array.from(
    { length: rows.count },
    (_, n) => rows.values[n * rows.dim + d]!,
  );
  const [low, high] = axisOf(values, rows.weights);
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
  return { column, edges, histogram, curve: await curveOf(operand, d, edges[0]!, edges.at(-1)!) };
}

/** The density itself of one column, where it is known by itself. */
async function curveOf(
  operand: Operand,
  d: number,
  low: number,
  high: number,
): Promise<ChainMarginal['curve']> {
  if (!isSampled(operand)) return null;
  if (operand.plane) return alongOne(operand.plane, d);
  const log =
    operand.bases?.length === operand.names.length
      ? (x: Float64Array) => operand.bases![d]!.logProb(rowsOf(x, 1))
      : operand.names.length === 1
        ? operand.logProb && ((x: Float64Array) => operand.logProb!(rowsOf(x, 1)))
        : null;
  if (!log) return null;
  const x = Array.from({ length: CURVE + 1 }, (_, k) => low + (k / CURVE) * (high - low));
  const y = Array.from(await log(Float64Array.from(x)), Math.exp);
  const kept = x.flatMap((v, k) => (Number.isFinite(y[k]!) ? [[v, y[k]!] as const] : []));
  return { x: kept.map(([v]) => v), y: kept.map(([, p]) => p) };
}

function exactMarginal(operand: Gaussian | Mixture, d: number): ChainMarginal {
  const column = operand.names[d]!;
  const parts =
    operand.kind === 'gaussian'
      ? [{ weight: 1, component: operand }]
      : operand.components.map((component, k) => ({ weight: operand.weights[k]!, component }));
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
  const one = operand.marginal([column]);
  if (ends.some(([, s]) => s === 0)) return { column, edges, histogram: null, curve: null };
  const x = Float64Array.from({ length: CURVE + 1 }, (_, k) => low + (k / CURVE) * (high - low));
  return {
    column,
    edges,
    histogram: null,
    curve: { x: [...x], y: Array.from(one.logProb({ values: x, count: x.length }), Math.exp) },
  };
}

/** All values, unless the outermost take more than half of the axis; of weighted ones where their weight is. */
export function axisOf(
  values: Float64Array,
  weights: Float64Array | null,
): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  const [from, to] = middleOf(values, weights, [low, high]);
  const apart = to > from;
  // weighted draws reach as far as what they were drawn from
  const margin = (to - from) * WEIGHTED_MARGIN;
  if (weights && apart) [low, high] = [Math.max(low, from - margin), Math.min(high, to + margin)];
  if (high - low > 2 * (to - from) && apart) [low, high] = [from, to];
  if (!(low < high)) [low, high] = [low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2];
  return [low, high];
}

/** Without the outermost part of the weight on each side; counted in cells, and again in cells of what is left. */
function middleOf(
  values: Float64Array,
  weights: Float64Array | null,
  [low, high]: [number, number],
): [number, number] {
  let [from, to] = [low, high];
  for (let pass = 0; pass < PASSES && from < to; pass++) {
    const width = (to - from) / CELLS;
    const sums = new Float64Array(CELLS);
    let below = 0;
    for (let n = 0; n < values.length; n++) {
      const weight = weights?.[n] ?? 1 / values.length;
      if (values[n]! < from) below += weight;
      else if (values[n]! <= to)
        sums[Math.min(CELLS - 1, Math.floor((values[n]! - from) / width))]! += weight;
    }
    let [first, last] = [0, CELLS];
    for (let k = 0; k < CELLS; k++) {
      if (below <= OUTERMOST) first = k;
      below += sums[k]!;
      if (below >= 1 - OUTERMOST) {
        last = k + 1;
        break;
      }
    }
    [from, to] = [from + first * width, Math.min(to, from + last * width)];
  }
  return [from, to];
}

const SAMPLES_AT_ONCE = 50_000;

/** Row-major draws; there may be fewer than `count` where a formula is not defined. */
export async function samplesOf(
  operand: Operand,
  count: number,
  seed: number,
): Promise<Float64Array> {
  const parts: Float64Array[] = [];
  let length = 0;
  for (let from = 0; from < count; from += SAMPLES_AT_ONCE) {
    parts.push((await operand.sample(Math.min(SAMPLES_AT_ONCE, count - from), seed, from)).values);
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
