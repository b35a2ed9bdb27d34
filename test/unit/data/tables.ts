// Random tables in random dialects, with random dirt: as text, and as what must be read from it.
import fc from 'fast-check';

export interface WrittenTable {
  names: string[];
  /** fields as they are meant, without quotes; rows x columns */
  rows: string[][];
  /** of each column of numbers; null for texts */
  means: (number | null)[];
  bytes: Uint8Array;
  /** what was done to it, for the message of a failure */
  story: string;
}

const name = fc.stringMatching(/^[a-zäöü][a-z0-9 _äß]{0,8}[a-zé]$/);
const word = fc.constantFrom(
  'left',
  'right',
  'up',
  'naïve',
  'größer',
  'say "hi"',
  'a, b',
  'x;y',
  'two\nlines',
  'tab\there',
  'pipe|d',
  "it's",
  'sold ',
  ' back',
  'C:\\data\\',
);
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 1, max: 99 }))
    .map(([a, b]) => `${a}.${String(b).padStart(2, '0')}`),
  fc.double({ min: 1e-8, max: 1e12, noNaN: true }).map((v) => v.toExponential()),
);

/** What names the columns: see `topOf`. */
type Top = 'names' | 'numbers' | 'groups' | 'titled' | 'kinds' | 'comment' | 'row names';

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
  /** a delimiter at the end of all lines, or of those of values alone */
  trailing: 'none' | 'all' | 'values';
  blankLines: boolean;
  units: boolean;
  gaps: string;
  /** blanks before opening quotes */
  padded: boolean;
  /** backslashes before quotes within fields; otherwise they are doubled */
  escape: boolean;
  /** lines of comments above everything, and one among the rows */
  comments: number;
  remark: boolean;
  top: Top;
  /** how numbers are written: with another minus sign, a minus behind them, or a unit */
  form: 'plain' | 'minus' | 'behind' | 'unit';
  /** a last row with the means of the others */
  sums: boolean;
}

export const recipe: fc.Arbitrary<Recipe> = fc
  .record({
    kinds: fc
      .array(fc.constantFrom<('number' | 'text')[]>('number', 'number', 'text'), {
        minLength: 2,
        maxLength: 6,
      })
      .map((kinds) => ['number' as const, ...kinds.slice(1)]),
    delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
    decimal: fc.constantFrom('.' as const, '.' as const, ',' as const),
    end: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const, 'mixed' as const),
    encoding: fc.constantFrom(
      'utf-8' as const,
      'utf-8' as const,
      'utf-8 bom' as const,
      'windows-1252' as const,
      'utf-16le' as const,
      'utf-16be' as const,
    ),
    quoteAll: fc.boolean(),
    lastEnd: fc.boolean(),
    preamble: rare(),
    footer: rare(),
    repeatHeader: rare(),
    blankLines: rare(),
    units: rare(),
    trailing: fc.constantFrom(
      'none' as const,
      'none' as const,
      'none' as const,
      'all' as const,
      'values' as const,
    ),
    gaps: fc.constantFrom('', 'NA', 'n/a', '-'),
    padded: rare(),
    escape: rare(),
    comments: fc.constantFrom(0, 0, 0, 3, 80),
    remark: rare(),
    top: fc.constantFrom<Top[]>(
      'names',
      'names',
      'names',
      'names',
      'numbers',
      'groups',
      'titled',
      'kinds',
      'comment',
      'row names',
    ),
    form: fc.constantFrom(
      'plain' as const,
      'plain' as const,
      'minus' as const,
      'behind' as const,
      'unit' as const,
    ),
    sums: rare(),
  })
  .map(possible);

/** Without what cannot be found out: rows of names need two columns of numbers, and groups two columns. */
function possible(how: Recipe): Recipe {
  const several = ['groups', 'titled', 'kinds'].includes(how.top);
  const few =
    several && (how.kinds.length < 3 || how.kinds.filter((kind) => kind === 'number').length < 2);
  const top = few ? 'names' : how.top;
  const one = top === 'names' || top === 'numbers';
  const simple =
    top === 'names' &&
    !how.preamble &&
    !how.units &&
    how.comments === 0 &&
    how.encoding !== 'windows-1252';
  return {
    ...how,
    top,
    form: simple ? how.form : 'plain',
    sums: how.sums && top === 'names',
    units: how.units && top !== 'comment' && top !== 'row names' && top !== 'kinds',
    repeatHeader: how.repeatHeader && (one || top === 'row names'),
    preamble: how.preamble && top !== 'comment',
    trailing: top === 'comment' && how.trailing === 'all' ? 'none' : how.trailing,
  };
}

function rare(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
}

/** A table of at least 8 rows, written as its recipe says. */
export const writtenTable: fc.Arbitrary<WrittenTable> = recipe.chain((how) =>
  fc
    .record({
      names: fc.uniqueArray(name, { minLength: how.kinds.length, maxLength: how.kinds.length }),
      rows: fc.array(
        fc.tuple(
          ...how.kinds.map((kind) =>
            fc.oneof(
              { weight: 8, arbitrary: kind === 'number' ? number : word },
              { weight: 1, arbitrary: fc.constant(how.gaps) },
            ),
          ),
        ),
        { minLength: 8, maxLength: 30 },
      ),
    })
    .map(({ names, rows }) => written(how, names, rows as string[][])),
);

