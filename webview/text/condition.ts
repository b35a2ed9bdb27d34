// A selection as a condition on rows in SQL, as the filter of the page takes it.
import type { SelectionStep, Shape } from '../../src/protocol/selection';

/** A filter is at most so long. */
export const LONGEST_FILTER = 2000;

/**
 * Null where the selection cannot be written: a lasso, or rows that are too many to be named.
 * @param rows numbers of the selected rows, in order, or null where they are too many to be listed
 * @param named whether the table has a column that is called as the row number is
 */
export function conditionOf(
  steps: SelectionStep[],
  rows: number[] | null,
  named: boolean,
): string | null {
  const first = steps.findIndex(({ how }) => how === 'add');
  if (first < 0) return null;
  const areas = steps.every(({ shape }) => isArea(shape));
  const whole = areas
    ? steps.slice(first + 1).reduce((text, { how, shape }) => {
        const own = shapeCondition(shape);
        return how === 'add'
          ? `${either(text)} OR ${own}`
          : `(${text}) AND NOT coalesce(${own}, false)`;
      }, shapeCondition(steps[first]!.shape))
    : rows !== null && rows.length > 0 && !named
      ? rowsCondition(rows)
      : null;
  return whole !== null && whole.length <= LONGEST_FILTER ? whole : null;
}

/** One condition more on the rows that a filter keeps; null where both together are too long. */
export function narrowed(filter: string | null, condition: string): string | null {
  const both = filter ? `(${filter}) AND (${condition})` : condition;
  return both.length <= LONGEST_FILTER ? both : null;
}

/** Whether a condition on columns says it. What is no gap and no frequent level would need the rules for gaps. */
const isArea = (shape: Shape) =>
  shape.kind !== 'lasso' && shape.kind !== 'rows' && !(shape.kind === 'levels' && shape.others);

const either = (text: string) => (/ AND /.test(text) ? `(${text})` : text);
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

function shapeCondition(shape: Shape): string {
  if (shape.kind === 'every row') return 'true';
  if (shape.kind === 'levels')
    return `trim(${quoted(shape.column)}) IN (${shape.levels
      .map((level) => `'${level.replaceAll("'", "''")}'`)
      .join(', ')})`;
  if (shape.kind === 'dates') {
    const [from, to] = [shape.from, shape.to].map(
      (time) => `TIMESTAMP '${new Date(time).toISOString().slice(0, -1).replace('T', ' ')}'`,
    );
    const date = `TRY_CAST(trim(${quoted(shape.column)}) AS TIMESTAMP)`;
    return `(${date} >= ${from} AND ${date} < ${to})`;
  }
  if (shape.kind !== 'box') return 'false';
  const parts = shape.ranges.map(({ column, from, to, above }) =>
    above
      ? `${quoted(column)} > ${from} AND ${quoted(column)} <= ${to}`
      : `${quoted(column)} BETWEEN ${from} AND ${to}`,
  );
  return parts.length > 1 || shape.ranges[0]!.above ? `(${parts.join(' AND ')})` : parts[0]!;
}

/** Rows by their numbers: those that follow one another as ranges. */
function rowsCondition(rows: number[]): string {
  const runs: [number, number][] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && row === last[1] + 1) last[1] = row;
    else runs.push([row, row]);
  }
  const single = runs.flatMap(([a, b]) => (b - a < 2 ? (a === b ? [a] : [a, b]) : []));
  const long = runs.filter(([a, b]) => b - a >= 2).map(([a, b]) => `row BETWEEN ${a} AND ${b}`);
  return [...(single.length > 0 ? [`row IN (${single.join(', ')})`] : []), ...long].join(' OR ');
}
