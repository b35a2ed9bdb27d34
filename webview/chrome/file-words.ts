// How large a table is, and how its file was read, in words.
import type { DataProfile, Dialect } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { formatCount, formatNumberOf } from '../text/format';
import { t } from '../text/translate';

/** Files, rows and columns. */
export function sizeWords(profile: DataProfile): string {
  const rows = profile.where
    ? t(
        '{0} of {1}',
        formatCount(profile.rows),
        formatNumberOf(profile.fileRows ?? profile.rows, 'row'),
      )
    : formatNumberOf(profile.rows, 'row');
  return [
    ...(profile.files ? [formatNumberOf(profile.files, 'file')] : []),
    rows,
    formatNumberOf(profile.columns.length, 'column'),
  ].join(', ');
}

/** Rows that are not as the others, as notes: those without a value, and those with another number of fields. */
export function rowNotes(
  profile: DataProfile,
  {
    leftOut,
    withoutGiven = 0,
    given = [],
  }: Pick<ExplorationState, 'leftOut' | 'withoutGiven' | 'given'>,
): string[] {
  const parts: [number, (rows: string) => string][] = [
    [leftOut, (rows) => t('{0} left out (missing values in the chosen columns)', rows)],
    [
      withoutGiven,
      (rows) => t('{0} more left out by a fit (no value of {1})', rows, given.join(', ')),
    ],
    [profile.shortRows, (rows) => t('{0} with too few fields', rows)],
    [profile.longRows, (rows) => t('{0} with too many fields', rows)],
  ];
  return parts.flatMap(([rows, words]) =>
    rows > 0 ? [`${words(formatNumberOf(rows, 'row'))}.`] : [],
  );
}

/** "CSV, comma, decimal point, with a header, utf-8." */
export function dialectLine(dialect: Dialect): string {
  if (dialect.format === 'parquet') return 'Parquet.';
  const packed = dialect.gzip ? t(', compressed') : '';
  if (dialect.format === 'json') return `JSON, ${dialect.encoding}${packed}.`;
  const names: Record<string, string> = {
    ',': t('comma'),
    ';': t('semicolon'),
    '\t': t('tab'),
    '|': t('bar'),
    ' ': t('space'),
  };
  const parts = [
    t('Text table'),
    dialect.delimiter === null
      ? null
      : t('separator {0}', names[dialect.delimiter] ?? dialect.delimiter),
    dialect.decimal === null
      ? null
      : dialect.decimal === ','
        ? t('decimal comma')
        : t('decimal point'),
    dialect.quote === "'"
      ? t('single quotes')
      : dialect.quote === 'none'
        ? t('without quotes')
        : null,
    dialect.header ? t('with a header') : t('without a header'),
    dialect.encoding,
  ];
  return `${parts.filter(Boolean).join(', ')}${packed}.`;
}
