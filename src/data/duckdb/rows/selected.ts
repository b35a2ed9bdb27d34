// Rows that somebody picked, as SQL of a relation `n`, and which rows of the file they are.
import type {
  SelectedRange,
  SelectedRows,
  SelectionStep,
  Shape,
} from '../../../protocol/selection';
import { DataError } from '../../errors';
import { isMissingSql } from '../number-sql';
import type { FilteredTable } from '../filtered-table';
import { countRows, literal, sql } from '../sql';
import { need } from '../store';
import { textSql, timeSql } from './given-sql';
import { say } from '../../../protocol/sentence';

/** SQL: whether a row of `n` is among those that the steps lead to. Never NULL. */
export async function selectedSql(table: FilteredTable, steps: SelectionStep[]): Promise<string> {
  const places = new Places(table, (await table.profile()).columns);
  let found = 'false';
  for (const { how, shape } of steps) {
    const own = `coalesce(${shapeSql(places, shape)}, false)`;
    found = how === 'add' ? `(${found} OR ${own})` : `(${found} AND NOT ${own})`;
  }
  await need(table.loaded, places.used);
  return found;
}

/** @param columns where rows are drawn only if they are complete */
export async function selectedRows(
  table: FilteredTable,
  steps: SelectionStep[],
  columns: string[],
): Promise<SelectedRows> {
  const picked = await selectedSql(table, steps);
  const complete =
    columns.length > 0 ? table.completeSql(await table.indices(columns), 'n.') : 'true';
  const { relation, loaded } = table;
  const end = Number(
    (
      await loaded.connection.runAndReadAll(
        `SELECT coalesce(max(row), -1) + 1 FROM ${loaded.table}`,
      )
    ).getRows()[0]![0],
  );
  const bits = new Uint8Array(Math.ceil(end / 8));
  const connection = await table.connect();
  let [count, whole] = [0, 0];
  try {
    const result = await connection.stream(
      `SELECT row::DOUBLE, (${complete})::TINYINT FROM ${relation} n WHERE ${picked}`,
    );
    for (
      let chunk = await result.fetchChunk();
      chunk && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const [rows, drawn] = [chunk.getColumnValues(0), chunk.getColumnValues(1)];
      for (let k = 0; k < chunk.rowCount; k++) {
        const row = rows[k] as number;
        bits[Math.floor(row / 8)]! |= 1 << (row % 8);
        if (drawn[k] === 1) whole++;
      }
      count += chunk.rowCount;
    }
  } finally {
    connection.closeSync();
  }
  return { count, complete: whole, of: await countRows(loaded.connection, relation), bits };
}

/** Columns by their name, as SQL; which of them a query uses. */
class Places {
  readonly used: number[] = [];

  constructor(
    private readonly table: FilteredTable,
    private readonly profiles: { name: string; modelled: boolean; min: number | null }[],
  ) {}

  number(name: string): string {
    const i = this.of(name);
    const { modelled, min } = this.profiles[i]!;
    if (!modelled && min === null)
      throw new DataError(say('The column "{0}" has no numbers to select rows by.', name));
    return `n.n${i}`;
  }

  text(name: string): string {
    return textSql(this.table.loaded, this.of(name));
  }

  /** SQL: whether there is a text at all. */
  hasText(name: string): string {
    const { loaded } = this.table;
    return `NOT ${isMissingSql(this.text(name), loaded.rules[loaded.names.indexOf(name)])}`;
  }

  private of(name: string): number {
    const i = this.table.loaded.names.indexOf(name);
    if (i < 0) throw new DataError(say('There is no column "{0}" to select rows by.', name));
    this.used.push(i);
    return i;
  }
}

function shapeSql(places: Places, shape: Shape): string {
  switch (shape.kind) {
    case 'every row':
      return 'true';
    case 'box':
      return shape.ranges
        .map((range) => rangeSql(places.number(range.column), range))
        .join(' AND ');
    case 'levels':
      return levelsSql(places, shape);
    case 'dates': {
      const time = timeSql(places.text(shape.column));
      return `(${time} >= ${sql(shape.from)} AND ${time} < ${sql(shape.to)})`;
    }
    case 'lasso':
      return lassoSql(
        onAxis(places.number(shape.x), shape.logX),
        onAxis(places.number(shape.y), shape.logY),
        shape.corners.map((v, k) => ((k % 2 === 0 ? shape.logX : shape.logY) ? Math.log(v) : v)),
      );
    case 'rows':
      return `n.row IN (${shape.rows.join(', ')})`;
  }
}

function levelsSql(places: Places, { column, levels, others }: Shape & { kind: 'levels' }): string {
  const among = `(${levels.map(literal).join(', ')})`;
  return others
    ? `(${places.hasText(column)} AND ${places.text(column)} NOT IN ${among})`
    : `${places.text(column)} IN ${among}`;
}

const rangeSql = (value: string, { from, to, above }: SelectedRange) =>
  `(${value} ${above ? '>' : '>='} ${sql(from)} AND ${value} <= ${sql(to)})`;

/** What is not positive has no place on a logarithmic axis. */
const onAxis = (value: string, log: boolean) =>
  log ? `(CASE WHEN ${value} > 0 THEN ln(${value}) END)` : value;

/** Whether a ray to the right crosses the line an odd number of times; the box around it is looked at first. */
function lassoSql(x: string, y: string, corners: number[]): string {
  const [xs, ys] = [0, 1].map((o) => corners.filter((_, k) => k % 2 === o)) as [number[], number[]];
  const crossings = xs.flatMap((x0, i) => {
    const j = (i + 1) % xs.length;
    const [y0, x1, y1] = [ys[i]!, xs[j]!, ys[j]!];
    if (y0 === y1) return [];
    const at = `${sql(x0)} + (${y} - ${sql(y0)}) * ${sql((x1 - x0) / (y1 - y0))}`;
    return [
      `(${y} >= ${sql(Math.min(y0, y1))} AND ${y} < ${sql(Math.max(y0, y1))} AND ${x} < ${at})::INTEGER`,
    ];
  });
  const around = (value: string, of: number[]) =>
    `${value} BETWEEN ${sql(Math.min(...of))} AND ${sql(Math.max(...of))}`;
  if (crossings.length === 0) return 'false';
  return `(${around(x, xs)} AND ${around(y, ys)} AND (${crossings.join(' + ')}) % 2 = 1)`;
}
