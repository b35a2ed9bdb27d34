// What stands between the fields of a text.
import { DataError } from '../../errors';
import { decimalOf } from '../decimal';
import { isNumber } from '../number';
import { type Decimal, usualWidth, withoutMark } from './rows';

const USUAL = [',', ';', '\t', '|'];
/** Taken only when they divide numbers, and every row in the same way. */
const UNUSUAL = [' ', ':', '^', '~'];

export interface Guess {
  delimiter: string;
  rows: string[][];
  decimal: Decimal | undefined;
}

/** The first rows of a text, divided at a delimiter. @throws DataError where quotes do not fit it */
export type Sample = (delimiter: string) => string[][];

/** The delimiter that divides the rows most consistently. @throws DataError where quotes fit none */
export function guessDelimiter(sampleOf: Sample): Guess {
  let best: (Guess & { score: number }) | null = null;
  let wrong: unknown = null;
  for (const delimiter of [...USUAL, ...UNUSUAL]) {
    const usual = USUAL.includes(delimiter);
    const rows = attempt(
      () => sampleOf(delimiter),
      (error) => {
        // what fits one of the usual delimiters is not to be read at an unusual one
        if (usual) wrong ??= error;
      },
    );
    if (rows === null) continue;
    const score = usual ? usualScore(rows, delimiter) : unusualScore(rows, delimiter);
    if (!best || score > best.score) best = { delimiter, rows, decimal: undefined, score };
  }
  if (wrong !== null && (best === null || best.score === 0)) throw wrong;
  // one column of numbers with a decimal comma, which a comma as delimiter would cut in two
  const lines = attempt(() => sampleOf(';')) ?? [];
  const isColumn =
    lines.length > 1 &&
    !lines[0]!.join(';').includes(',') &&
    lines.slice(1).every((r) => r.length === 1 && isNumber(r[0]!, ','));
  if (isColumn && lines.slice(1).some((r) => r[0]!.includes(',')))
    return { delimiter: ';', rows: lines, decimal: ',' };
  return best!;
}

function usualScore(rows: string[][], delimiter: string): number {
  const width = usualWidth(rows);
  // rows of one field are consistent for every absent delimiter
  if (width === 1) return 0;
  const { decimal, unsure } = decimalOf(rows, delimiter);
  return (
    consistency(rows, width) * (1 + 0.01 * Math.min(width, 20)) +
    (decimal === ',' && !unsure ? 0.5 : 0) +
    (rows[0]?.length === width ? 0.2 : 0)
  );
}

function unusualScore(rows: string[][], delimiter: string): number {
  const width = usualWidth(rows);
  if (width === 1 || rows.length < 2) return 0;
  // times of day are no columns
  if (delimiter === ':' && rows[0]!.some((v) => /\d/.test(v))) return 0;
  const [first, ...later] = rows as [string[], ...string[][]];
  // a header may name one column too few
  const headed =
    delimiter === ' ' &&
    (first.length === width - 1 || withoutMark(first, width).length === width) &&
    later.every((r) => r.length === width);
  const consistent = consistency(rows, width);
  if (consistent < 1 && !headed) return 0;
  const fields = later.flat();
  if (fields.filter((v) => isNumber(v, '.')).length <= 0.6 * fields.length) return 0;
  return 0.5 * (consistent * (1 + 0.01 * Math.min(width, 20)) + (first.length === width ? 0.2 : 0));
}

const consistency = (rows: string[][], width: number) =>
  rows.filter((r) => r.length === width).length / Math.max(1, rows.length);

/** Null where quotes do not fit. */
export function attempt<T>(
  read: () => T,
  refused: (error: DataError) => void = () => undefined,
): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    refused(error);
    return null;
  }
}

/** Whole lines with one blank for several, and none at their ends. */
export function withoutRuns(text: string): string {
  return text
    .replace(/[ \t]+/g, ' ')
    .replace(/(^|[\r\n]) /g, '$1')
    .replace(/ (?=[\r\n]|$)/g, '');
}

/** Rows of numbers that only blanks divide, in runs; null for any other table. */
export function alignedRows(aligned: Sample, plain: Sample): string[][] | null {
  if (USUAL.some((d) => usualWidth(attempt(() => plain(d)) ?? []) > 1)) return null;
  const [rows, before] = [attempt(() => aligned(' ')), attempt(() => plain(' ')) ?? []];
  if (rows === null) return null;
  const width = usualWidth(rows);
  if (width < 2 || consistency(rows, width) < 0.9) return null;
  if (usualWidth(before) === width && consistency(before, width) >= consistency(rows, width))
    return null;
  const fields = rows.slice(1).flat();
  return fields.filter((v) => isNumber(v, '.') || isNumber(v, ',')).length > 0.6 * fields.length
    ? rows
    : null;
}
