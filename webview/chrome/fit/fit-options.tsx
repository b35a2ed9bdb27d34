// What a fit is asked for, each with a line that says what it means.
import type { ComponentChildren } from 'preact';
import {
  type Direction,
  DIRECTIONS,
  ENGINE_CHOICES,
  FLOW_CHOICES,
  hasDirection,
  LARGEST_SEEDS,
  type Ordering,
  ORDERINGS,
} from '../../../src/protocol/choices';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { FitChoices } from '../../../src/protocol/page-state';
import { Button, Choice, WholeNumber } from '../../controls/controls';
import { chosenFit, fitChoices, lastFit, MOST_SECONDS } from '../../state/fit-choices';
import { defaults, keptTogether } from '../../state/store';
import { ENGINE_LABELS, FLOW_LABELS } from '../../text/names';
import { t } from '../../text/translate';
import { KeptTogether } from './kept-together';

const DIRECTION_LABELS: Record<Direction, string> = {
  density: t('log densities'),
  sampling: t('samples'),
};
const ORDER_LABELS: Record<Ordering, string> = {
  mixed: t('another one in each layer'),
  fixed: t('that of the table'),
};
const labelled = <T extends string>(values: readonly T[], labels: Record<T, string>) =>
  values.map((value) => ({ value, label: labels[value] }));

export function FitOptions({ state }: { state: ExplorationState }) {
  const now = chosenFit.value;
  const last = lastFit.value;
  const asked = { choices: now, split: keptTogether.value };
  const set = (part: Partial<FitChoices>) => (fitChoices.value = { ...fitChoices.value, ...part });
  const used = state.fit.engine ?? state.model?.metadata.engine;
  const instead = state.fit.notice && used && used !== now.engine ? ENGINE_LABELS[used] : null;
  return (
    <>
      <Option
        hint={t('What is learned. Left to Flowscope, several are tried and the best is kept.')}
      >
        <Choice
          name={t('flow')}
          value={now.flow}
          options={labelled(FLOW_CHOICES, FLOW_LABELS)}
          onChange={(flow) => set({ flow })}
        />
      </Option>
      <Option hint={t('How long it may take, scoring included.')}>
        <WholeNumber
          name={t('seconds')}
          value={now.seconds}
          least={1}
          most={MOST_SECONDS}
          otherwise={defaults.value.seconds}
          onChange={(seconds) => set({ seconds })}
        />
      </Option>
      <Option
        hint={t(
          'Fits with so many seeds, which share the time; the best on validation rows is kept',
        )}
      >
        <WholeNumber
          name={t('seeds')}
          value={now.seeds}
          least={1}
          most={LARGEST_SEEDS}
          otherwise={1}
          onChange={(seeds) => set({ seeds })}
        />
      </Option>
      {state.profile && (
        <Option hint={t('Rows that go to one side of training, validation and test')}>
          <KeptTogether state={state} />
        </Option>
      )}
      <Option hint={t('What an autoregressive flow is quick at. Other flows are quick at both.')}>
        <Choice
          name={t('direction')}
          value={now.direction}
          options={labelled(DIRECTIONS, DIRECTION_LABELS)}
          disabled={!hasDirection(now.flow)}
          onChange={(direction) => set({ direction })}
        />
      </Option>
      <Option hint={t('In which order the layers take the columns.')}>
        <Choice
          name={t('order')}
          value={now.order}
          options={labelled(ORDERINGS, ORDER_LABELS)}
          onChange={(order) => set({ order })}
        />
      </Option>
      <Option
        hint={
          instead
            ? t('used: {0}', instead)
            : t('What computes it. Left to Flowscope, the fastest that works here.')
        }
      >
        <Choice
          name={t('engine')}
          value={now.engine}
          options={labelled(ENGINE_CHOICES, ENGINE_LABELS)}
          onChange={(engine) => set({ engine })}
        />
      </Option>
      <div class="row">
        {last && (
          <Button
            small
            disabled={JSON.stringify(last) === JSON.stringify(asked)}
            onClick={() => {
              fitChoices.value = last.choices;
              keptTogether.value = last.split;
            }}
          >
            {t('As Last Time')}
          </Button>
        )}
        <Button
          small
          disabled={Object.keys(fitChoices.value).length === 0}
          onClick={() => (fitChoices.value = {})}
        >
          {t('As the Settings Say')}
        </Button>
      </div>
    </>
  );
}

function Option({ hint, children }: { hint: string; children: ComponentChildren }) {
  return (
    <div class="option">
      {children}
      <p class="muted">{hint}</p>
    </div>
  );
}
