// JSON as a table: an array of objects or of arrays, one of them a line (NDJSON), or one object that holds the rows or the columns. Objects in a row are taken apart; arrays stay JSON text.
import type { CleanWriter } from './clean';
import { DataError } from './errors';
import { uniqueNames } from './dialect';
import { quote } from './records';

/** What is not one value a line is held whole. */
const LARGEST_WHOLE = 200 * 1024 * 1024;
/** An object with more keys is not taken apart: its keys are data. */
const MOST_KEYS = 100;

/** Whether a text begins like JSON, and not like a CSV whose first field stands in brackets. */
export function looksLikeJson(text: string): boolean {
  return (
    /^\ufeff?\s*(\[\s*([{[\]]|(-?\d[\d.eE+-]*|"[^"\r\n]*"|null|true|false)\s*[,\]])|\{\s*["}])/.test(
      text.slice(0, 1000),
    ) && !/^\ufeff?\s*\[[^[\]\r\n]*\][ \t]*[,;\t|]/.test(text.slice(0, 1000))
  );
}

export interface JsonTable {
  names: string[];
  numeric: boolean[];
  rows: number;
  notes: string[];
}

/** Writes the rows as lines of CSV, their number first; lines grow longer with every new key. @throws DataError with the place that is not JSON */
export async function cleanJson(
  pieces: AsyncIterable<string>,
  out: CleanWriter,
): Promise<JsonTable> {
  const table = new JsonRows(out);
  let form: 'lines' | 'whole' | null = null;
  let rest = '';
  let line = 0;
  /** held until a second line shows that it is not the whole file */
  let first: unknown;
  const one = (text: string) => {
    line++;
    if (text.trim() === '') return;
    const value = valueOf(
      text,
      `line ${line} is not valid JSON: write one object a line, or one array of objects.`,
    );
    if (first === undefined) return void (first = value);
    if (table.given === 0) table.add(first, 'line 1');
    table.add(value, `line ${line}`);
  };
  for await (const piece of pieces) {
    rest += rest === '' && line === 0 ? piece.replace(/^\ufeff?\s*/, '') : piece;
    if (form === null && rest.includes('\n'))
      form = parses(rest.slice(0, rest.indexOf('\n'))) ? 'lines' : 'whole';
    if (form === 'lines') {
      const lines = rest.split('\n');
      rest = lines.pop()!;
      for (const text of lines) one(text);
      await out.flushed();
    } else if (rest.length > LARGEST_WHOLE)
      throw new DataError(
        'it is one piece of JSON of more than 200 MB. Write one object a line (NDJSON) instead, or convert it to Parquet.',
      );
  }
  if (form === 'lines') {
    if (rest.trim() !== '') one(rest);
    if (table.given === 0 && first !== undefined) table.whole(first);
  } else table.whole(valueOf(rest, null));
  return table.end();
}

/** Takes rows of either kind and writes them. */
class JsonRows {
  /** rows given so far */
  given = 0;
  private readonly places = new Map<string, number>();
  private readonly numeric: boolean[] = [];
  private readonly notes: string[] = [];
  private rows = 0;
  /** the first row of arrays, until the second one tells whether it names the columns */
  private head: unknown[] | null = null;
  private names: string[] = [];
  /** of columns without a name */
  private prefix = 'column';

  constructor(private readonly out: CleanWriter) {}

  /** @param place what to call the row in an error */
  add(row: unknown, place: string): void {
    this.given++;
    if (isObject(row)) {
      if (this.head) this.useHead(false);
      return this.write(Object.entries(row));
    }
    if (!Array.isArray(row))
      throw new DataError(
        `${place} is neither an object nor an array: a table needs objects with the same keys, or arrays of the same length.`,
      );
    if (this.given === 1) return void (this.head = row);
    if (this.head)
      this.useHead(
        this.head.length > 1 &&
          this.head.every((v) => typeof v === 'string') &&
          row.some((v) => typeof v === 'number'),
      );
    this.writeArray(row);
  }

  /** A file that is one value. */
  whole(value: unknown): void {
    if (Array.isArray(value))
      return value.forEach((row: unknown, i) => this.add(row, `entry ${i + 1} of its array`));
    if (!isObject(value))
      throw new DataError('it is one plain value, not a table. Choose a file with rows.');
    const entries = Object.entries(value);
    const lists = entries.filter(
      (e): e is [string, unknown[]] => Array.isArray(e[1]) && e[1].length > 0,
    );
    const tables = lists.filter(([, list]) => list.every((v) => isObject(v)));
    if (tables.length > 1)
      throw new DataError(
        `it holds several tables: ${tables.map(([key]) => `"${key}"`).join(', ')}. Write each into a file of its own.`,
      );
    if (tables.length === 1) {
      const [key, rows] = tables[0]!;
      this.notes.push(`The rows are those of "${key}"; what stands beside it is left out.`);
      return rows.forEach((row) => this.add(row, ''));
    }
    if (this.split(value) || this.keyed(entries)) return;
    const deeper = entries.filter(([, v]) => holdsRows(v));
    if (deeper.length === 1) {
      this.notes.push(`The rows are within "${deeper[0]![0]}"; what stands beside it is left out.`);
      return this.whole(deeper[0]![1]);
    }
    if (lists.length === 0) {
      const within = entries.filter(([, v]) => holdsLists(v));
      if (within.length > 1)
        throw new DataError(
          `it holds several tables: ${within.map(([key]) => `"${key}"`).join(', ')}. Write each into a file of its own.`,
        );
      if (within.length === 0) return this.add(value, '');
      this.notes.push(`The rows are within "${within[0]![0]}"; what stands beside it is left out.`);
      return this.whole(within[0]![1]);
    }
    this.columns(entries, lists);
  }

  /** Lists of the same length are columns, or matrices with some of them each. */
  private columns(entries: [string, unknown][], lists: [string, unknown[]][]): void {
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
        `its columns differ in length: "${one[0]}" has ${one[1].length} values and "${other[0]}" ${other[1].length}.`,
      );
    }
    const kept = lists.filter(([, list]) => list.length === length);
    const beside = entries
      .filter((e) => !kept.includes(e as [string, unknown[]]))
      .map(([key]) => `"${key}"`);
    const [only] = kept;
    if (kept.length === 1 && isMatrix(only![1])) {
      this.notes.push(`The rows are those of the arrays in "${only![0]}".`);
      this.prefix = only![0];
      for (const row of only![1]) this.add(row, '');
    } else {
      const matrices = kept.filter(([, list]) => isMatrix(list)).map(([key]) => `"${key}"`);
      this.notes.push(
        matrices.length > 0
          ? `Each key holds a column; arrays in ${matrices.join(', ')} have one for each of their places.`
          : 'Each key holds a column.',
      );
      for (let i = 0; i < length; i++)
        this.write(
          kept.flatMap(([key, list]) =>
            isMatrix(list)
              ? (list[i] as unknown[]).map((v, k): [string, unknown] => [`${key}_${k + 1}`, v])
              : [[key, list[i]] as [string, unknown]],
          ),
        );
    }
    if (beside.length > 0)
      this.notes.push(`Beside the rows stand ${beside.slice(0, 10).join(', ')}: left out.`);
  }

  /** {"columns": [names], "data": [[values], ...]}, as pandas splits a table. */
  private split(value: object): boolean {
    if (!('columns' in value && 'data' in value)) return false;
    const { columns, data } = value;
    if (
      !isList(columns, (v) => typeof v === 'string') ||
      !isList(data, (v) => Array.isArray(v) && v.length === columns.length)
    )
      return false;
    this.names = uniqueNames(columns.map((v) => String(v).trim()));
    this.notes.push(
      'The names are those of "columns", the rows those of "data"; what stands beside them is left out.',
    );
    for (const row of data) this.writeArray(row as unknown[]);
    return true;
  }

  /** An object of objects with the same keys. What is numbered are rows; else, what there is more of. */
  private keyed(entries: [string, unknown][]): boolean {
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
      this.notes.push('Each key holds a column.');
      for (const key of keys)
        this.write(
          entries.map(([name, column]) => [name, (column as Record<string, unknown>)[key]]),
        );
    } else {
      this.notes.push('Each key holds a row; the keys are left out.');
      for (const row of inner) this.write(Object.entries(row as object));
    }
    return true;
  }

  end(): JsonTable {
    if (this.head) this.useHead(false);
    const names = [...this.places.keys()];
    return {
      names,
      numeric: names.map((_, i) => this.numeric[i] === true),
      rows: this.rows,
      notes: this.notes,
    };
  }

  private useHead(named: boolean): void {
    const head = this.head!;
    this.head = null;
    if (named) this.names = uniqueNames(head.map((v) => String(v).trim()));
    else this.writeArray(head);
  }

  private writeArray(row: unknown[]): void {
    this.write(row.map((v, i) => [this.names[i] ?? `${this.prefix}_${i + 1}`, v]));
  }

  private write(row: [string, unknown][]): void {
    const entries = row.flatMap(apart);
    for (const [key] of entries) if (!this.places.has(key)) this.places.set(key, this.places.size);
    const record = new Array<string>(this.places.size).fill('');
    for (const [key, value] of entries) {
      const place = this.places.get(key)!;
      record[place] = fieldOf(value);
      if (value !== null)
        this.numeric[place] = this.numeric[place] !== false && typeof value === 'number';
    }
    this.out.line(`${this.rows++}${record.map((v) => ',' + quote(v, ',')).join('')}`);
  }
}

