// Draws that keep bounds, by rejection: a draw that does not is made again, with other numbers of its own.
import type { Flow } from '../../flows/flow';
import { type Bound, boundText, keeps } from '../../protocol/bounds';
import type { Score } from '../../protocol/model';
import { SessionError } from '../errors';
import type { Model } from './model';
import { say, type Sentence } from '../../protocol/sentence';

/** Draws of one row at most. */
const ATTEMPTS = 1000;
/** A smaller part of the draws within the bounds is refused. */
const LEAST = 0.01;
const ENOUGH = 1000;

/** What has been drawn so far. */
export interface Tally {
  /** first draws of rows within the bounds that the model itself keeps, and of these the kept ones */
  drawn: number;
  kept: number;
  notFinite: number;
}

/** @throws SessionError where the model knows no bounds, or has no such column */
export function boundsFor(
  { metadata, columns }: Model,
  within: 'data' | Bound[] | undefined,
): Bound[] {
  if (within === undefined) return [];
  if (within === 'data') {
    if (!metadata.bounds)
      throw new SessionError(
        say(
          'No bounds are known for {0}: neither names nor units say any that all rows keep. Give them, as in --within "{1}=(0,inf)".',
          columns.map((c) => `"${c}"`).join(', '),
          columns[0]!,
        ),
      );
    return metadata.bounds.columns;
  }
  const stranger = within.find(({ column }) => !columns.includes(column));
  if (stranger)
    throw new SessionError(
      say(
        'The model has no column "{0}" to be kept within bounds. It has {1}.',
        stranger.column,
        columns.map((c) => `"${c}"`).join(', '),
      ),
    );
  return within;
}

/**
 * Rows `first` to `first + count - 1` of the sequence of `seed`, finite and
 * within the bounds: which rows are asked for, and in which pieces, changes none.
 * @param context of these rows  @throws SessionError where nearly no draw keeps the bounds
 */
export async function sampleWithin(
  flow: Flow,
  bounds: readonly Bound[],
  count: number,
  seed: number,
  first: number,
  context?: Float64Array,
  total: Tally = { drawn: 0, kept: 0, notFinite: 0 },
): Promise<Float64Array> {
  const { dim } = flow;
  const { columns, support = [] } = flow.specification;
  const breaks = (some: readonly Bound[]) => {
    const places = some.map((bound) => columns.indexOf(bound.column));
    return (row: Float64Array) => !some.every((bound, k) => keeps(bound, row[places[k]!]!));
  };
  const [outside, beyond] = [breaks(support), breaks(bounds)];
  const values = await flow.draw(count, seed, first, context);
  let unsupported = 0;
  const fails = (of: Float64Array, n: number) => {
    const row = of.subarray(n * dim, (n + 1) * dim);
    if (!row.every(Number.isFinite)) {
      total.notFinite++;
      return true;
    }
    if (outside(row)) {
      unsupported++;
      return true;
    }
    return beyond(row);
  };
  let missing = Array.from({ length: count }, (_, n) => n).filter((n) => fails(values, n));
  total.drawn += count - unsupported;
  total.kept += count - missing.length;
  const size = context && count > 0 ? context.length / count : 0;
  for (let attempt = 1; missing.length > 0; attempt++) {
    if (attempt > ATTEMPTS || (total.drawn >= ENOUGH && total.kept < LEAST * total.drawn))
      throw new SessionError(tooFew(bounds, total));
    const given =
      context &&
      Float64Array.from(
        { length: missing.length * size },
        (_, i) => context[missing[Math.floor(i / size)]! * size + (i % size)]!,
      );
    const again = await flow.sampleAgain(
      missing.map((n) => first + n),
      seed,
      attempt,
      given,
    );
    const left: number[] = [];
    missing.forEach((n, k) => {
      if (fails(again, k)) left.push(n);
      else values.set(again.subarray(k * dim, (k + 1) * dim), n * dim);
    });
    missing = left;
  }
  return values;
}

function tooFew(bounds: readonly Bound[], { drawn, kept }: Tally): Sentence {
  const share = say('{0} %', Number(((100 * kept) / drawn).toPrecision(2)));
  return bounds.length === 0
    ? say(
        'Only {0} of the draws are finite numbers: this model cannot be drawn from. Fit it again.',
        share,
      )
    : say(
        'Only {0} of the draws lie within {1}: too few to keep only these. Choose wider bounds.',
        share,
        bounds.map(boundText).join(', '),
      );
}

/** The share of draws that keep the bounds, with its standard error. */
export function acceptanceOf({ drawn, kept }: Tally): Score {
  const mean = kept / drawn;
  return { mean, standardError: Math.sqrt((mean * (1 - mean)) / drawn) };
}
