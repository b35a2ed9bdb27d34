// JSON as a table: an array of objects, or one object a line (NDJSON). Every key is a column; nested values stay JSON text.
import { DataError } from './errors';

export interface JsonTable {
  names: string[];
  /** fields as text, '' for what is missing or null */
  records: string[][];
}

/** Whether a text begins like JSON. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(\[\s*[{\]]|\{\s*["}])/.test(text.slice(0, 1000));
}

/** @throws DataError with the line that is not JSON */
export function parseJson(text: string): JsonTable {
  const objects = text.trimStart().startsWith('[') ? wholeArray(text) : lines(text);
  const places = new Map<string, number>();
  for (const object of objects) for (const key of Object.keys(object)) if (!places.has(key)) places.set(key, places.size);
  const records = objects.map((object) => {
    const record = new Array<string>(places.size).fill('');
    for (const [key, value] of Object.entries(object)) record[places.get(key)!] = fieldOf(value);
    return record;
  });
  return { names: [...places.keys()], records };
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

function lines(text: string): object[] {
  const objects: object[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw new DataError(`line ${i + 1} is not valid JSON: write one object a line, or one array of objects.`);
    }
    if (!isObject(value)) throw new DataError(`line ${i + 1} is not an object: write one object a line, or one array of objects.`);
    objects.push(value);
  });
  return objects;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
