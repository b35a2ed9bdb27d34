// The line at the top: what is being looked at, what was noticed, which rows, how they were read; and the fit.
import type { ExplorationState } from '../../src/protocol/exploration';
import { baseName } from '../text/format';
import { t } from '../text/translate';
import { sizeWords } from './file-words';
import { RowsShown } from './filter';
import { FitButton } from './fit/fit-button';
import { History } from './history';
import { Notes } from './notes';
import { RailButton } from './rail-slot';
import { ReadingChooser } from './reading';

export function Header({ state }: { state: ExplorationState }) {
  const { profile } = state;
  const name = state.label || baseName(state.dataPath) || t('Exploration');
  return (
    <header class="page-header">
      <RailButton />
      <h1 title={name}>{name}</h1>
      <div class="file-tools">
        {profile && (
          <>
            <span class="size muted" title={sizeWords(profile)}>
              {sizeWords(profile)}
            </span>
            <Notes state={state} />
            <RowsShown state={state} />
            <ReadingChooser state={state} />
          </>
        )}
        <History />
      </div>
      <FitButton state={state} />
    </header>
  );
}
