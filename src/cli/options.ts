// What several commands take: numbers with bounds, names, and how a text table is read.
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Bound } from '../protocol/bounds';
import { type Quote, type Reading, SETTLED_TYPES, type SettledType } from '../protocol/data';
import { ENGINE_CHOICES, type TransformChoice } from '../protocol/choices';
import type { GivenValues } from '../protocol/model';

export type Common = { json?: boolean };

/** A number for people: whole, or of six digits. */
export const figure = (value: number) =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));

export const count = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < low || value > high)
    throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  return value;
};
export const seconds = (text: string) => {
  const value = Number(text);
  if (!(value >= 1 && value <= 86_400))
    throw new InvalidArgumentError('It must be a number of seconds from 1 to 86400.');
  return value;
};
/** "a,b": a name that holds a comma is written in double quotes, as in a CSV header. */
export const names = (text: string) => {
  const found = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)]
    .map((m) => (m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2]!.trim()))
    .filter((n) => n !== '');
  if (found.length === 0) throw new InvalidArgumentError('Name at least one column.');
  return found;
};
export const transform = (
  text: string,
  before: Record<string, TransformChoice> = {},
): Record<string, TransformChoice> => {
  const match =
    /^(.+)=(auto|none|log|asinh|logit\(([^,()]+),([^,()]+)\))(?:\+(noise|plain))?$/s.exec(text);
  if (!match)
    throw new InvalidArgumentError(
      'Write COLUMN=auto, COLUMN=none, COLUMN=log, COLUMN=asinh or COLUMN=logit(a,b); for whole numbers perhaps with +noise or +plain behind it.',
    );
  const [, column, kind, a, b, whole] = match;
  const integer = whole === undefined ? {} : { integer: whole === 'noise' };
  if (!kind!.startsWith('logit'))
    return {
      ...before,
      [column!]: { kind: kind as 'auto' | 'none' | 'log' | 'asinh', ...integer },
    };
  const [lower, upper] = [Number(a), Number(b)];
  if (!(lower < upper)) throw new InvalidArgumentError('logit(a,b) needs two numbers with a < b.');
  return { ...before, [column!]: { kind: 'logit', lower, upper, ...integer } };
};
/** "species=Adelie": a value of a condition; the model says whether it is a number */
export const givenValue = (text: string, before: GivenValues = {}): GivenValues => {
  const match = /^([^=]+)=(.+)$/s.exec(text);
  if (!match) throw new InvalidArgumentError('Write COLUMN=VALUE, as in species=Adelie.');
  return { ...before, [match[1]!.trim()]: match[2]!.trim() };
};
/** "data", or "price=(0,inf)" and "age=[0,120]", one after the other */
export const within = (text: string, before?: 'data' | Bound[]): 'data' | Bound[] => {
  if (text.trim() === 'data') {
    if (before !== undefined)
      throw new InvalidArgumentError('Give "data", or bounds of your own, not both.');
    return 'data';
  }
  const match = /^(.+)=\s*([[(])\s*([^,()[\]]+?)\s*,\s*([^,()[\]]+?)\s*([\])])\s*$/s.exec(text);
  const end = (word: string) =>
    /^[+-]?inf(inity)?$/i.test(word) ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word);
  const [low, high] = [end(match?.[3] ?? 'x'), end(match?.[4] ?? 'x')];
  if (!match || !(low < high))
    throw new InvalidArgumentError(
      'Write data, or COLUMN=(LOW,HIGH) with LOW < HIGH, as in price=(0,inf) or share=[0,1].',
    );
  if (before === 'data')
    throw new InvalidArgumentError('Give "data", or bounds of your own, not both.');
  const column = match[1]!.trim();
  if (before?.some((bound) => bound.column === column))
    throw new InvalidArgumentError(`Two bounds are given for "${column}".`);
  const open = { low: match[2] === '(', high: match[5] === ')' };
  return [
    ...(before ?? []),
    { column, low: low === -Infinity ? null : low, high: high === Infinity ? null : high, open },
  ];
};
/** "auto", or "a=(0,1),b=[0,inf)": bounds as `within` takes them, several in one text */
export const bounds = (text: string, before?: 'auto' | Bound[]): 'auto' | Bound[] => {
  if (text.trim() === 'auto' && before === undefined) return 'auto';
  const parts = text.split(/(?<=[)\]])\s*,\s*/);
  let found = before === 'auto' ? undefined : before;
  for (const part of parts) {
    const next = within(part, found);
    if (next === 'data' || before === 'auto')
      throw new InvalidArgumentError(
        'Write auto, or COLUMN=(LOW,HIGH) for each column, as in "theta_1=(-1,1),theta_2=(0,inf)".',
      );
    found = next;
  }
  return found!;
};
/** "zip=text": what a column holds, whatever its values look like */
export const columnType = (
  text: string,
  before: NonNullable<Reading['types']> = {},
): NonNullable<Reading['types']> => {
  const match = /^(.+)=(\w+)$/s.exec(text);
  if (!match || !SETTLED_TYPES.includes(match[2] as SettledType))
    throw new InvalidArgumentError(
      'Write COLUMN=number or COLUMN=text; COLUMN=point or COLUMN=comma for numbers with that decimal mark.',
    );
  return { ...before, [match[1]!]: match[2] as SettledType };
};
export const delimiter = (text: string) => {
  const one = text === 'tab' || text === '\\t' ? '\t' : text;
  if ([...one].length !== 1 || /["\r\n]/.test(one))
    throw new InvalidArgumentError('It must be one character, or "tab".');
  return one;
};
export const condition = (text: string) => {
  if (text.trim() === '')
    throw new InvalidArgumentError('Write a condition, such as: speed > 100.');
  return text;
};
export type ReadingOptions = {
  delimiter?: string;
  decimal?: '.' | ',';
  quote?: 'double' | 'single' | 'none';
  escape?: Reading['escape'];
  header?: boolean;
  headerRows?: number;
  rowNames?: boolean;
  footer?: number;
  encoding?: string;
  comment?: string;
  type?: Reading['types'];
  where?: string;
};
export const howOf = ({
  delimiter: d,
  decimal,
  quote,
  escape,
  header,
  headerRows,
  rowNames,
  footer,
  encoding,
  comment,
  type,
  where,
}: ReadingOptions): { said: Reading; where?: string | undefined } => ({
  said: {
    delimiter: d,
    decimal,
    quote: quote && QUOTES[quote],
    escape,
    header,
    headerRows,
    rowNames,
    footer,
    encoding,
    comment: comment === 'none' ? '' : comment,
    types: type,
  },
  where,
});
const QUOTES: Record<NonNullable<ReadingOptions['quote']>, Quote> = {
  double: '"',
  single: "'",
  none: 'none',
};
/** How a text table is read, where guessing from the text goes wrong, and which of its rows. */
export const reads = (command: Command) =>
  command
    .option(
      '--delimiter <character>',
      'what stands between fields: one character, or "tab"',
      delimiter,
    )
    .addOption(new Option('--decimal <mark>', 'decimal mark').choices(['.', ',']))
    .addOption(
      new Option('--quote <kind>', 'what fields stand in').choices(['double', 'single', 'none']),
    )
    .addOption(
      new Option('--escape <kind>', 'what makes a quote inside a field a part of its text').choices(
        ['backslash', 'none'],
      ),
    )
    .option('--header', 'the first row names the columns')
    .option('--no-header', 'there is no row of names')
    .option(
      '--header-rows <count>',
      'rows above the values: names, perhaps under groups, units, kinds; 0 to 5',
      count(0, 5),
    )
    .option('--row-names', 'the first column holds names of rows')
    .option(
      '--no-row-names',
      'it does not, although the header has a name less than the rows have fields',
    )
    .option(
      '--footer <rows>',
      'so many rows at the end are left out, sums for example; 0: none',
      count(0, 1000),
    )
    .option(
      '--encoding <name>',
      'utf-8, windows-1252, utf-16le, windows-1251, koi8-r, macintosh, cp850, shift_jis, gb18030, big5, euc-kr, ...',
    )
    .option('--comment <text>', 'lines that begin with this are left out, or "none"')
    .option(
      '--type <column=type>',
      'number or text, whatever its values look like; point or comma: numbers with that decimal mark; repeatable',
      columnType,
    )
    .option(
      '--where <condition>',
      "only rows that fulfil a condition in SQL, such as: speed > 100 AND lane = 'left'",
      condition,
    );
export const engineOption = () =>
  new Option('--engine <engine>', 'who computes').choices(ENGINE_CHOICES).default('auto');
export const jsonOption = () => new Option('--json', 'print exactly one JSON object');
