// What is doubtful among the numbers of a table, judged on every row: a mark for gaps such as -999,
// a last row that sums up the others.
import type { ColumnProfile } from '../../../protocol/data';
import type { Loaded } from '../loaded';
import { lastOfPacked } from '../packed';
import { countOf, row } from '../sql';
import { need } from '../store';
import { farOut } from './far-out';
import { grouped, say, type Sentence } from '../../../protocol/sentence';

/** A mark is told by so many other values. */
const FEWEST = 10;
/** A sum is told from chance where so many values that are not zero stand before it. */
const SUMMED = 4;

/** Sentences for the user. */
export async function doubtsAbout(loaded: Loaded, columns: ColumnProfile[]): Promise<Sentence[]> {
  const marked = new Set<number>();
  const marks = await marksForGaps(loaded, columns, marked);
  return [
    ...marks,
    ...(await farOut(loaded, columns, marked)),
    ...(await sumsAtTheEnd(loaded, columns)),
  ];
}

/** -9, -99, -999.9, or so large that nothing is measured by it. */
const isMark = (value: number) => /^-?9+(\.9+)?$/.test(String(value)) || Math.abs(value) >= 1e20;

/** Numbers of that form at an end of their column, further from all others than these are from each other. */
async function marksForGaps(
  loaded: Loaded,
  columns: ColumnProfile[],
  marked: Set<number>,
): Promise<Sentence[]> {
  const { connection, table } = loaded;
  const notes: Sentence[] = [];
  for (const [i, { name, modelled, min, max }] of columns.entries()) {
    if (!modelled) continue;
    for (const mark of [min!, max!].filter(isMark)) {
      await need(loaded, [i]);
      const [low, high, count] = (
        await row(
          connection,
          `SELECT min(n${i}) FILTER (WHERE n${i} <> ${mark}), max(n${i}) FILTER (WHERE n${i} <> ` +
            `${mark}), count(*) FILTER (WHERE n${i} = ${mark}) FROM ${table} WHERE isfinite(n${i})`,
        )
      ).map(Number) as [number, number, number];
      if (
        loaded.rows - columns[i]!.missing - count < FEWEST ||
        Math.min(Math.abs(low - mark), Math.abs(high - mark)) <= high - low
      )
        continue;
      marked.add(i);
      notes.push(
        count === 1
          ? say(
              '"{0}" holds {1} once, far from all other values: if it marks a gap, leave these rows out with the filter "{2}" <> {3}.',
              name,
              mark,
              name.replaceAll('"', '""'),
              mark,
            )
          : say(
              '"{0}" holds {1} {2} times, far from all other values: if it marks a gap, leave these rows out with the filter "{3}" <> {4}.',
              name,
              mark,
              grouped(count),
              name.replaceAll('"', '""'),
              mark,
            ),
      );
    }
  }
  return notes;
}

/** The last row, where every number in it is the sum of those above. */
async function sumsAtTheEnd(loaded: Loaded, columns: ColumnProfile[]): Promise<Sentence[]> {
  const { connection, table, rows, packed } = loaded;
  const open = columns.flatMap(({ modelled, mean, missing }, i) =>
    modelled && mean !== null ? [{ i, sum: mean * (rows - missing) }] : [],
  );
  if (open.length === 0 || rows <= SUMMED) return [];
  const listed = packed && (await lastOfPacked({ connection, table, packed }));
  const last = listed
    ? open.map(({ i }) => listed[i] ?? null)
    : await row(
        connection,
        `SELECT ${open.map(({ i }) => `n${i}`).join(', ')} FROM ${table} ORDER BY row DESC LIMIT 1`,
      );
  const present = open.flatMap(({ i, sum }, k) =>
    last[k] === null ? [] : [{ i, sum, value: Number(last[k]) }],
  );
  const isSum = ({ sum, value }: (typeof present)[number]) =>
    value !== 0 && Math.abs(sum - 2 * value) <= 1e-6 * Math.abs(value);
  if (present.length === 0 || !present.every(isSum)) return [];
  await need(
    loaded,
    present.map(({ i }) => i),
  );
  const counts = (
    await row(
      connection,
      `SELECT ${present.map(({ i }) => countOf(`n${i} <> 0`)).join(', ')} FROM ${table}`,
    )
  ).map(Number);
  if (counts.some((count) => count <= SUMMED)) return [];
  return [
    say(
      'The numbers of the last row are the sums of those above it: leave it out with a filter, or delete it.',
    ),
  ];
}
