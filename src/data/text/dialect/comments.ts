// Lines of comments above a table, any number of them: with which mark, and whether the last one
// names the columns.
import { isUnit } from './rows';

/** Marks that lines of comments begin with. */
const MARKS = ['#', '%', '//', '!', '--', ';'];

export interface Comments {
  /** '' where no line is a comment */
  mark: string;
  /** those above the table, without their mark */
  lines: string[];
}
const NONE: Comments = { mark: '', lines: [] };

/** @param said the mark, where somebody says it; '' for none */
export function commentsAbove(text: string, said: string | undefined): Comments {
  if (said === '') return NONE;
  const from = text.search(/\S/);
  if (from < 0) return { mark: said ?? '', lines: [] };
  const mark = said ?? MARKS.find((m) => text.startsWith(m, from)) ?? '';
  if (mark === '') return NONE;
  const lines: string[] = [];
  let body = '';
  for (let at = from; at < text.length;) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
    if (line.trim() === '') continue;
    if (!line.startsWith(mark)) {
      body = line;
      break;
    }
    lines.push(line.slice(mark.length));
  }
  if (said !== undefined) return { mark, lines };
  const first = lines[0] ?? '';
  // every line begins with it, or it is the first name of a header: "#,name" or "%A,%B"
  if (body === '' || (lines.length === 1 && /^[,;\t|]/.test(first))) return NONE;
  // "# of rooms,price" counts something
  if (lines.length === 1 && /^\s*of\b.*[,;\t|]/i.test(first)) return NONE;
  if (mark !== '#' && lines.length === 1 && !/^\s/.test(first)) return NONE;
  if (mark === ';' && body.includes(';')) return NONE;
  if (mark === '--' && !/^-*\s/.test(first)) return NONE;
  return { mark, lines };
}

function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 13) return at;
  }
  return text.length;
}

export interface NamesAbove {
  names: string[];
  units: (string | null)[] | null;
  /** lines of comments that the names were taken from */
  lines: number;
}

/**
 * Names of the columns in the last line of comments, or in a numbered list of them; null where its
 * words do not fit.
 */
export function namesAbove(lines: string[], delimiter: string, width: number): NamesAbove | null {
  if (lines.length === 0) return null;
  const listed = namesListed(lines, width);
  if (listed) return listed;
  const last = lines.findLastIndex((l) => bareOf(l) !== '');
  const names = namesIn(lines[last], delimiter, width);
  if (names === null) return null;
  // units below the names
  const above = names.every(isUnit) ? namesIn(lines[last - 1], delimiter, width) : null;
  return above
    ? { names: above, units: names.map((u) => u.replace(/^[[(](.*)[\])]$/, '$1')), lines: 2 }
    : { names, units: null, lines: 1 };
}

const bareOf = (line: string) => line.replace(/^[#%!;/\s=-]+/, '');

/**
 * Words of a line, where they are as many as the columns and no sentence. A label before them is
 * none: "Data:  x  y".
 */
function namesIn(text: string | undefined, delimiter: string, width: number): string[] | null {
  if (text === undefined) return null;
  const bare = bareOf(text);
  for (const line of [bare, bare.replace(/^\p{L}[\p{L} ]*:\s+/u, '')]) {
    const found = divided(line, delimiter).find(
      (names) => names.length === width && areNames(names, width),
    );
    if (found) return found;
  }
  return null;
}

/** As SExtractor writes them: "#   2 X_IMAGE   Position along x   [pixel]". */
function namesListed(lines: string[], width: number): NamesAbove | null {
  const items = lines
    .slice(-width)
    .map((line) => /^\s*(\d+)\s+(\S+)(?:.*?\[([^\]]*)\]\s*$)?/.exec(line));
  if (
    width < 2 ||
    items.length < width ||
    !items.every((m, i) => m !== null && Number(m[1]) === i + 1)
  )
    return null;
  const units = items.map((m) => m![3]?.trim() || null);
  return {
    names: items.map((m) => m![2]!),
    units: units.some((u) => u !== null) ? units : null,
    lines: width,
  };
}

/** The line divided as the table is, and in the ways that programs write names above one. */
function divided(line: string, delimiter: string): string[][] {
  const ways: (string | RegExp)[] = [
    delimiter === ' ' ? /\s+/ : delimiter,
    '\t',
    /\s{2,}/,
    ',',
    ';',
    '|',
    /\s+(?![[(])/,
  ];
  return ways.map((way) =>
    line
      .trim()
      .split(way)
      .map((name) => name.trim().replace(/^(["'])(.*)\1$/, '$2')),
  );
}

/** Words that stand in sentences, and alone for no column. */
const GRAMMAR = new RegExp(
  `^(${[
    'the|of|is|are|was|were|be|been|has|have|this|that|these|and|with|for|by|here|there|its',
    'our|see|please|taken|observed|contains?|using|der|die|das|und|ist|sind|von|mit|siehe',
    'bitte',
  ].join('|')})$`,
  'i',
);
/** What a phrase begins with, and no name of several words. */
const PHRASE =
  /^(the|of|is|are|was|were|and|with|for|by|on|in|at|from|to|as|but|or|which|that|der|die|das|und|von|mit|am|aus|im) /i;

/** A sentence is none, although it may have as many words as there are columns. */
function areNames(names: string[], width: number): boolean {
  if (names.some((name) => name === '' || name.length > 60 || !/[\p{L}\p{N}]/u.test(name)))
    return false;
  if (names.every((name) => /^[\d.,+-]+$/.test(name))) return false;
  const words = names.flatMap((name) => name.split(/\s+/));
  if (
    words.some((word) => /:\/\//.test(word)) ||
    (/[.!?:]$/.test(names.at(-1)!) && /\p{L}{2}[.!?:]$/u.test(names.at(-1)!))
  )
    return false;
  if (names.length > 1 && names.some((name) => PHRASE.test(name))) return false;
  // "Two peaks seen early"
  if (
    words.length === width &&
    width > 3 &&
    /^\p{Lu}\p{Ll}+$/u.test(words[0]!) &&
    words.slice(1).every((w) => /^\p{Ll}{2,}$/u.test(w))
  )
    return false;
  // "of" within a name that has words of its own, as in "speed of wind"
  const loose =
    words.length === width ? words : names.filter((name) => name.split(/\s+/).length > 4);
  return (
    loose.every((word) => !GRAMMAR.test(word)) && (words.length === width || loose.length === 0)
  );
}
