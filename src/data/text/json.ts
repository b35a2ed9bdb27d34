// JSON as a table: an array of objects or of arrays, one of them a line (NDJSON), or one object
// that holds the rows or the columns.
import { DataError } from '../errors';
import { parses, valueOf } from './json/parse';
import { JsonRows, type JsonTable } from './json/rows';
import { addWhole } from './json/whole';
import type { LineWriter } from './line-writer';
import { say } from '../../protocol/sentence';

/** What is not one value a line is held whole. */
const LARGEST_WHOLE = 200 * 1024 * 1024;

/** Whether a text begins like JSON, and not like a CSV whose first field stands in brackets. */
export function looksLikeJson(text: string): boolean {
  return (
    /^\ufeff?\s*(\[\s*([{[\]]|(-?\d[\d.eE+-]*|"[^"\r\n]*"|null|true|false)\s*[,\]])|\{\s*["}])/.test(
      text.slice(0, 1000),
    ) && !/^\ufeff?\s*\[[^[\]\r\n]*\][ \t]*[,;\t|]/.test(text.slice(0, 1000))
  );
}

/**
 * Writes the rows as lines of CSV, their number first; lines grow longer with every new key.
 * @throws DataError with the place that is not JSON
 */
export async function cleanJson(
  pieces: AsyncIterable<string>,
  out: LineWriter,
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
      say('line {0} is not valid JSON: write one object a line, or one array of objects.', line),
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
        say(
          'it is one piece of JSON of more than 200 MB. Write one object a line (NDJSON) instead, or convert it to Parquet.',
        ),
      );
  }
  if (form === 'lines') {
    if (rest.trim() !== '') one(rest);
    if (table.given === 0 && first !== undefined) addWhole(first, table);
  } else addWhole(valueOf(rest, null), table);
  return table.end();
}
