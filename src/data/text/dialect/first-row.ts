// Whether the first row of a table names its columns, where numbers stand in it.
import { isMissing, isNumber, undressed } from '../number';
import { type Decimal, isText } from './rows';

/** 'numbers': names, some of which are numbers. Where it cannot be told, a row is a row, and that is said. */
export type FirstRow = 'names' | 'numbers' | 'row' | 'doubt';

const YEAR = /^(1[89]|20)\d\d$/;
/** Names of a first column, above rows that have names of their own. */
const LABEL = new RegExp(
  `^(${[
    'id|ids|name|names|label|labels|index|key|sample|samples|subject|patient|person',
    'participant|animal|mouse|cell|gene|probe|well|plate|site|station|location|place|region',
    'country|state|city|county|district|species|class|type|kind|group|category|condition',
    'treatment|date|day|month|year|time|datetime|timestamp|item|dose|concentration|conc',
    'wavelength|frequency|depth|height|distance|temperature|item|product|code|variable',
    'feature|spectrum|file|run|trial|batch|no|nr|number|probe_id|sample_id|proben?|land|ort',
    'stadt|jahr|monat|tag|zeit|datum|nummer',
  ].join('|')})$`,
  'i',
);

/**
 * @param rest rows of the same width
 * @param quotedAlone the first row stands in quotes, and numbers below it do not
 */
export function firstRow(
  first: string[],
  rest: string[][],
  decimal: Decimal,
  quotedAlone: boolean,
): FirstRow {
  if (isText(first, decimal)) return 'names';
  const names = first.map((v) => v.trim());
  const number = (v: string) => isNumber(undressed(v), decimal);
  const numbers = names.flatMap((v, i) => (number(v) ? [i] : []));
  if (numbers.length === 0 || rest.length === 0 || new Set(names).size !== names.length)
    return 'row';
  const below = names.map((_, i) =>
    rest.flatMap((r) => (r[i] === undefined || isMissing(r[i]) ? [] : [r[i].trim()])),
  );
  if (quotedAlone && below.some((column) => column.some(number))) return 'numbers';
  const words = names.flatMap((v, i) => (v !== '' && !isMissing(v) && !number(v) ? [i] : []));
  if (namesNumbers(names, numbers, words, rest)) return 'names';
  // words above numbers, or numbers above words
  const isColumn = (i: number) => below[i]!.length > 0 && below[i]!.every(number);
  const wordsAbove = words.filter((i) => isColumn(i) && /\p{L}/u.test(names[i]!)).length;
  const numbersAbove = numbers.filter(
    (i) => below[i]!.length > 1 && !below[i]!.some(number),
  ).length;
  if (wordsAbove > 0 && (2 * words.length >= names.length || wordsAbove + numbersAbove > 1))
    return 'numbers';
  // an index, and nothing above it
  if (names[0] === '' && words.length === 0 && isIndex(below[0]!, rest.length, number))
    return 'numbers';
  return scaleOf({ names, numbers, words, below, rest, decimal, wordsAbove });
}

/** A header such as "country,2019,2020" above values that are no years, or "sample,1,2,3" that counts. */
function namesNumbers(
  names: string[],
  numbers: number[],
  words: number[],
  rest: string[][],
): boolean {
  if (numbers.length === names.length && words.length === 0) return false;
  if (
    numbers.length >= 3 &&
    numbers.every(
      (i, k) => /^\d+$/.test(names[i]!) && Number(names[i]) === Number(names[numbers[0]!]) + k,
    )
  )
    return true;
  return (
    numbers.every((i) => YEAR.test(names[i]!)) &&
    rest.some((r) =>
      numbers.some((i) => r[i] !== undefined && !YEAR.test(r[i].trim()) && !isMissing(r[i])),
    )
  );
}

/** Words or whole numbers, each once, in every row. */
function isIndex(column: string[], rows: number, number: (v: string) => boolean): boolean {
  return (
    rows >= 3 &&
    column.length === rows &&
    new Set(column).size === rows &&
    column.every((v) => !number(v) || /^\d+$/.test(v))
  );
}

interface Candidate {
  names: string[];
  numbers: number[];
  words: number[];
  /** present values of each column */
  below: string[][];
  rest: string[][];
  decimal: Decimal;
  wordsAbove: number;
}

