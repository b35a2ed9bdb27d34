// Random tables in random dialects, with random dirt: as text, and as what must be read from it.
import fc from 'fast-check';

export interface WrittenTable {
  names: string[];
  /** fields as they are meant, without quotes; rows x columns */
  rows: string[][];
  bytes: Uint8Array;
  /** what was done to it, for the message of a failure */
  story: string;
}

const name = fc.stringMatching(/^[a-zäöü][a-z0-9 _äß]{0,8}[a-zé]$/);
const word = fc.constantFrom('left', 'right', 'up', 'naïve', 'größer', 'say "hi"', 'a, b', 'x;y', 'two\nlines', 'tab\there', 'pipe|d', "it's");
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 1, max: 99 })).map(([a, b]) => `${a}.${String(b).padStart(2, '0')}`),
  fc.double({ min: 1e-8, max: 1e12, noNaN: true }).map((v) => v.toExponential()),
);

export interface Recipe {
  kinds: ('number' | 'text')[];
  delimiter: ',' | ';' | '\t' | '|';
  decimal: '.' | ',';
  end: '\n' | '\r\n' | '\r' | 'mixed';
  encoding: 'utf-8' | 'utf-8 bom' | 'windows-1252' | 'utf-16le' | 'utf-16be';
  quoteAll: boolean;
  lastEnd: boolean;
  preamble: boolean;
  footer: boolean;
  repeatHeader: boolean;
  trailing: boolean;
  blankLines: boolean;
  units: boolean;
  gaps: string;
}

export const recipe: fc.Arbitrary<Recipe> = fc.record({
  kinds: fc.array(fc.constantFrom<('number' | 'text')[]>('number', 'number', 'text'), { minLength: 2, maxLength: 6 }).map((kinds) => ['number' as const, ...kinds.slice(1)]),
  delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
  decimal: fc.constantFrom('.' as const, '.' as const, ',' as const),
  end: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const, 'mixed' as const),
  encoding: fc.constantFrom('utf-8' as const, 'utf-8' as const, 'utf-8 bom' as const, 'windows-1252' as const, 'utf-16le' as const, 'utf-16be' as const),
  quoteAll: fc.boolean(), lastEnd: fc.boolean(), preamble: rare(), footer: rare(), repeatHeader: rare(), trailing: rare(), blankLines: rare(), units: rare(),
  gaps: fc.constantFrom('', 'NA', 'n/a', '-'),
});

function rare(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
}

/** A table of at least 8 rows, written as its recipe says. */
export const writtenTable: fc.Arbitrary<WrittenTable> = recipe.chain((how) =>
  fc
    .record({
      names: fc.uniqueArray(name, { minLength: how.kinds.length, maxLength: how.kinds.length }),
      rows: fc.array(fc.tuple(...how.kinds.map((kind) => fc.oneof({ weight: 8, arbitrary: kind === 'number' ? number : word }, { weight: 1, arbitrary: fc.constant(how.gaps) }))), { minLength: 8, maxLength: 30 }),
    })
    .map(({ names, rows }) => written(how, names, rows as string[][])),
);

export function written(how: Recipe, names: string[], rows: string[][]): WrittenTable {
  const { kinds, delimiter, decimal } = how;
  // every numeric column has a number with a mark, so that the decimal mark can be found out
  const meant = rows.map((row, r) => row.map((v, c) => (kinds[c] === 'number' && r < 4 ? `${r + 1}.5${c}` : v)));
  const shown = (v: string, c: number) => (kinds[c] === 'number' && decimal === ',' ? v.replace('.', ',') : v);
  const quote = (v: string) => (how.quoteAll || v.includes(delimiter) || /["\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);
  const line = (fields: string[]) => fields.map(quote).join(delimiter) + (how.trailing ? delimiter : '');
  const lines = [line(names), ...(how.units ? [line(names.map(() => '[km]'))] : []), ...meant.map((row) => line(row.map(shown)))];
  if (how.repeatHeader) lines.splice(5, 0, line(names));
  if (how.blankLines) lines.splice(3, 0, '', '');
  if (how.preamble) lines.unshift('Measured by a machine', '');
  if (how.footer) lines.push('end of file');
  const ends = ['\n', '\r\n', '\r'];
  const text = lines.map((l, i) => l + (i === lines.length - 1 && !how.lastEnd ? '' : how.end === 'mixed' ? ends[i % 3] : how.end)).join('');
  return { names, rows: meant, bytes: encode(text, how.encoding), story: JSON.stringify(how) };
}

export function encode(text: string, encoding: Recipe['encoding']): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 bom':
      return Buffer.from('\ufeff' + text);
    case 'windows-1252':
      return Buffer.from(text, 'latin1');
    case 'utf-16le':
      return Buffer.from('\ufeff' + text, 'utf16le');
    case 'utf-16be':
      return Buffer.from('\ufeff' + text, 'utf16le').swap16();
  }
}
