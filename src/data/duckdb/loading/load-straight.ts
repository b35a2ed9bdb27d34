// A large, plain text, read by DuckDB itself with the dialect that was decided here.
import type { Dialect } from '../../../protocol/data';
import { DataError } from '../../errors';
import { headOf } from '../../text/bytes';
import { layoutOf, type Layout } from '../../text/dialect';
import { encodingOf } from '../../text/encoding';
import { examine } from '../../text/examine';
import { readAs } from '../../text/read-as';
import { surveyOf } from '../../text/survey';
import type { Opening, Parts } from '../loaded';
import { plainPath } from '../sql';
import { discard, type Source, store } from '../store';
import { csvSql } from './csv-sql';
import { leaveOutSummary } from './summary-rows';

/** Null when it is small or not plain. */
export async function loadStraight(
  path: string,
  size: number,
  { connection, table, said, signal, limits }: Opening,
): Promise<Parts | null> {
  if (size < limits.straight || said.comment) return null;
  const begun = await headOf(path)
    .then((head) => ({ head, encoding: encodingOf(head.head, said.encoding) }))
    .catch((error: unknown) => {
      if (error instanceof DataError) return null; // reading it the careful way says what is wrong
      throw error;
    });
  if (!begun || begun.head.gzip || begun.encoding.decoder !== 'utf-8') return null;
  const { head, encoding } = begun;
  const examined = await examine(head, encoding, said).catch(() => null);
  if (
    !examined ||
    examined.text === '' ||
    /^[\r\n]/.test(examined.text) ||
    examined.foreign !== null ||
    examined.json
  )
    return null;
  const layout = layoutOf(examined.text, said, examined.whole);
  if (
    !isPlain(layout) ||
    layout.names.length < 2 ||
    layout.names.length > limits.columns ||
    layout.delimiter.charCodeAt(0) > 127 ||
    /[\r\n]/.test(layout.names.join(''))
  )
    return null;

  const source: Source = {
    sql: csvSql(
      plainPath(path),
      layout.names.map((_, i) => `c${i}`),
      layout,
    ),
    numbered: false,
    types: null,
    decimal: layout.decimal,
  };
  const stopped = new AbortController();
  signal?.addEventListener('abort', () => stopped.abort(), { once: true });
  // the survey and DuckDB read at the same time; whoever meets something odd stops both
  const survey = surveyOf(path, stopped.signal).then((found) => {
    if (found.odd) connection.interrupt();
    return found;
  });
  const [found, stored] = await Promise.allSettled([
    survey,
    store(connection, table, {
      names: layout.names,
      source,
      numeric: layout.numeric,
      types: said.types ?? {},
      everything: size <= limits.everything,
    }).catch((error: unknown) => {
      stopped.abort();
      throw error;
    }),
  ]);
  const ready = stored.status === 'fulfilled' ? stored.value : null;
  const trusted =
    ready !== null &&
    found.status === 'fulfilled' &&
    found.value.odd === null &&
    ready.rows === found.value.lines - (layout.header ? 1 : 0) &&
    ready.rows > 0;
  if (trusted) {
    const notes = [
      readAs(layout, encoding.shown, false),
      ...layout.notes,
      ...(await leaveOutSummary(ready, said.footer)),
    ];
    return {
      ...ready,
      units: layout.names.map(() => null),
      dialect: dialectOf(layout, encoding.shown),
      shortRows: 0,
      longRows: 0,
      notes,
      own: [],
    };
  }
  if (ready) await discard(ready);
  else await connection.run(`DROP VIEW IF EXISTS ${table}; DROP TABLE IF EXISTS ${table}_data`);
  signal?.throwIfAborted();
  if (stored.status === 'rejected' && /Out of Memory|No space left/i.test(String(stored.reason)))
    throw stored.reason;
  return null;
}

/** Rows below at most one row of names, quoted as DuckDB reads quotes. */
const isPlain = ({
  skip,
  headed,
  header,
  runs,
  rowNames,
  comment,
  quoting: { quote, escape, padded },
}: Layout) =>
  skip === (headed ? 1 : 0) &&
  header === (headed !== null) &&
  !runs &&
  !rowNames &&
  comment === '' &&
  quote === '"' &&
  !escape &&
  !padded;

const dialectOf = ({ delimiter, decimal, header }: Layout, encoding: string): Dialect => ({
  format: 'csv',
  delimiter,
  decimal,
  header,
  encoding,
});