/** @param sentence what is wrong; null: what the parser says */
function valueOf(text: string, sentence: string | null): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // as Python and others write them
    const bare = text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInfinity\b/g, (found) =>
      found.startsWith('"')
        ? found
        : found === 'NaN'
          ? 'null'
          : found.startsWith('-')
            ? '-1e999'
            : '1e999',
    );
    if (bare !== text) {
      try {
        return JSON.parse(bare) as unknown;
      } catch {
        // said below
      }
    }
    throw new DataError(sentence ?? `it is not valid JSON: ${(error as Error).message}.`);
  }
}

function parses(text: string): boolean {
  try {
    return typeof valueOf(text, '') === 'object';
  } catch {
    return false;
  }
}

/** An object is what it holds, under names such as "position.x". */
function apart([key, value]: [string, unknown]): [string, unknown][] {
  if (!isObject(value)) return [[key, value]];
  const inner = Object.entries(value);
  return inner.length === 0 || inner.length > MOST_KEYS
    ? [[key, value]]
    : inner.flatMap(([name, v]) => apart([`${key}.${name}`, v]));
}

/** Arrays of the same length, of plain values: remembered, as it is asked for every row. */
function isMatrix(value: unknown): value is unknown[][] {
  if (!Array.isArray(value)) return false;
  const known = matrices.get(value);
  if (known !== undefined) return known;
  const [first] = value as unknown[];
  const found =
    Array.isArray(first) &&
    first.length > 0 &&
    value.every(
      (row) =>
        Array.isArray(row) &&
        row.length === first.length &&
        row.every((v) => typeof v !== 'object' || v === null),
    );
  matrices.set(value, found);
  return found;
}
const matrices = new WeakMap<unknown[], boolean>();
/** An object with columns or a matrix somewhere in it. */
const holdsLists = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).some((v) => (Array.isArray(v) && v.length > 1) || holdsLists(v));
/** An object with a list of objects somewhere in it. */
const holdsRows = (value: unknown): boolean =>
  isObject(value) && Object.values(value).some((v) => isList(v, isObject) || holdsRows(v));
const isList = (value: unknown, fits: (entry: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(fits);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
