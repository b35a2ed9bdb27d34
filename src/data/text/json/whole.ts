// A file that is one value of JSON: which of it are the rows of a table.
import { DataError } from '../../errors';
import type { JsonRows } from './rows';
import { holdsLists, holdsRows, isList, isMatrix, isObject } from './shapes';
import { say } from '../../../protocol/sentence';

/** Adds the rows of a file that is one value to `table`. @throws DataError where there are none */
export function addWhole(value: unknown, table: JsonRows): void {
  if (Array.isArray(value))
    return value.forEach((row: unknown, i) => table.add(row, `entry ${i + 1} of its array`));
  if (!isObject(value))
    throw new DataError(say('it is one plain value, not a table. Choose a file with rows.'));
  const entries = Object.entries(value);
  const lists = entries.filter(
    (e): e is [string, unknown[]] => Array.isArray(e[1]) && e[1].length > 0,
  );
  const tables = lists.filter(([, list]) => list.every((v) => isObject(v)));
  if (tables.length > 1)
    throw new DataError(
      say(
        'it holds several tables: {0}. Write each into a file of its own.',
        tables.map(([key]) => `"${key}"`).join(', '),
      ),
    );
  if (tables.length === 1) {
    const [key, rows] = tables[0]!;
    table.notes.push(say('The rows are those of "{0}"; what stands beside it is left out.', key));
    return rows.forEach((row) => table.add(row, ''));
  }
  if (addSplit(table, value) || addKeyed(table, entries)) return;
  const deeper = entries.filter(([, v]) => holdsRows(v));
  if (deeper.length === 1) {
    table.notes.push(
      say('The rows are within "{0}"; what stands beside it is left out.', deeper[0]![0]),
    );
    return addWhole(deeper[0]![1], table);
  }
  if (lists.length === 0) {
    const within = entries.filter(([, v]) => holdsLists(v));
    if (within.length > 1)
      throw new DataError(
        say(
          'it holds several tables: {0}. Write each into a file of its own.',
          within.map(([key]) => `"${key}"`).join(', '),
        ),
      );
    if (within.length === 0) return table.add(value, '');
    table.notes.push(
      say('The rows are within "{0}"; what stands beside it is left out.', within[0]![0]),
    );
    return addWhole(within[0]![1], table);
  }
  addColumns(table, entries, lists);
}

/** Lists of the same length are columns, or matrices with some of them each. */
function addColumns(
  table: JsonRows,
  entries: [string, unknown][],
  lists: [string, unknown[]][],
): void {
  const sizes = new Map<number, number>();
  for (const [, list] of lists) sizes.set(list.length, (sizes.get(list.length) ?? 0) + 1);
  const [length] = [...sizes].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]!;
  // a list of another length is no column where it is far shorter, such as the shape of the others
  if (lists.some(([, list]) => list.length !== length && 2 * list.length >= length)) {
    const [one, other] = [
      lists[0]!,
      lists.find(([, list]) => list.length !== lists[0]![1].length)!,
    ];
    throw new DataError(
      say(
        'its columns differ in length: "{0}" has {1} values and "{2}" {3}.',
        one[0],
        one[1].length,
        other[0],
        other[1].length,
      ),
    );
  }
  const kept = lists.filter(([, list]) => list.length === length);
  const beside = entries
    .filter((e) => !kept.includes(e as [string, unknown[]]))
    .map(([key]) => `"${key}"`);
  const [only] = kept;
  if (kept.length === 1 && isMatrix(only![1])) {
    table.notes.push(say('The rows are those of the arrays in "{0}".', only![0]));
    table.prefix = only![0];
    for (const row of only![1]) table.add(row, '');
  } else {
    const matrices = kept.filter(([, list]) => isMatrix(list)).map(([key]) => `"${key}"`);
    table.notes.push(
      matrices.length > 0
        ? say(
            'Each key holds a column; arrays in {0} have one for each of their places.',
            matrices.join(', '),
          )
        : say('Each key holds a column.'),
    );
    for (let i = 0; i < length; i++)
      table.write(
        kept.flatMap(([key, list]) =>
          isMatrix(list)
            ? (list[i] as unknown[]).map((v, k): [string, unknown] => [`${key}_${k + 1}`, v])
            : [[key, list[i]] as [string, unknown]],
        ),
      );
  }
  if (beside.length > 0)
    table.notes.push(say('Beside the rows stand {0}: left out.', beside.slice(0, 10).join(', ')));
}

/** {"columns": [names], "data": [[values], ...]}, as pandas splits a table. */
function addSplit(table: JsonRows, value: object): boolean {
  if (!('columns' in value && 'data' in value)) return false;
  const { columns, data } = value;
  if (
    !isList(columns, (v) => typeof v === 'string') ||
    !isList(data, (v) => Array.isArray(v) && v.length === columns.length)
  )
    return false;
  table.nameColumns(columns);
  table.notes.push(
    say(
      'The names are those of "columns", the rows those of "data"; what stands beside them is left out.',
    ),
  );
  for (const row of data) table.writeArray(row as unknown[]);
  return true;
}

/** An object of objects with the same keys. What is numbered are rows; else, what there is more of. */
function addKeyed(table: JsonRows, entries: [string, unknown][]): boolean {
  const inner = entries.map(([, v]) => v);
  if (
    entries.length === 0 ||
    !isList(
      inner,
      (v) => isObject(v) && Object.values(v).every((w) => typeof w !== 'object' || w === null),
    )
  )
    return false;
  const [outerKeys, keys] = [entries.map(([key]) => key), Object.keys(inner[0] as object)];
  if (
    keys.length === 0 ||
    inner.some((v) => Object.keys(v as object).join('\0') !== keys.join('\0'))
  )
    return false;
  const numbered = (names: string[]) => names.every((name) => /^\d+$/.test(name));
  const byColumn = numbered(keys) || (!numbered(outerKeys) && keys.length > outerKeys.length);
  if (!byColumn && entries.length === 1) return false;
  if (byColumn) {
    table.notes.push(say('Each key holds a column.'));
    for (const key of keys)
      table.write(
        entries.map(([name, column]) => [name, (column as Record<string, unknown>)[key]]),
      );
  } else {
    table.notes.push(say('Each key holds a row; the keys are left out.'));
    for (const row of inner) table.write(Object.entries(row as object));
  }
  return true;
}
