// Rows of JSON, objects or arrays, as lines of CSV: a column for each key, in the order in which
// keys come. Objects in a row are taken apart; arrays stay JSON text.
import { DataError } from '../../errors';
import { uniqueNames } from '../dialect';
import type { LineWriter } from '../line-writer';
import { quote } from '../records';
import { isObject } from './shapes';
import { say, type Sentence } from '../../../protocol/sentence';

/** An object with more keys is not taken apart: its keys are data. */
const MOST_KEYS = 100;

export interface JsonTable {
  names: string[];
  numeric: boolean[];
  rows: number;
  notes: Sentence[];
}

/** Takes rows of either kind and writes them. */
export class JsonRows {
  /** rows given so far */
  given = 0;
  private readonly places = new Map<string, number>();
  private readonly numeric: boolean[] = [];
  readonly notes: Sentence[] = [];
  private rows = 0;
  /** the first row of arrays, until the second one tells whether it names the columns */
  private head: unknown[] | null = null;
  private names: string[] = [];
  /** of columns without a name */
  prefix = 'column';

  constructor(private readonly out: LineWriter) {}

  /** @param place what to call the row in an error */
  add(row: unknown, place: string): void {
    this.given++;
    if (isObject(row)) {
      if (this.head) this.useHead(false);
      return this.write(Object.entries(row));
    }
    if (!Array.isArray(row))
      throw new DataError(
        say(
          '{0} is neither an object nor an array: a table needs objects with the same keys, or arrays of the same length.',
          place,
        ),
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

  /** Of rows that are arrays. */
  nameColumns(names: unknown[]): void {
    this.names = uniqueNames(names.map((v) => String(v).trim()));
  }

  private useHead(named: boolean): void {
    const head = this.head!;
    this.head = null;
    if (named) this.nameColumns(head);
    else this.writeArray(head);
  }

  writeArray(row: unknown[]): void {
    this.write(row.map((v, i) => [this.names[i] ?? `${this.prefix}_${i + 1}`, v]));
  }

  /** Keys and values of one row. */
  write(row: [string, unknown][]): void {
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

/** An object is what it holds, under names such as "position.x". */
function apart([key, value]: [string, unknown]): [string, unknown][] {
  if (!isObject(value)) return [[key, value]];
  const inner = Object.entries(value);
  return inner.length === 0 || inner.length > MOST_KEYS
    ? [[key, value]]
    : inner.flatMap(([name, v]) => apart([`${key}.${name}`, v]));
}

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
