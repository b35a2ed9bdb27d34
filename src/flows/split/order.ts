// Whether rows that follow one another in a file are alike beyond chance, and how long that lasts.
import { cholesky } from '../../distributions/cholesky';
import { explainsOrder, type Sortable } from './sorted';
import { normalScores } from './ranks';
import { followsOrder } from './order-test';

/** More columns than this say no more. */
const MOST_COLUMNS = 40;
const FEWEST = 50;
/**
 * Autocorrelation times, in rows, up to which neighbours are not alike: rows that take turns differ from the
 * next ones.
 */
const SHORTEST = 1.1;
/** Correlations are drawn so far towards none, so that every table has a density. */
const SHRUNK = 0.1;
/** The autocorrelations within so many autocorrelation times are added up (Sokal). */
const WINDOW = 5;
/** Products behind each of them are enough. */
const PRODUCTS = 10_000;
/** A file of fewer autocorrelation times than this cannot be split in blocks that tell anything. */
export const MOST_TIMES = 190;

/**
 * Whether neighbours are alike, and no column explains it by which the rows are sorted.
 * @param values row-major n x D, in the order of the file  @param sortable asks for columns the rows may be
 * sorted by, when it matters
 */
export async function isOrdered(
  values: Float64Array,
  dim: number,
  sortable: () => Promise<Sortable[]>,
): Promise<boolean> {
  const n = values.length / dim;
  if (n < FEWEST) return false;
  const columns = scoresOf(values, dim);
  const density = normalScores(logDensities(columns, n));
  return (
    followsOrder(density) &&
    lastingTime([density, ...columns]) > SHORTEST &&
    !explainsOrder(density, await sortable())
  );
}

/** The autocorrelation time of what lasts longest, in rows of `values`. */
export function timeOf(values: Float64Array, dim: number): number {
  const columns = scoresOf(values, dim);
  return lastingTime([normalScores(logDensities(columns, values.length / dim)), ...columns]);
}

/** Columns by their ranks, as normal numbers: no tail is heavy any more. */
function scoresOf(values: Float64Array, dim: number): Float64Array[] {
  const step = Math.max(1, dim / MOST_COLUMNS);
  const n = values.length / dim;
  return Array.from({ length: Math.min(dim, MOST_COLUMNS) }, (_, k) => {
    const d = Math.floor(k * step);
    const column = new Float64Array(n);
    for (let i = 0; i < n; i++) column[i] = values[i * dim + d]!;
    return normalScores(column);
  });
}

/**
 * Log densities under the Gaussian of all these rows, up to a constant. It treats all rows alike, so under any
 * order that is chance every order of them is as likely, as with densities that are held out.
 */
function logDensities(columns: Float64Array[], n: number): Float64Array {
  const dim = columns.length;
  const standard = columns.map(standardised);
  const correlation = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++)
      correlation[i * dim + j] = correlation[j * dim + i] =
        i === j ? 1 : (1 - SHRUNK) * meanProduct(standard[i]!, standard[j]!);
  const lower = cholesky(
    correlation,
    columns.map((_, d) => String(d)),
  );
  const u = new Float64Array(dim);
  const densities = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let square = 0;
    for (let i = 0; i < dim; i++) {
      let v = standard[i]![row]!;
      for (let j = 0; j < i; j++) v -= lower[i * dim + j]! * u[j]!;
      u[i] = v / lower[i * dim + i]!;
      square += u[i]! ** 2;
    }
    densities[row] = -square / 2;
  }
  return densities;
}

/** Mean 0 and standard deviation 1; a constant becomes 0. */
function standardised(column: Float64Array): Float64Array {
  let mean = 0;
  for (const v of column) mean += v / column.length;
  const centred = column.map((v) => v - mean);
  const deviation = Math.sqrt(meanProduct(centred, centred)) || 1;
  return centred.map((v) => v / deviation);
}

function meanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum / a.length;
}

/** The longest of these, in rows; what lasts beyond `n / MOST_TIMES` is not followed further. */
function lastingTime(series: Float64Array[]): number {
  let most = 1;
  for (const s of series) {
    most = Math.max(most, autocorrelationTime(s, s.length / MOST_TIMES));
    if (most >= s.length / MOST_TIMES) break;
  }
  return most;
}

/** 1 + 2 times the sum of the autocorrelations up to a few of these times; followed until it is `enough`. */
export function autocorrelationTime(series: Float64Array, enough = Infinity): number {
  const n = series.length;
  const stride = Math.max(1, Math.floor(n / PRODUCTS));
  let mean = 0;
  for (const v of series) mean += v / n;
  const product = (lag: number) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i + lag < n; i += stride, count++)
      sum += (series[i]! - mean) * (series[i + lag]! - mean);
    return sum / count;
  };
  const variance = product(0);
  if (!(variance > 0)) return 1;
  let time = 1;
  for (let lag = 1; lag < n / 3 && lag <= WINDOW * time && time < enough; lag++)
    time += (2 * (1 - lag / n) * product(lag)) / variance;
  return Math.max(1, time);
}
