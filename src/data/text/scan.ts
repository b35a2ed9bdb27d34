// Where fields and lines end in a text, by the codes of its characters.

export const [LF, CR, TAB, BLANK, BACKSLASH] = [10, 13, 9, 32, 92];

/** Where `what` stands next; Infinity where it does not. */
export function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? Infinity : at;
}

/** @param d code of the delimiter */
export function fieldEnd(text: string, from: number, d: number): number {
  let at = from;
  for (const n = text.length; at < n; at++) {
    const c = text.charCodeAt(at);
    if (c === d || c === LF || c === CR) break;
  }
  return at;
}

/** The same, where a backslash makes a delimiter a part of the text. */
export function escapedEnd(text: string, from: number, d: number): number {
  let at = fieldEnd(text, from, d);
  while (at < text.length && text.charCodeAt(at) === d && isEscaped(text, from, at))
    at = fieldEnd(text, at + 1, d);
  return at;
}

/** Whether an odd number of backslashes stands before `at`. */
export function isEscaped(text: string, from: number, at: number): boolean {
  let before = at - 1;
  while (before >= from && text.charCodeAt(before) === BACKSLASH) before--;
  return (at - 1 - before) % 2 === 1;
}

/** Whether a field may end here. */
export function endsField(text: string, at: number, d: number): boolean {
  const c = text.charCodeAt(at);
  return at >= text.length || c === d || c === LF || c === CR;
}

export function lineEnd(text: string, from: number): number {
  return fieldEnd(text, from, LF);
}

export function afterLineEnd(text: string, at: number): number {
  return at >= text.length
    ? at
    : text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF
      ? at + 2
      : at + 1;
}

/** Ends of lines between two places: LF, CRLF or CR. */
export function lineEnds(text: string, from: number, to: number): number {
  let n = 0;
  for (let at = from; at < to; at++) {
    const c = text.charCodeAt(at);
    if (c === LF || (c === CR && text.charCodeAt(at + 1) !== LF)) n++;
  }
  return n;
}
