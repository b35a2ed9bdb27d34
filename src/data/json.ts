// JSON as a table: an array of objects, or one object a line (NDJSON). Every key is a column; nested values stay JSON text.
import type { CleanWriter } from './clean';
import { DataError } from './errors';
import { quote } from './records';

/** An array is held whole; one object a line is not. */
const LARGEST_ARRAY = 200 * 1024 * 1024;

/** Whether a text begins like JSON. */
export function looksLikeJson(text: string): boolean {
  return /^\ufeff?\s*(\[\s*[{\]]|\{\s*["}])/.test(text.slice(0, 1000));
}

/** Writes the objects as lines of CSV, their number first; lines grow longer with every new key. @throws DataError with the place that is not JSON */
export async function cleanJson(pieces: AsyncIterable<string>, out: CleanWriter): Promise<{ names: string[]; numeric: boolean[]; rows: number }> {
  const places = new Map<string, number>();
  const numeric: boolean[] = [];
  let rows = 0;
  const write = (object: object) => {
    for (const key of Object.keys(object)) if (!places.has(key)) places.set(key, places.size);
    const record = new Array<string>(places.size).fill('');
    for (const [key, value] of Object.entries(object)) {
      const place = places.get(key)!;
      record[place] = fieldOf(value);
      if (value !== null) numeric[place] = numeric[place] !== false && typeof value === 'number';
    }
    out.line(`${rows++}${record.map((v) => ',' + quote(v, ',')).join('')}`);
  };
  let array: string | null = null;
  let rest = '';
  let line = 0;
  const one = (text: string) => {
    line++;
    if (text.trim() !== '') write(objectOf(text, line));
  };
  for await (const piece of pieces) {
    rest += rest === '' ? piece.replace(/^\ufeff/, '') : piece;
    if (array === null && line === 0 && rest.trimStart() === '') continue;
    if (array === null && line === 0 && rest.trimStart().startsWith('[')) array = '';
    if (array !== null) {
      array += rest;
      rest = '';
      if (array.length > LARGEST_ARRAY) throw new DataError('it is one JSON array of more than 200 MB. Write one object a line (NDJSON) instead, or convert it to Parquet.');
      continue;
    }
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const text of lines) one(text);
    await out.flushed();
  }
  if (array !== null) for (const object of wholeArray(array)) write(object);
  else if (rest.trim() !== '') one(rest);
  return { names: [...places.keys()], numeric: [...places.keys()].map((_, i) => numeric[i] === true), rows };
}

function wholeArray(text: string): object[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(`it is not valid JSON: ${(error as Error).message}.`);
  }
  const wrong = (value as unknown[]).findIndex((v) => !isObject(v));
  if (wrong >= 0) throw new DataError(`entry ${wrong + 1} of its array is not an object: a table needs objects with the same keys.`);
  return value as object[];
}

function objectOf(text: string, line: number): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DataError(`line ${line} is not valid JSON: write one object a line, or one array of objects.`);
  }
  if (!isObject(value)) throw new DataError(`line ${line} is not an object: write one object a line, or one array of objects.`);
  return value;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
