// Bounds that a fit is asked to keep: typed, or found where the values of a column end sharply on both sides.
import { type Bound, boundText, keeps } from '../../protocol/bounds';
import { grouped, numbers, say, type Sentence } from '../../protocol/sentence';
import { FitError, type FitRequest } from './request';

/** Rows that ends can be seen with, and the share of them, and number, that is looked at on each side. */
const [FEWEST, EDGE, LEAST] = [2000, 0.02, 100];
/**
 * Where a density ends with a step, the nearest 4 m values reach four times as far as the nearest m; where it fades
 * linearly twice as far, and less in a tail. A step is a fair share of the mean density.
 */
const [REACH, STEP] = [3, 0.2];

interface Rows {
  columns: readonly string[];
  /** row-major */
  values: Float64Array;
  integer: readonly boolean[];
}

/**
 * @returns the bounds of the fit's columns; undefined: none
 * @throws FitError for bounds of other columns, and where rows lie outside
 */
export function boundsToKeep(
  { bounds, resume }: Pick<FitRequest, 'bounds' | 'resume'>,
  rows: Rows,
  conditional: boolean,
  notes: Sentence[],
): Bound[] | undefined {
  if (bounds === undefined && resume) return resume.metadata.specification.support;
  if (bounds === undefined) {
    const found = conditional ? sharpBounds(rows) : [];
    if (found.length > 0)
      notes.push(
        say(
          'These columns end sharply on both sides, as a prior does: {0}. With --bounds auto the density keeps within.',
          found.map(boundText).join(', '),
        ),
      );
    return undefined;
  }
  if (bounds === 'auto') {
    const found = sharpBounds(rows);
    notes.push(
      found.length > 0
        ? say(
            'Bounds that the rows end at, and the density keeps: {0}.',
            found.map(boundText).join(', '),
          )
        : say(
            'No column ends sharply on both sides: no bounds are kept. Type them if there are some.',
          ),
    );
    return found.length > 0 ? found : undefined;
  }
  for (const bound of bounds) {
    const d = rows.columns.indexOf(bound.column);
    if (d < 0)
      throw new FitError(
        say(
          'Bounds are given for "{0}", which is not among the fitted columns: {1}.',
          bound.column,
          rows.columns.join(', '),
        ),
      );
    const dim = rows.columns.length;
    const outside = Array.from(
      { length: rows.values.length / dim },
      (_, n) => rows.values[n * dim + d]!,
    ).filter((v) => !keeps(bound, v));
    if (outside.length > 0)
      throw new FitError(
        say(
          '{0} rows lie outside {1}, such as {2}: give wider bounds, or leave these rows out with --where.',
          grouped(outside.length),
          boundText(bound),
          numbers(outside.slice(0, 1)),
        ),
      );
  }
  return bounds.length > 0 ? bounds : undefined;
}

/** Columns whose values end in a step on both sides, with round ends where one lies next to the outermost values. */
export function sharpBounds({ columns, values, integer }: Rows): Bound[] {
  const dim = columns.length;
  const count = values.length / dim;
  if (count < FEWEST) return [];
  return columns.flatMap((column, d) => {
    if (integer[d]) return [];
    const sorted = Float64Array.from({ length: count }, (_, n) => values[n * dim + d]!).sort();
    const ends = [sorted, sorted.map((v) => -v).reverse()].map(endOf);
    return ends.every((end) => end !== null) ? [{ column, low: ends[0]!, high: -ends[1]! }] : [];
  });
}

/** Where rising values begin with a step; null where they do not. */
function endOf(sorted: Float64Array): number | null {
  const count = sorted.length;
  const m = Math.max(LEAST, Math.floor(EDGE * count));
  const first = sorted[0]!;
  const [near, far] = [sorted[m]! - first, sorted[4 * m]! - first];
  const range = sorted[count - 1]! - first;
  if (!(near > 0 && far >= REACH * near && (m * range) / (count * near) >= STEP)) return null;
  // the end lies about one distance between neighbours below the first value: the roundest number within a few
  const gap = near / m;
  for (let size = 10 ** Math.ceil(Math.log10(range)); size > gap / 10; size /= 10)
    for (const part of [1, 0.5]) {
      const step = size * part;
      const round = Number((Math.floor(first / step) * step).toPrecision(12));
      if (first - round <= 6 * gap) return round;
    }
  return first - gap;
}
