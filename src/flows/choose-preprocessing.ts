// Which transform a column gets before a flow: what was asked for, or what suits its values.
import { fitGaussian } from '../distributions/moments';
import type { ColumnTransform } from '../protocol/model';
import type { TransformChoice } from '../protocol/choices';
import { shapeOf } from './preprocessing';
import { fixed, say, type Sentence } from '../protocol/sentence';
import { UserError } from '../protocol/user-error';

/** A transform that does not suit its column. */
export class TransformError extends UserError {
  constructor(sentence: Sentence) {
    super('fit', sentence);
  }
}

/** Robust z scores beyond this mark a heavy tail. */
const HEAVY = 8;
/** Whole numbers with at most this many values are dequantised. */
const FEW_VALUES = 50;
/** Fewer positive rows do not tell that there are no others: log is not chosen by itself. */
const ENOUGH = 100;

/** What all rows of a table say about where its columns can be, whichever of them train. */
export interface Reach {
  /** smallest and largest value of each column */
  low: ArrayLike<number>;
  high: ArrayLike<number>;
  rows: number;
}

/** @param values row-major count x D */
export function reachOf(values: ArrayLike<number>, count: number, dim: number): Reach {
  const low = new Float64Array(dim).fill(Infinity);
  const high = new Float64Array(dim).fill(-Infinity);
  for (let n = 0; n < count; n++)
    for (let d = 0; d < dim; d++) {
      const v = values[n * dim + d]!;
      if (v < low[d]!) low[d] = v;
      if (v > high[d]!) high[d] = v;
    }
  return { low, high, rows: count };
}

/**
 * Chooses a transform for every column from training rows. @param integer whether all values of a column are whole
 * @param reach of all rows of the table: none of them is impossible under a transform
 * @returns the transforms, and a sentence for each that is not plain standardisation
 */
export function choosePreprocessing(
  values: Float64Array,
  count: number,
  columns: string[],
  choices: Record<string, TransformChoice>,
  integer: boolean[],
  reach: Reach = reachOf(values, count, columns.length),
): { transforms: ColumnTransform[]; notes: Sentence[] } {
  const notes: Sentence[] = [];
  const dim = columns.length;
  const transforms = columns.map((name, d): ColumnTransform => {
    const column = Float64Array.from({ length: count }, (_, n) => values[n * dim + d]!);
    const choice = choices[name] ?? { kind: 'auto' };
    if (choice.integer && !integer[d])
      throw new TransformError(
        say(
          '"{0}" has values that are not whole numbers: noise would change them. Leave its whole numbers to "auto".',
          name,
        ),
      );
    const whole = choice.integer ?? (integer[d]! && new Set(column).size <= FEW_VALUES);
    if (whole)
      notes.push(
        say(
          choice.integer
            ? '"{0}" holds whole numbers: noise within ±1/2 was added for training, and samples are rounded.'
            : '"{0}" holds whole numbers with few values: noise within ±1/2 was added for training, and samples are rounded.',
          name,
        ),
      );
    const noise = whole ? 0.5 : 0;
    const [low, high] = [reach.low[d]! - noise, reach.high[d]! + noise];
    const kind =
      choice.kind === 'auto'
        ? automatic(column, name, whole, low > 0 && reach.rows >= ENOUGH, notes)
        : choice;
    const unscaled = shapeFor(kind, column, name, whole, low, high);
    const inner = column.map(shapeOf(unscaled).inner).filter(Number.isFinite);
    const { mean, covariance } = fitGaussian(inner, inner.length, [name]);
    return {
      ...unscaled,
      shift: mean[0]!,
      scale: Math.sqrt(covariance[0]! + (whole && kind.kind === 'none' ? 1 / 12 : 0)) || 1,
      ...(whole ? { integer: true } : {}),
    };
  });
  return { transforms, notes };
}