/** Numbers that rise or fall along the row, such as wavelengths, doses or bins, unlike the values below them. */
function scaleOf({ names, numbers, words, below, rest, decimal, wordsAbove }: Candidate): FirstRow {
  const value = (v: string) =>
    Number(
      undressed(v)
        .trim()
        .replace(decimal, '.')
        .replace(/[^\d.eE+-]/g, ''),
    );
  const along = numbers.map((i) => value(names[i]!));
  const label = isLabel(names, words, below);
  if (label === 'sure' && wordsAbove > 0) return 'numbers';
  if (along.length < 2 || !isMonotone(along)) return 'row';
  const outside = numbers.filter((i, k) => {
    const values = below[i]!.map(value).filter(Number.isFinite);
    if (values.length === 0) return false;
    const [low, high] = [Math.min(...values.slice(0, 2000)), Math.max(...values.slice(0, 2000))];
    return Math.max(low - along[k]!, along[k]! - high) > high - low;
  }).length;
  const others = rest.slice(0, 200).map((r) => numbers.map((i) => value(r[i] ?? '')));
  const share = (is: (row: number[]) => boolean) =>
    others.filter(is).length / Math.max(1, others.length);
  const even = along.length >= 3 && hasEvenSteps(along) && share(hasEvenSteps) < 0.2;
  const counts = even && (along[0] === 0 || along[0] === 1) && along[1]! - along[0] === 1;
  const apart = outside === along.length;
  const mostly = outside > along.length / 2;
  if (label === 'sure' && (apart || mostly || even || along.length >= 4)) return 'numbers';
  if (label === 'likely' && (apart || (mostly && along.length >= 3))) return 'numbers';
  if (wordsAbove > 0 && (apart || even)) return 'numbers';
  // numbers alone
  if (words.length === 0 && label === 'none') {
    // whole numbers above others
    const fresh = !numbers.some((i) => below[i]!.some((v) => /^[+-]?\d+$/.test(v)));
    if ((counts && fresh) || (even && (apart || along.length >= 5))) return 'numbers';
    if (along.length >= 4 && apart && share(isMonotone) < 0.2) return 'numbers';
    return along.length >= 3 && (apart || counts) ? 'doubt' : 'row';
  }
  return apart ? 'doubt' : 'row';
}

/** Whether what stands beside the numbers is the name of a column. */
function isLabel(names: string[], words: number[], below: string[][]): 'sure' | 'likely' | 'none' {
  const blank = names.findIndex((v) => v === '');
  if (blank === 0 && words.length === 0 && below[0]!.length > 0) return 'sure';
  if (words.length === 0) return 'none';
  // a value of the column is no name of it
  if (words.some((i) => below[i]!.includes(names[i]!))) return 'none';
  if (words.some((i) => LABEL.test(names[i]!))) return 'sure';
  const unlike = words.every((i) => {
    const column = below[i]!;
    const shapes = new Set(column.map(shapeOf));
    const lengths = column.map((v) => v.length);
    const repeated = new Set(column).size <= column.length / 2;
    const longer = lengths.length > 0 && names[i]!.length > 2 * Math.max(...lengths.slice(0, 2000));
    return column.length > 0 && (!shapes.has(shapeOf(names[i]!)) || repeated || longer);
  });
  return unlike ? 'likely' : 'none';
}

/** Digits, letters and marks, runs of them as one: "s12" and "s7" look alike. */
const shapeOf = (text: string) => text.replace(/\d+/g, '0').replace(/\p{L}+/gu, 'a');

function isMonotone(values: number[]): boolean {
  const sign = Math.sign(values[1]! - values[0]!);
  return sign !== 0 && values.every((v, i) => i === 0 || Math.sign(v - values[i - 1]!) === sign);
}

function hasEvenSteps(values: number[]): boolean {
  const step = values[1]! - values[0]!;
  return (
    step !== 0 &&
    Number.isFinite(step) &&
    values.every(
      (v, i) =>
        i === 0 ||
        Math.abs(v - values[i - 1]! - step) <= 1e-6 * Math.max(Math.abs(step), Math.abs(v)),
    )
  );
}
