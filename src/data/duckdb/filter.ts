// A condition on rows, as SQL: one expression about the columns of the table. DuckDB parses it;
// only what is listed here passes, so that no file is read and nothing is changed by it.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnProfile } from '../../protocol/data';
import { DataError } from '../errors';
import { type Node, requireAllowed } from './filter-grammar';
import { identifier, literal } from './sql';
import { need, type Stored } from './store';
import { say } from '../../protocol/sentence';

const LONGEST = 2000;
/**
 * SQL that DuckDB can run over the stored table. @param columns of the whole table, for their types
 * @throws DataError in words: what is wrong with the condition, and which columns there are
 */
export async function conditionSql(
  stored: Stored,
  columns: ColumnProfile[],
  where: string,
): Promise<string> {
  const { connection } = stored;
  if (where.trim() === '')
    throw new DataError(say('The filter is empty. Write a condition such as speed > 100.'));
  if (where.length > LONGEST)
    throw new DataError(say('The filter is longer than {0} characters.', LONGEST));
  const parsed = await parse(connection, where);
  const condition = selectOnly(parsed);
  const used = new Set<number>();
  walk(condition, (node) => check(node, stored, columns, used));
  await need(stored, used);
  const [text] = (
    await connection.runAndReadAll(`SELECT json_deserialize_sql(${literal(written(parsed))})`)
  ).getRows()[0]!;
  const sql = /^SELECT 1 WHERE ([\s\S]*)$/.exec(String(text))?.[1];
  if (sql === undefined)
    throw new DataError(
      say('The filter was not understood. Write one condition, such as speed > 100.'),
    );
  await tryOut(stored, sql, columns);
  return sql;
}

async function parse(connection: DuckDBConnection, where: string): Promise<Node> {
  const [text] = (
    await connection.runAndReadAll(
      `SELECT json_serialize_sql(${literal(`SELECT 1 WHERE (${where}\n)`)})`,
    )
  ).getRows()[0]!;
  const parsed = JSON.parse(exact(String(text))) as Node;
  if (parsed.error)
    throw new DataError(
      say(
        "The filter is not one condition in SQL: {0}. Write for example: speed > 100 AND lane = 'left'.",
        String(parsed.error_message),
      ),
    );
  return parsed;
}

/**
 * JavaScript would round long numbers, and write 1.0 as 1: numbers travel as texts that nobody
 * writes. Places in the text are not needed.
 */
const exact = (json: string) =>
  json
    .replace(/"query_location":\d+/g, '"query_location":0')
    .replace(/"value":(-?\d[\d.eE+-]*)/g, '"value":"\\u0001number $1"');
const written = (parsed: Node) =>
  JSON.stringify(parsed).replace(/"\\u0001number (-?\d[\d.eE+-]*)"/g, '$1');

/** The condition of `SELECT 1 WHERE (...)`, and nothing beside it. */
function selectOnly(parsed: Node): Node {
  const statements = parsed.statements as { node: Node; named_param_map: unknown[] }[];
  const node = statements[0]?.node;
  const plain =
    statements.length === 1 &&
    node !== undefined &&
    node.type === 'SELECT_NODE' &&
    (node.from_table as Node | null)?.type === 'EMPTY' &&
    (node.modifiers as unknown[]).length === 0 &&
    (node.select_list as unknown[]).length === 1 &&
    (node.group_expressions as unknown[]).length === 0 &&
    !node.having &&
    !node.qualify &&
    !node.sample &&
    statements[0]!.named_param_map.length === 0;
  if (!plain || !node?.where_clause)
    throw new DataError(
      say("The filter must be one condition on a row, such as speed > 100 AND lane = 'left'."),
    );
  return node.where_clause as Node;
}

/** Visits every expression: an object with a class. */
function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) return value.forEach((v) => walk(v, visit));
  if (typeof value !== 'object' || value === null) return;
  const node = value as Node;
  if (typeof node.class === 'string') visit(node);
  if (node.class === 'CONSTANT' || node.class === 'COLUMN_REF') return;
  for (const child of Object.values(node)) walk(child, visit);
}

function check(node: Node, stored: Stored, columns: ColumnProfile[], used: Set<number>): void {
  requireAllowed(node);
  if (node.class === 'COLUMN_REF')
    node.column_names = [columnOf(node.column_names as string[], stored, columns, used)];
}

/** The stored column of a name, which is compared as SQL does: exactly, or else whatever the case. */
function columnOf(
  parts: string[],
  { names, number, text }: Stored,
  columns: ColumnProfile[],
  used: Set<number>,
): string {
  const name = parts.join('.');
  const exact = names.indexOf(name);
  const like = names.flatMap((n, i) => (n.toLowerCase() === name.toLowerCase() ? [i] : []));
  const i = exact >= 0 ? exact : like.length === 1 ? like[0]! : -1;
  // the number of the row, where no column is called so
  if (i < 0 && like.length === 0 && name.toLowerCase() === 'row') return 'row';
  if (i < 0) {
    const shown = names.slice(0, 20).map((n) => (/^[a-z_]\w*$/i.test(n) ? n : identifier(n)));
    throw new DataError(
      say(
        names.length > 20
          ? 'The filter names "{0}", and there is no such column. Columns: {1}, .... A text stands in single quotes.'
          : 'The filter names "{0}", and there is no such column. Columns: {1}. A text stands in single quotes.',
        name,
        shown.join(', '),
      ),
    );
  }
  used.add(i);
  const { modelled, type, min } = columns[i]!;
  const asNumber = number[i] && (modelled || (type === 'constant' && min !== null));
  return asNumber || !text[i] ? `n${i}` : `t${i}`;
}

/** Runs it once over all rows. */
async function tryOut(
  { connection, table }: Stored,
  sql: string,
  columns: ColumnProfile[],
): Promise<void> {
  try {
    const described = (
      await connection.runAndReadAll(`DESCRIBE SELECT (${sql}) AS condition FROM ${table}`)
    ).getRows();
    if (described[0]?.[1] !== 'BOOLEAN')
      throw new DataError(
        say(
          'The filter is a value, and not a condition. Compare it with something, as in speed > 100.',
        ),
      );
    await connection.run(`SELECT count(*) FROM ${table} WHERE ${sql}`);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const [first = ''] = String((error as Error).message).split('\n');
    const words = first
      .replace(/^\w+ Error: /, '')
      .replace(/\b[nt](\d+)\b/g, (whole, i: string) =>
        columns[Number(i)] ? `"${columns[Number(i)]!.name}"` : whole,
      );
    throw new DataError(
      say(
        'The filter does not suit the columns: {0} Numbers are compared with numbers, texts with texts in single quotes.',
        words.replace(/\.?$/, '.'),
      ),
    );
  }
}
