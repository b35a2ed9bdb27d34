// What the beginning of a text tells before it is read as a table: loading, cleaning and previewing all ask here.
import type { Reading } from '../../protocol/data';
import type { Head } from './bytes';
import { type Encoding, NotInEncoding, textOf } from './encoding';
import { foreignForm } from './foreign';
import { looksLikeJson } from './json';
import type { Sentence } from '../../protocol/sentence';

export interface Examined {
  /** the first lines, without a mark of byte order */
  text: string;
  /** there is no more */
  whole: boolean;
  /** why it is no table; null where it may be one */
  foreign: Sentence | null;
  /** to be read as JSON */
  json: boolean;
}

/** @throws NotInEncoding, and DataError where it holds no text */
export async function examine(head: Head, encoding: Encoding, said: Reading): Promise<Examined> {
  const text = (await headText(head, encoding)).replace(/^\ufeff/, '');
  return {
    text,
    whole: head.whole,
    foreign: foreignForm(text),
    json: said.delimiter === undefined && looksLikeJson(text),
  };
}

/** The text of the first bytes; a character that they cut in two is left out. */
async function headText({ head, whole }: Head, encoding: Encoding): Promise<string> {
  const bytes = async function* () {
    yield head;
  };
  let text = '';
  try {
    for await (const piece of textOf(bytes(), encoding)) text += piece;
  } catch (error) {
    if (whole || text === '' || !(error instanceof NotInEncoding)) throw error;
  }
  return text;
}