/** @param low and `high`: of all rows of the table, noise included */
function shapeFor(
  choice: TransformChoice,
  column: Float64Array,
  name: string,
  whole: boolean,
  low: number,
  high: number,
): ColumnTransform {
  const plain = { shift: 0, scale: 1 };
  switch (choice.kind) {
    case 'auto':
    case 'none':
      return { kind: 'none', ...plain };
    case 'log':
      if (!(low > 0))
        throw new TransformError(
          say(
            'log needs positive values, and "{0}" has some that are not. Choose asinh or none.',
            name,
          ),
        );
      return { kind: 'log', above: Math.log(high), ...plain };
    case 'asinh': {
      const { median, spread } = robust(column, whole);
      // as far to either side: where far rows were on one side so far, the next may be on the other
      const end = Math.asinh(Math.max(median - low, high - median) / spread);
      return { kind: 'asinh', median, spread, below: -end, above: end, ...plain };
    }
    case 'logit':
      if (low <= choice.lower || high >= choice.upper)
        throw new TransformError(
          say(
            whole
              ? 'logit({0},{1}) needs values inside these bounds, noise within ±1/2 included, and "{2}" has some outside. Choose wider bounds.'
              : 'logit({0},{1}) needs values inside these bounds, and "{2}" has some outside. Choose wider bounds.',
            choice.lower,
            choice.upper,
            name,
          ),
        );
      return { kind: 'logit', lower: choice.lower, upper: choice.upper, ...plain };
  }
}

/**
 * log for positive columns where it helps on held-out rows; asinh for heavy tails; otherwise none.
 * @param positive whether no row of the table can be impossible under log
 */
function automatic(
  column: Float64Array,
  name: string,
  whole: boolean,
  positive: boolean,
  notes: Sentence[],
): TransformChoice {
  if (!whole && positive && logHelps(column)) {
    notes.push(say('"{0}" is positive and skewed: it is modelled on a log scale.', name));
    return { kind: 'log' };
  }
  const { median, spread } = robust(column, whole);
  const furthest = column.reduce((top, v) => Math.max(top, Math.abs(v - median) / spread), 0);
  if (furthest <= HEAVY) return { kind: 'none' };
  notes.push(
    say(
      '"{0}" has heavy tails (a row lies {1} robust standard deviations out): it is modelled on an asinh scale.',
      name,
      fixed(furthest, 0),
    ),
  );
  return { kind: 'asinh' };
}

/**
 * Whether a Gaussian of the logarithm describes held-out rows better than a Gaussian of the values, by 0.05
 * nats a row.
 */
function logHelps(column: Float64Array): boolean {
  const [even, odd] = [0, 1].map((parity) => column.filter((_, i) => i % 2 === parity));
  if (odd!.length < 10) return false;
  const logs = even!.map(Math.log);
  const score = (train: Float64Array, test: Float64Array) => {
    const { mean, covariance } = fitGaussian(train, train.length, ['']);
    const variance = Math.max(covariance[0]!, 1e-300);
    return (
      test.reduce(
        (s, v) => s - 0.5 * ((v - mean[0]!) ** 2 / variance + Math.log(2 * Math.PI * variance)),
        0,
      ) / test.length
    );
  };
  const oddLogs = odd!.map(Math.log);
  const jacobian = oddLogs.reduce((s, v) => s + v, 0) / oddLogs.length;
  return score(logs, oddLogs) - jacobian > score(even!, odd!) + 0.05;
}

/**
 * Median, and a spread that equals the standard deviation for a Gaussian (from quartiles, or the standard
 * deviation if they meet); for whole numbers at least one step.
 */
function robust(column: Float64Array, whole: boolean): { median: number; spread: number } {
  const sorted = Float64Array.from(column).sort();
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
  const spread = (at(0.75) - at(0.25)) / 1.349;
  const wide =
    spread > 0 ? spread : Math.sqrt(fitGaussian(column, column.length, ['']).covariance[0]!) || 1;
  return { median: at(0.5), spread: whole ? Math.max(1, wide) : wide };
}
