// A text table rewritten so that nothing is left to guess: CSV in utf-8 with one line for each row,
// its row number first, every field present.
// Works in pieces: its memory does not grow with the file.
import type { Dialect, Reading } from '../../protocol/data';
import { DataError } from '../errors';
import { bytesOf, type Head } from './bytes';
import { cleanCsv } from './clean-csv';
import { layoutOf, uniqueNames } from './dialect';
import { type Encoding, textOf } from './encoding';
import { examine } from './examine';
import { inEncoding } from './in-encoding';
import { cleanJson } from './json';
import { LineWriter } from './line-writer';
import { OpenQuote } from './open-quote';
import { withAdvice } from './other-quotes';
import { quoteSaid, readAs } from './read-as';
import { say, type Sentence } from '../../protocol/sentence';

export interface CleanTable {
  names: string[];
  units: (string | null)[] | null;
  dialect: Dialect;
  rows: number;
  /** the row below the last blank line */
  afterBlank?: number | null;
  shortRows: number;
  longRows: number;
  notes: Sentence[];
  /** between the fields of the rewritten table */
  delimiter: string;
  /** characters written */
  size: number;
  numeric: boolean[];
  /** the first column holds names of rows */
  rowNames: boolean;
  /** the header has one name less than the rows have fields */
  oneShort: boolean;
}

/** @throws DataError that says what is wrong, without the name of the file */
export function writeClean(
  path: string,
  said: Reading,
  to: string,
  encodingHint?: string,
  signal?: AbortSignal,
): Promise<CleanTable> {
  return inEncoding(path, said, encodingHint, signal, (head, encoding) =>
    rewrite(path, said, to, head, encoding, signal),
  );
}

async function rewrite(
  path: string,
  said: Reading,
  to: string,
  head: Head,
  encoding: Encoding,
  signal?: AbortSignal,
): Promise<CleanTable> {
  const { gzip, whole } = head;
  const { text, foreign, json } = await examine(head, encoding, said);
  if (whole && text.trim() === '')
    throw new DataError(say('it is empty. Choose a file with a header and rows.'));
  if (foreign) throw new DataError(foreign);
  const pieces = textOf(bytesOf(path, gzip, signal), encoding);
  const out = new LineWriter(to);
  const packed = gzip ? { gzip } : {};
  try {
    if (json) {
      const { names, numeric, rows, notes } = await cleanJson(pieces, out);
      return {
        names: uniqueNames(names),
        units: null,
        rows,
        shortRows: 0,
        longRows: 0,
        size: out.size,
        numeric,
        rowNames: false,
        oneShort: false,
        delimiter: ',',
        dialect: {
          format: 'json',
          delimiter: null,
          decimal: '.',
          header: true,
          encoding: encoding.shown,
          ...packed,
        },
        notes: [say(gzip ? 'Read as JSON, compressed.' : 'Read as JSON.'), ...notes],
      };
    }
    const layout = layoutOf(text, said, whole);
    const found = await cleanCsv(pieces, layout, out);
    return {
      names: layout.names,
      units: layout.units,
      rows: found.rows,
      afterBlank: found.afterBlank,
      shortRows: found.short,
      longRows: found.long,
      size: out.size,
      numeric: layout.numeric,
      rowNames: layout.rowNames,
      oneShort: layout.oneShort,
      delimiter: layout.delimiter,
      dialect: {
        format: 'csv',
        delimiter: layout.delimiter,
        decimal: layout.decimal,
        header: layout.header,
        encoding: encoding.shown,
        ...quoteSaid(layout),
        ...packed,
      },
      notes: [readAs(layout, encoding.shown, gzip), ...layout.notes, ...found.notes],
    };
  } catch (error) {
    if (!(error instanceof OpenQuote)) throw error;
    throw await withAdvice(error, text, said, whole, () =>
      textOf(bytesOf(path, gzip, signal), encoding),
    );
  } finally {
    await out.close();
  }
}
