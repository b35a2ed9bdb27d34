// What was done on a page, as a command line that does it again.
import type { ExplorationState } from '../protocol/exploration';
import type { ColumnProfile, Reading } from '../protocol/data';
import type { ColumnTransform } from '../protocol/model';
import type { Split } from '../protocol/split';
import { givenNames } from '../protocol/words/conditions';

/** Whole numbers with at most so many values are spread by noise where nobody says otherwise. */
const FEW_VALUES = 50;

/** For a shell that follows POSIX: plain words stay, everything else is quoted. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Fits the flow that is shown, or profiles the table when there is none; null without a data file. */
export function commandLineOf(state: ExplorationState): string | null {
  const { dataPath, model, selected, where, profile } = state;
  if (!dataPath) return null;
  const condition = model && !model.provisional ? model.metadata.data?.where : where;
  const how = [...readingWords(state), ...(condition ? ['--where', condition] : [])];
  if (!model) return ['flowscope', ...['profile', dataPath, ...how].map(shellWord)].join(' ');
  const { specification, seed, seeds, split } = model.metadata;
  const columns = model.provisional ? selected : specification.columns;
  const transforms = specification.preprocessing.flatMap((t, d) => {
    const whole = wholeOf(
      t,
      profile?.columns.find((c) => c.name === specification.columns[d]),
    );
    return t.kind === 'none' && whole === ''
      ? []
      : ['--transform', `${specification.columns[d]}=${kindOf(t)}${whole}`];
  });
  const given = givenNames(specification);
  const name = dataPath.replace(/\.[^./\\]+$/, '');
  const words = [
    'fit',
    dataPath,
    ...how,
    '--columns',
    columns.map(field).join(','),
    ...(given.length > 0 ? ['--given', given.map(field).join(',')] : []),
    '--flow',
    specification.flow,
    '--seed',
    String(seeds?.[0]?.seed ?? seed),
    ...(seeds ? ['--seeds', String(seeds.length)] : []),
    ...splitWords(split),
    ...transforms,
    '--out',
    `${name}.flow.safetensors`,
  ];
  return ['flowscope', ...words.map(shellWord)].join(' ');
}

/** Only what was asked for: the rest is found out from the file again. */
function splitWords(split: Split | undefined): string[] {
  if (!split?.asked) return [];
  return split.by === 'column' ? ['--split-by', split.column] : ['--split', split.by];
}

/** Encodings that are found out from the text alone. */
const FOUND = /^(utf-|windows-1252$)/;
const QUOTES: Record<NonNullable<Reading['quote']>, string> = {
  '"': 'double',
  "'": 'single',
  none: 'none',
};

/** How the text was read: what was said, and an encoding that is the editor's, which the command line does not know. */
export function readingWords({
  reading = {},
  profile,
}: Pick<ExplorationState, 'reading' | 'profile'>): string[] {
  const {
    delimiter,
    decimal,
    quote,
    escape,
    header,
    headerRows,
    rowNames,
    footer,
    comment,
    types,
  } = reading;
  const found = profile?.dialect.encoding;
  const encoding = reading.encoding ?? (found && !FOUND.test(found) ? found : undefined);
  const said = (option: string, value?: string) => (value === undefined ? [] : [option, value]);
  return [
    ...said('--delimiter', delimiter === '\t' ? 'tab' : delimiter),
    ...said('--decimal', decimal),
    ...said('--quote', quote && QUOTES[quote]),
    ...said('--escape', escape),
    ...(header === undefined ? [] : [header ? '--header' : '--no-header']),
    ...said('--header-rows', headerRows?.toString()),
    ...(rowNames === undefined ? [] : [rowNames ? '--row-names' : '--no-row-names']),
    ...said('--footer', footer?.toString()),
    ...said('--encoding', encoding),
    ...said('--comment', comment === '' ? 'none' : comment),
    ...Object.entries(types ?? {}).flatMap(([name, type]) => ['--type', `${name}=${type}`]),
  ];
}

const kindOf = (t: ColumnTransform) =>
  t.kind === 'logit' ? `logit(${t.lower},${t.upper})` : t.kind;
/** Whether noise spreads whole numbers, where the file does not decide it: few values get noise, many do not. */
function wholeOf({ integer }: ColumnTransform, column?: ColumnProfile): string {
  if (integer) return '+noise';
  return column?.type === 'integer' && (column.distinct === null || column.distinct <= FEW_VALUES)
    ? '+plain'
    : '';
}

/** A name with a comma is quoted, as in a CSV header. */
export const field = (name: string) =>
  /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
