// Values so far from all others that they cannot belong to them, whatever their form.
import type { DuckDBListValue } from '@duckdb/node-api';
import type { ColumnProfile } from '../../../protocol/data';
import type { Loaded } from '../loaded';
import { identifier, row } from '../sql';
import { need } from '../store';
import { say, type Sentence } from '../../../protocol/sentence';

/** So many values at each end are looked at; fewer others than `FEWEST` tell nothing. */
const [LOOKED_AT, FEWEST] = [20, 8];
/** A gap is so many times as wide as what all others span: where these have light tails, and for any. */
const [LIGHT, ANY] = [30, 1000];
/** From so many values on, tails can be judged: light where all span at most so many times what the inner ones do. */
const [MANY, SPAN] = [60, 3];

/** Sentences for the user. @param marked columns of which as much is said already */
export async function farOut(
  loaded: Loaded,
  columns: ColumnProfile[],
  marked: Set<number>,
): Promise<Sentence[]> {
  const notes: Sentence[] = [];
  for (const [i, { name, histogram, missing }] of columns.entries()) {
    if (marked.has(i) || !histogram || !isEmptyInside(histogram.counts)) continue;
    await need(loaded, [i]);
    const n = loaded.rows - missing;
    const most = Math.min(LOOKED_AT, Math.floor(n / 4));
    if (n - 1 < FEWEST || most < 1) continue;
    const ends = await row(
      loaded.connection,
      `SELECT max(n${i}, ${most}), min(n${i}, ${most}) FROM ${loaded.table} WHERE isfinite(n${i})`,
    );
    const [high, low] = ends.map((list) => (list as DuckDBListValue).items.map(Number)) as [
      number[],
      number[],
    ];
    const column = identifier(name);
    for (const [values, beyond, sign] of [
      [high, low, '<'],
      [low, high, '>'],
    ] as const) {
      const count = countFarOut(
        values.map(sign === '<' ? (v) => v : (v) => -v),
        beyond.map(sign === '<' ? (v) => v : (v) => -v),
        n,
      );
      if (count === 0) continue;
      const first = values[count - 1]!;
      notes.push(
        count === 1
          ? say(
              '"{0}" holds {1} once, so far from all other values that it may be a mistake: if it is one, leave it out with the filter {2} {3} {4}.',
              name,
              first,
              column,
              sign,
              first,
            )
          : say(
              '"{0}" holds {1} values from {2} on, so far from all others that they may be mistakes: if they are, leave them out with the filter {3} {4} {5}.',
              name,
              count,
              first,
              column,
              sign,
              first,
            ),
      );
    }
  }
  return notes;
}

/** Whether nearly all bins between the ends are empty: no other column is looked at. */
function isEmptyInside(counts: number[]): boolean {
  return counts.length >= 20 && counts.filter((c) => c > 0).length <= 4;
}

/** How many of the largest values lie beyond a gap. @param high descending  @param low ascending, from the other end */
function countFarOut(high: number[], low: number[], n: number): number {
  const [inner, bottom] = [high.at(-1)! - low.at(-1)!, low.at(-1)!];
  for (let k = high.length - 1; k > 0; k--) {
    const range = high[k]! - bottom;
    const wide = n >= MANY && inner > 0 && range <= SPAN * inner ? LIGHT : ANY;
    if (range > 0 && high[k - 1]! - high[k]! > wide * range) return k;
  }
  return 0;
}
