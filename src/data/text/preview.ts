// The first rows of a text as they would be read, without reading the rest.
import { basename } from 'node:path';
import type { Reading, ReadingPreview } from '../../protocol/data';
import { DataError } from '../errors';
import { isParquet } from '../files/fingerprint';
import { filesOf } from '../files/table-files';
import { headOf } from './bytes';
import { layoutOf, type Layout, withoutRuns } from './dialect';
import { encodingOf, NotInEncoding, otherEncoding, sampleOf } from './encoding';
import { examine } from './examine';
import { OpenQuote } from './open-quote';
import { withAdvice } from './other-quotes';
import { quoteSaid, readAs } from './read-as';
import { recordsOf } from './records';
import { say } from '../../protocol/sentence';

const ROWS = 8;
const piecesOf = async function* (head: Uint8Array) {
  yield head;
};

/** Of several files, the rows of the first one. @throws DataError with a sentence for the user */
export async function previewOf(
  path: string,
  said: Reading,
  encodingHint?: string,
): Promise<ReadingPreview> {
  const files = await filesOf(path);
  if (files === null) return previewOfFile(path, said, encodingHint);
  const preview = await previewOfFile(files[0]!, said, encodingHint);
  return {
    ...preview,
    notes: [
      ...(files.length > 1
        ? [
            say(
              'These are rows of {0}; all {1} files are read like this.',
              basename(files[0]!),
              files.length,
            ),
          ]
        : []),
      ...preview.notes,
    ],
  };
}

async function previewOfFile(
  path: string,
  said: Reading,
  encodingHint?: string,
): Promise<ReadingPreview> {
  const name = basename(path);
  try {
    if (await isParquet(path))
      throw new DataError(say('it is a Parquet file, which says itself how it is read.'));
    const head = await headOf(path);
    const { gzip, whole } = head;
    let encoding = encodingOf(head.head, said.encoding);
    const { text, foreign, json } = await examine(head, encoding, said).catch(
      async (error: unknown) => {
        const other =
          error instanceof NotInEncoding && !error.mixed
            ? otherEncoding(encoding, encodingHint, await sampleOf(piecesOf(head.head)))
            : null;
        if (!other) throw error;
        encoding = other;
        return examine(head, encoding, said);
      },
    );
    if (foreign) throw new DataError(foreign);
    if (json) throw new DataError(say('it is JSON, which says itself how it is read.'));
    const layout = await layoutWithAdvice(text, said, whole);
    const { delimiter, decimal, header, names, comment, quoting } = layout;
    const rows: string[][] = [];
    let { skip } = layout;
    let wrong = 0;
    for (const record of recordsOf(layout.runs ? withoutRuns(text) : text, delimiter, {
      comment,
      whole,
      quoting,
    })) {
      if (record.length === 1 && record[0] === '' && (names.length > 1 || skip > 0)) continue;
      if (skip-- > 0) continue;
      if (!layout.marked && record.length !== names.length && record[0]!.startsWith('#')) continue;
      if (
        record.length !== names.length &&
        !(record.length === names.length + 1 && record.at(-1) === '')
      )
        wrong++;
      rows.push(names.map((_, i) => (record[i] ?? '').slice(0, 100)));
      if (rows.length === ROWS) break;
    }
    const types = names.map((n, i) =>
      (said.types?.[n] ?? (layout.readable[i] ? 'number' : 'text')) === 'text'
        ? ('text' as const)
        : ('number' as const),
    );
    const notes = [
      readAs(layout, encoding.shown, gzip),
      ...layout.notes,
      ...(wrong > 0
        ? [
            say(
              '{0} of the first {1} rows have another number of fields than the header.',
              wrong,
              rows.length,
            ),
          ]
        : []),
    ];
    return {
      dialect: {
        format: 'csv',
        delimiter,
        decimal,
        header,
        encoding: encoding.shown,
        ...quoteSaid(layout),
        ...(gzip ? { gzip } : {}),
      },
      names,
      types,
      rows,
      notes,
    };
  } catch (error) {
    throw error instanceof DataError
      ? new DataError(say('{0} cannot be read like this: {1}', name, error.sentence))
      : error;
  }
}

async function layoutWithAdvice(text: string, said: Reading, whole: boolean): Promise<Layout> {
  try {
    return layoutOf(text, said, whole);
  } catch (error) {
    throw error instanceof OpenQuote
      ? await withAdvice(error, text, said, whole, async function* () {
          yield text;
        })
      : error;
  }
}
