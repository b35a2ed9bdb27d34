// The slower second pass of a profile: distinct values of every column, and quantiles of its numbers.
import type { DuckDBValue } from '@duckdb/node-api';
import type { ColumnProfile } from '../../../protocol/data';
import { batchesOf, TOGETHER } from '../batches';
import type { Loaded } from '../loaded';
import { isMissingSql } from '../number-sql';
import { fieldsOfPacked } from '../packed';
import { only, row } from '../sql';
import { bare, textOf } from '../store';

const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
/** From so many rows on, distinct values are counted one column at a time, so that they fit into memory. */
const MANY_ROWS = 500_000;

/** The same columns with distinct counts and quantiles. */
export async function detailColumns(
  loaded: Loaded,
  relation: string,
  columns: ColumnProfile[],
): Promise<ColumnProfile[]> {
  if (loaded.packed) return detailPacked(loaded, relation, columns);
  const { connection, number: numbers, text, rows, table, rules } = loaded;
  const out: ColumnProfile[] = [];
  for (const part of batchesOf(
    columns.map((_, i) => i),
    rows > MANY_ROWS ? 1 : TOGETHER,
  )) {
    const select = part.flatMap((i) => [
      text[i] && !columns[i]!.modelled
        ? `count(DISTINCT CASE WHEN NOT ${isMissingSql(textOf(loaded, i), rules[i])} THEN t${i} END)`
        : `count(DISTINCT ${text[i] ? `t${i}` : `n${i}`})`,
      columns[i]!.modelled && numbers[i]
        ? `quantile_cont(${only(`n${i}`, `isfinite(n${i})`)}, [${QUANTILES.join(', ')}])`
        : 'NULL',
    ]);
    const values = await row(
      connection,
      `SELECT ${select.join(', ')} FROM ${bare(relation, table)}`,
    );
    part.forEach((i, k) => {
      const list = values[2 * k + 1] as { items: DuckDBValue[] } | null;
      out.push({
        ...columns[i]!,
        distinct: Number(values[2 * k]),
        quantiles: list ? list.items.map(Number) : null,
      });
    });
  }
  return out;
}

async function detailPacked(
  { connection, table, packed, rules }: Loaded,
  relation: string,
  columns: ColumnProfile[],
): Promise<ColumnProfile[]> {
  const rows = relation === table ? '' : ` WHERE row IN (SELECT row FROM ${relation})`;
  const gaps = (['texts', 'symbols', 'empty'] as const).flatMap((rule) => {
    const those = rules.flatMap((r, i) => (r === rule ? [i] : []));
    return those.length > 0
      ? [`WHEN k IN (${those.join(', ')}) AND ${isMissingSql('s', rule)} THEN NULL`]
      : [];
  });
  const values = gaps.length > 0 ? `CASE ${gaps.join(' ')} ELSE s END` : 's';
  const found = (
    await connection.runAndReadAll(
      `SELECT k, count(DISTINCT ${values}), quantile_cont(v, [${QUANTILES.join(', ')}]) FILTER ` +
        `(WHERE isfinite(v)) FROM ${fieldsOfPacked(table, packed!)}${rows} GROUP BY k`,
    )
  ).getRows();
  const details = new Map(
    found.map(([k, distinct, quantiles]) => [
      Number(k),
      { distinct: Number(distinct), quantiles: quantiles as { items: DuckDBValue[] } | null },
    ]),
  );
  return columns.map((column, i) => {
    const { distinct = 0, quantiles = null } = details.get(i) ?? {};
    return {
      ...column,
      distinct,
      quantiles: column.modelled && quantiles ? quantiles.items.map(Number) : null,
    };
  });
}