export function written(how: Recipe, given: string[], rows: string[][]): WrittenTable {
  const { kinds, delimiter, decimal, top } = how;
  // every numeric column has a number with a mark, so that the decimal mark can be found out
  // and where backslashes are escapes, a quote shows that
  const numbers = rows.map((row, r) =>
    row.map((v, c) =>
      kinds[c] === 'number' && r < 4
        ? `${r + 1}.5${c}`
        : how.escape && r === 4 && kinds[c] === 'text'
          ? 'say "hi"'
          : v,
    ),
  );
  const formed = (v: string, c: number) =>
    kinds[c] === 'number' && v !== how.gaps ? inForm(v, how.form) : v;
  const meant = numbers.map((row) => row.map(formed));
  const means = kinds.map((kind, c) => {
    const values = numbers.flatMap((row) =>
      kind === 'text' || row[c] === how.gaps ? [] : [Number(row[c])],
    );
    return values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : null;
  });
  const shown = (v: string, c: number) =>
    kinds[c] === 'number' && decimal === ',' ? v.replace('.', ',') : v;
  const inQuotes = (v: string) =>
    `"${how.escape ? v.replace(/["\\]/g, '\\$&') : v.replaceAll('"', '""')}"`;
  const quote = (v: string, i: number) =>
    how.quoteAll || v.includes(delimiter) || /["\r\n]/.test(v) || (how.escape && v.includes('\\'))
      ? (how.padded && i > 0 ? ' ' : '') + inQuotes(v)
      : v;
  const line = (fields: string[], values = false) =>
    fields.map(quote).join(delimiter) +
    (how.trailing === 'all' || (values && how.trailing === 'values') ? delimiter : '');
  const { names, header } = topOf(given, top);
  const named = top === 'row names' ? meant.map((row, r) => [`r${r}`, ...row]) : meant;
  const above = [
    ...header.map((row) => line(row)),
    ...(how.units ? [line(names.map(() => '[km]'))] : []),
  ];
  const body = named.map((row) =>
    line(top === 'row names' ? [row[0]!, ...row.slice(1).map(shown)] : row.map(shown), true),
  );
  if (how.repeatHeader) body.splice(4, 0, line(header[0]!));
  if (how.remark) body.splice(6, 0, '# measured again');
  if (how.blankLines) body.splice(2, 0, '', '');
  const place = kinds.indexOf('text');
  // a row without a value right above the sums would be the line between them and the table
  const last = numbers.at(-1)!.some((v) => v !== how.gaps);
  if (how.sums && place > 0 && last)
    body.push(
      line(
        means.map((mean, c) =>
          mean === null ? (c === place ? 'Mean' : '') : shown(formed(String(mean), c), c),
        ),
        true,
      ),
    );
  const comments = Array.from(
    { length: how.comments },
    (_, i) => `# line ${i} of the "log", made; by | hand`,
  );
  if (top === 'comment') comments.push(`# ${names.join(delimiter)}`);
  const lines = [
    ...comments,
    ...(how.preamble ? ['Measured by a machine', ''] : []),
    ...above,
    ...body,
    ...(how.footer ? ['end of file'] : []),
  ];
  const ends = ['\n', '\r\n', '\r'];
  const text = lines
    .map(
      (l, i) =>
        l +
        (i === lines.length - 1 && !how.lastEnd ? '' : how.end === 'mixed' ? ends[i % 3] : how.end),
    )
    .join('');
  return {
    names,
    rows: named,
    means: top === 'row names' ? [null, ...means] : means,
    bytes: encode(text, how.encoding),
    story: JSON.stringify(how),
  };
}

/** The names that are meant, and the rows that say them. */
function topOf(given: string[], top: Top): { names: string[]; header: string[][] } {
  const group = (c: number) => (c === 0 ? '' : `group ${Math.ceil(c / 2)}`);
  const own = (c: number) => (c === 0 ? given[0]! : c % 2 === 1 ? 'left' : 'right');
  const both = given.map((_, c) => `${group(c)} ${own(c)}`.trim());
  const [groups, owns] = [given.map((_, c) => group(c)), given.map((_, c) => own(c))];
  const numbers = given.map((_, c) => (c === 0 ? 'sample' : String(400 + 5 * c)));
  switch (top) {
    case 'names':
      return { names: given, header: [given] };
    case 'numbers':
      return { names: numbers, header: [numbers] };
    case 'groups':
      return { names: both, header: [groups, owns] };
    case 'titled':
      return {
        names: both,
        header: [given.map((_, c) => (c === 0 ? 'who' : 'net')), groups, owns],
      };
    case 'kinds':
      return {
        names: given,
        header: [given, given.map((_, c) => `km/${c}`), given.map(() => 'avg')],
      };
    case 'comment': {
      const names = given.map((name, c) => `${c}${name.replaceAll(' ', '_')}`);
      return { names, header: [] };
    }
    case 'row names':
      return { names: ['row_name', ...given], header: [given] };
  }
}

function inForm(v: string, form: Recipe['form']): string {
  if (form === 'minus') return v.replace(/^-/, '\u2212');
  if (form === 'behind') return v.startsWith('-') ? `${v.slice(1)}-` : v;
  return form === 'unit' ? `${v} mm` : v;
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
