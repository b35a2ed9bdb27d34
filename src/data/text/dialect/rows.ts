// What a row of a sample looks like.
import { isNumber, undressed } from '../number';

export type Decimal = '.' | ',';

export const isBlank = (row: string[]) => row.every((v) => v.trim() === '');

/** Words, and no number among them. */
export const isText = (row: string[], decimal: Decimal) =>
  row.some((v) => v.trim() !== '') && !row.some((v) => isNumber(undressed(v), decimal));

/** Fields up to the last one that holds something. */
export const spanOf = (row: string[]) => row.findLastIndex((v) => v.trim() !== '') + 1;

/** A line drawn below a header: ---+--- or |:---|---:| */
export const isRule = (row: string[]) =>
  /(-{2,}|={2,})/.test(row.join('')) && /^[\s+|:=-]*$/.test(row.join(''));

/** Of the later half, since lines before a table are divided otherwise. */
export function usualWidth(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows.slice(Math.floor(rows.length / 2)))
    counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 1;
}

/** A mark that stands by itself before the names is none of them: "# time speed". */
export const withoutMark = (row: string[], width: number) =>
  row.length === width + 1 && /^(#|%|\/\/)$/.test(row[0]!.trim()) ? row.slice(1) : row;

const UNIT = new RegExp(
  `^(${[
    '[[(].*[\\])]|[^\\s/]+\\/[^\\s/]+|%|°C?F?',
    '[fpnuµmckMGhd]?(s|m|g|K|A|V|W|J|N|Pa|Hz|bar|eV|l|L|mol|T|C|F)',
    'deg|degC|rad|mag|pixel|min|h|d|yr|Å|Jy|sec|none',
  ].join('|')})$`,
);
/** In brackets, with a slash, or one that many use. */
export const isUnit = (text: string) => UNIT.test(text.trim());
