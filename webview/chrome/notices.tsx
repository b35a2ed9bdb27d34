// What happened, in short lines: what did not work, what became of the file, an interrupted fit, values in the way.
import type { ExplorationState } from '../../src/protocol/exploration';
import { Button } from '../controls/controls';
import { problem } from '../state/store';
import { sentence, t } from '../text/translate';
import { AtomsAhead } from './atoms';
import { FileBanner } from './file-banner';
import { Interrupted } from './interrupted';
import { SoFar } from './so-far';

export function Notices({ state }: { state: ExplorationState }) {
  return (
    <div class="notices">
      <ProblemNotice />
      {state.error && (
        <div class="banner problem" role="alert">
          <span>{sentence(state.error)}</span>
        </div>
      )}
      {state.file && (
        <FileBanner
          key={JSON.stringify(state.file)}
          news={state.file}
          dataPath={state.dataPath ?? ''}
        />
      )}
      <SoFar state={state} />
      <Interrupted state={state} />
      <AtomsAhead state={state} />
    </div>
  );
}

/** The last thing that did not work; there before anything is open, too. */
export function ProblemNotice() {
  if (!problem.value) return null;
  return (
    <div class="banner problem" role="alert">
      <span>{problem.value}</span>
      <Button small onClick={() => (problem.value = null)}>
        {t('Dismiss')}
      </Button>
    </div>
  );
}
