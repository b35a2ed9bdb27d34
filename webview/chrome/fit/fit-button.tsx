// Fit, and what it is asked for behind its arrow; while a fit runs, the same button stops it.
import type { ExplorationState } from '../../../src/protocol/exploration';
import { Button } from '../../controls/controls';
import { Popover } from '../../controls/popover';
import { askedFit, chosenFit, lastFit } from '../../state/fit-choices';
import { attempt, busy, host, keptTogether, transforms } from '../../state/store';
import { t } from '../../text/translate';
import { isAccepted } from '../atoms';
import { askedTransforms, transformProblem } from '../transforms';
import { FitOptions } from './fit-options';
import { askedSplit } from './kept-together';

const SEED = 1;

export function FitButton({ state }: { state: ExplorationState }) {
  const { phase, resumable } = state.fit;
  const possible = state.dataPath !== null && state.selected.length > 0 && state.obstacle === null;
  const chosen = state.profile?.columns.filter((c) => state.selected.includes(c.name)) ?? [];
  const unfit = chosen.some((c) => transformProblem(c, transforms.value[c.name]) !== null);
  if (busy.value)
    return (
      <div class="fit" role="group" aria-label={t('Fit')}>
        <Button
          primary
          disabled={phase === 'stopping'}
          onClick={() => void attempt(() => host().call('stop', {}))}
        >
          {t('Stop and Keep Best')}
        </Button>
      </div>
    );
  return (
    <div class="fit" role="group" aria-label={t('Fit')}>
      {resumable && !state.interrupted && (
        <Button disabled={!possible} onClick={() => void attempt(() => host().resume())}>
          {t('Resume')}
        </Button>
      )}
      <Button
        primary
        label={t('Fit Normalizing Flow')}
        disabled={!possible || unfit}
        title={
          unfit
            ? t('A transform does not suit its column: see the details of the column in the list.')
            : t('Fit Normalizing Flow')
        }
        onClick={() => void fit(state)}
      >
        {t('Fit')}
      </Button>
      <Popover kind="fit-options" label={t('Settings of the fit')} icon="chevron-down">
        <FitOptions state={state} />
      </Popover>
    </div>
  );
}

function fit(state: ExplorationState): Promise<void> {
  const choices = chosenFit.value;
  lastFit.value = { choices, split: keptTogether.value };
  return attempt(() =>
    host().fit({
      ...askedFit(choices),
      seed: SEED,
      ...(isAccepted(state.atoms ?? []) ? { acceptAtoms: true } : {}),
      ...askedSplit(state),
      ...askedTransforms(state.selected, transforms.value),
    }),
  );
}
