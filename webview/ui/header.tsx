// What is being looked at: the file, how it was read, and what was noticed.
import type { DataProfile, Dialect } from '../../src/protocol/data';
import type { ExplorationState } from '../../src/protocol/exploration';
import { attempt, host } from '../store';
import { Button } from './controls';
import { baseName, formatCount, formatNumberOf } from './format';
import { ReadingChooser } from './reading';

export function Header({ state }: { state: ExplorationState }) {
  const { profile } = state;
  return (
    <header>
      <h1>{state.label || baseName(state.dataPath) || 'Exploration'}</h1>
      {profile && <p class="muted">{`${factsLine(profile, state.leftOut)} ${dialectLine(profile.dialect)}`}</p>}
      {state.dataChanged && (
        <div class="banner" role="alert">
          <span>The file changed on disk. What you see is the version that was read before.</span>
          <Button primary onClick={() => void attempt(() => host().call('refresh', {}))}>
            Refresh
          </Button>
        </div>
      )}
      {state.error && (
        <div class="banner problem" role="alert">
          {state.error}
        </div>
      )}
      <ReadingChooser state={state} />
      {profile && profile.notes.length > 0 && (
        <details>
          <summary>{`${formatNumberOf(profile.notes.length, 'note')} about this file`}</summary>
          <ul>
            {profile.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </header>
  );
}

export function factsLine(profile: DataProfile, leftOut: number): string {
  const rows = profile.where ? `${formatCount(profile.rows)} of ${formatNumberOf(profile.fileRows ?? profile.rows, 'row')}` : formatNumberOf(profile.rows, 'row');
  const parts = [...(profile.files ? [formatNumberOf(profile.files, 'file')] : []), rows, formatNumberOf(profile.columns.length, 'column')];
  if (leftOut > 0) parts.push(`${formatNumberOf(leftOut, 'row')} left out (missing values in the chosen columns)`);
  if (profile.shortRows > 0) parts.push(`${formatNumberOf(profile.shortRows, 'row')} with too few fields`);
  if (profile.longRows > 0) parts.push(`${formatNumberOf(profile.longRows, 'row')} with too many fields`);
  return `${parts.join(', ')}.`;
}

/** "CSV, comma, decimal point, with a header, utf-8." */
export function dialectLine(dialect: Dialect): string {
  if (dialect.format === 'parquet') return 'Parquet.';
  const packed = dialect.gzip ? ', compressed' : '';
  if (dialect.format === 'json') return `JSON, ${dialect.encoding}${packed}.`;
  const names: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', ' ': 'space' };
  const parts = [
    'Text table',
    dialect.delimiter === null ? null : `separator ${names[dialect.delimiter] ?? dialect.delimiter}`,
    dialect.decimal === null ? null : dialect.decimal === ',' ? 'decimal comma' : 'decimal point',
    dialect.header ? 'with a header' : 'without a header',
    dialect.encoding,
  ];
  return `${parts.filter(Boolean).join(', ')}${packed}.`;
}
