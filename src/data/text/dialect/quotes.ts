// How fields are quoted, judged from the beginning of a text: with which mark, whether a backslash
// stands before quotes within the text, and whether blanks stand before opening quotes.
import type { Reading } from '../../../protocol/data';
import { OpenQuote } from '../open-quote';
import { PLAIN_QUOTING, type Quoting, RecordReader } from '../records';

/** Delimiters by which quoting is judged where none is said. */
const USUAL = [',', ';', '\t', '|'];
/** Fewer fields in single quotes may be words of a text, such as 'tis; fewer backslashes may be text, too. */
const FEW = 3;

export interface FoundQuoting {
  quoting: Quoting;
  /** backslashes stand before quotes, and it cannot be told what they mean */
  unsure: boolean;
}

interface Judged {
  quoting: Quoting;
  quoted: number;
  /** fields that go on after their closing quote */
  loose: number;
  /** most records have several fields */
  wide: boolean;
  /** delimiters within fields, with a backslash before them and without */
  escaped: number;
  bare: number;
  /** part of the records that have the usual number of fields; below 0 where a quote stays open */
  score: number;
}

/** @param text without anything that runs of blanks would hide  @param whole there is no more text */
export function quotingOf(
  text: string,
  said: Reading,
  delimiter: string | undefined,
  comment: string,
  whole: boolean,
): FoundQuoting {
  const delimiters = delimiter === undefined ? USUAL : [delimiter];
  const judge = (d: string, quoting: Quoting) => judged(text, d, comment, whole, quoting);
  const escape = said.escape === 'backslash';
  const quote = said.quote ?? (isSingle(text, delimiters, judge, escape) ? "'" : '"');
  const settled: Quoting = { quote, escape, padded: false };
  const odd = oddities(text, quote, delimiters, said.escape === undefined);
  if (!odd.escape && !odd.padded) return { quoting: settled, unsure: false };
  let best: Judged | null = null;
  let asItIs: Judged | null = null;
  for (const d of delimiters) {
    const plain = judge(d, settled);
    const variants: Quoting[] = [
      ...(odd.padded ? [{ ...settled, padded: true }] : []),
      ...(odd.escape ? [{ ...settled, escape: true }] : []),
      ...(odd.padded && odd.escape ? [{ ...settled, escape: true, padded: true }] : []),
    ];
    const [found] = variants
      .map((v) => judge(d, v))
      .filter((v) => v.wide && v.loose === 0 && v.score > 0 && isBetter(v, plain))
      .sort(byWorth);
    if (plain.wide && (asItIs === null || byWorth(plain, asItIs) < 0)) asItIs = plain;
    if (found && (best === null || byWorth(found, best) < 0)) best = found;
  }
  // what explains more quotes at another delimiter is the right one there
  if (best && asItIs && asItIs.loose === 0 && asItIs.quoted > best.quoted) best = null;
  // where every delimiter within a field has a backslash, it is none of the text
  const chosen = best ?? asItIs;
  if (odd.escape && chosen && chosen.escaped >= FEW && chosen.bare === 0)
    return { quoting: { ...chosen.quoting, escape: true }, unsure: false };
  if (best) return { quoting: best.quoting, unsure: false };
  return {
    quoting: settled,
    unsure: odd.escape && asItIs !== null && (asItIs.loose > 0 || asItIs.score < 0),
  };
}

/**
 * Single quotes, where at some delimiter fields stand in them, each closed just before the next
 * delimiter, and none in double quotes.
 */
function isSingle(
  text: string,
  delimiters: string[],
  judge: (d: string, quoting: Quoting) => Judged,
  escape: boolean,
): boolean {
  if (!text.includes("'")) return false;
  return delimiters.some((d) => {
    const double = judge(d, { ...PLAIN_QUOTING, escape });
    if (double.score < 0 || double.quoted > 0) return false;
    return [escape, true].some((e) => {
      const single = judge(d, { quote: "'", escape: e, padded: false });
      return single.score >= 0 && single.quoted >= FEW && single.loose === 0 && single.wide;
    });
  });
}

/** What only an escape, or a blank before quotes, explains: most texts have neither. */
function oddities(
  text: string,
  quote: string,
  delimiters: string[],
  free: boolean,
): { escape: boolean; padded: boolean } {
  if (quote === 'none')
    return { escape: free && delimiters.some((d) => text.includes('\\' + d)), padded: false };
  return {
    escape:
      free && text.includes('\\') && [quote, ...delimiters].some((d) => text.includes('\\' + d)),
    padded:
      text.includes(' ' + quote) &&
      delimiters.some(
        (d) =>
          d !== ' ' &&
          new RegExp(`[${d === '\\' || d === '^' || d === ']' ? '\\' : ''}${d}] +${quote}`).test(
            text,
          ),
      ),
  };
}

/** Explains quotes or fields that are not explained without. */
function isBetter(found: Judged, plain: Judged): boolean {
  return (
    plain.score < 0 ||
    plain.loose > 0 ||
    found.score > plain.score ||
    (found.score === plain.score && found.quoted > plain.quoted)
  );
}

/** Best first. */
function byWorth(a: Judged, b: Judged): number {
  return b.score - a.score || b.quoted - a.quoted;
}

function judged(
  text: string,
  delimiter: string,
  comment: string,
  whole: boolean,
  quoting: Quoting,
): Judged {
  const reader = new RecordReader(delimiter, { comment, quoting });
  const widths = new Map<number, number>();
  let [records, escaped, bare] = [0, 0, 0];
  const of = (score: number, wide: boolean): Judged => ({
    quoting,
    quoted: reader.quoted,
    loose: reader.loose,
    wide,
    escaped,
    bare,
    score,
  });
  try {
    for (const record of reader.take(text, whole)) {
      records++;
      widths.set(record.length, (widths.get(record.length) ?? 0) + 1);
      for (const field of record) {
        for (let at = field.indexOf(delimiter); at >= 0; at = field.indexOf(delimiter, at + 1))
          if (field[at - 1] === '\\') escaped++;
          else bare++;
      }
    }
  } catch (error) {
    if (error instanceof OpenQuote) return of(-1, false);
    throw error;
  }
  return of(
    Math.max(0, ...widths.values()) / Math.max(1, records),
    (widths.get(1) ?? 0) < records / 2,
  );
}
