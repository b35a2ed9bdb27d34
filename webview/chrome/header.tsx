// What is being looked at: the file, how it was read, and what was noticed.
import type { DataProfile, Dialect } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button } from '../controls/controls';
import { Fold } from '../controls/fold';
import { attempt, host } from '../state/store';
import { baseName, formatCount, formatNumberOf } from '../text/format';
import { t } from '../text/translate';
import { FileBanner } from './file-banner';
import { RowFilter } from './filter';
import { RailButton } from './rail-slot';
import { ReadingChooser } from './reading';

export function Header({ state }: { state: ExplorationState }) {
  const { profile } = state;
  return (
    <header>
      <RailButton />
      <h1>{state.label || baseName(state.dataPath) || t('Exploration')}</h1>
      <SoFar state={state} />
      {state.file && (
        <FileBanner
          key={JSON.stringify(state.file)}
          news={state.file}
          dataPath={state.dataPath ?? ''}
        />
      )}
      {state.error && (
        <div class="banner problem" role="alert">
          {state.error}
        </div>
      )}
      {profile && (
        <Fold summary={t('File: {0}', sizeWords(profile))}>
          <p class="muted">{`${factsLine(profile, state)} ${dialectLine(profile.dialect)}`}</p>
          <div class="file-tools">
            <ReadingChooser state={state} />
            <Notes profile={profile} />
            <RowFilter state={state} />
          </div>
        </Fold>
      )}
    </header>
  );
}

function Notes({ profile }: { profile: DataProfile }) {
  if (profile.notes.length === 0) return null;
  return (
    <details>
      <summary>{t('{0} about this file', formatNumberOf(profile.notes.length, 'note'))}</summary>
      <ul>
        {profile.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}

/** Where the pictures are of the first rows of a large file. */
function SoFar({ state: { soFar, profile } }: { state: ExplorationState }) {
  if (!soFar || !profile) return null;
  const rows = formatNumberOf(profile.fileRows ?? profile.rows, 'row');
  const sentence = soFar.stopped
    ? t('Only the first {0} were read: everything here is about them.', rows)
    : soFar.about === null
      ? t('The first {0} so far: the others are being read, and everything here will follow.', rows)
      : t(
          'The first {0} so far, of about {1}: the others are being read, and everything here will follow.',
          rows,
          formatCount(soFar.about),
        );
  return (
    <div class="banner" role="status">
      <span>{sentence}</span>
      <Button
        onClick={() => void attempt(() => host().call(soFar.stopped ? 'refresh' : 'stop', {}))}
      >
        {soFar.stopped ? t('Read All') : t('Stop Reading')}
      </Button>
    </div>
  );
}

/** Files, rows and columns. */
function sizeWords(profile: DataProfile): string {
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

export function factsLine(
  profile: DataProfile,
  {
    leftOut,
    withoutGiven = 0,
    given = [],
  }: Pick<ExplorationState, 'leftOut' | 'withoutGiven' | 'given'>,
): string {
  const parts = [sizeWords(profile)];
  if (leftOut > 0)
    parts.push(
      t('{0} left out (missing values in the chosen columns)', formatNumberOf(leftOut, 'row')),
    );
  if (withoutGiven > 0)
    parts.push(
      t(
        '{0} more left out by a fit (no value of {1})',
        formatNumberOf(withoutGiven, 'row'),
        given.join(', '),
      ),
    );
  if (profile.shortRows > 0)
    parts.push(t('{0} with too few fields', formatNumberOf(profile.shortRows, 'row')));
  if (profile.longRows > 0)
    parts.push(t('{0} with too many fields', formatNumberOf(profile.longRows, 'row')));
  return `${parts.join(', ')}.`;
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
