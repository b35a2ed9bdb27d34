// What is fitted, how, and for how long; fit, stop, resume.
import { useState } from 'preact/hooks';
import type { ExplorationState } from '../../src/protocol/exploration';
import {
  ENGINE_CHOICES,
  type EngineChoice,
  FLOW_CHOICES,
  type FlowChoice,
} from '../../src/protocol/choices';
import { LARGEST_SEEDS } from '../../src/protocol/choices';
import { Button, Dropdown } from '../controls/controls';
import { Fold } from '../controls/fold';
import { attempt, busy, defaults, host, transforms } from '../state/store';
import { ENGINE_LABELS, FLOW_LABELS } from '../text/names';
import { t } from '../text/translate';
import { isAccepted } from './atoms';
import { askedSplit, KeptTogether } from './kept-together';
import { askedTransforms, transformProblem } from './transforms';

const FLOWS = FLOW_CHOICES.map((value) => ({ value, label: FLOW_LABELS[value] }));
const ENGINES = ENGINE_CHOICES.map((value) => ({ value, label: ENGINE_LABELS[value] }));
const SEED = 1;

export function Toolbar({ state }: { state: ExplorationState }) {
  const preset = defaults.value;
  const [flow, setFlow] = useState<FlowChoice>(
    FLOW_CHOICES.find((f) => f === preset.flow) ?? 'auto',
  );
  const [engine, setEngine] = useState<EngineChoice>(
    ENGINE_CHOICES.find((e) => e === preset.engine) ?? 'auto',
  );
  const [seconds, setSeconds] = useState(preset.seconds);
  const [seeds, setSeeds] = useState(preset.seeds);
  const { phase, resumable } = state.fit;
  const chosen = state.profile?.columns.filter((c) => state.selected.includes(c.name)) ?? [];
  const unfit = chosen.some((c) => transformProblem(c, transforms.value[c.name]) !== null);
  const possible = state.dataPath !== null && state.selected.length > 0 && state.obstacle === null;
  const used = state.fit.engine ?? state.model?.metadata.engine;
  const fit = () =>
    attempt(() =>
      host().fit({
        flow,
        engine,
        seed: SEED,
        seconds,
        ...(seeds > 1 ? { seeds } : {}),
        ...(isAccepted(state.atoms ?? []) ? { acceptAtoms: true } : {}),
        ...askedSplit(state),
        ...askedTransforms(state.selected, transforms.value),
      }),
    );
  return (
    <div class="toolbar" role="group" aria-label={t('Fit')}>
      <Fold summary={t('Settings of the fit')}>
        <Dropdown
          label={t('flow')}
          value={flow}
          options={FLOWS}
          disabled={busy.value}
          onChange={setFlow}
        />
        <Dropdown
          label={t('engine')}
          value={engine}
          options={ENGINES}
          disabled={busy.value}
          onChange={setEngine}
        />
        <label class="field">
          <span>{t('seconds')}</span>
          <input
            type="number"
            min={1}
            max={86400}
            value={seconds}
            disabled={busy.value}
            onChange={(e) =>
              setSeconds(
                Math.max(
                  1,
                  Math.min(86_400, Math.round(Number(e.currentTarget.value)) || preset.seconds),
                ),
              )
            }
          />
        </label>
        <label
          class="field"
          title={t(
            'Fits with so many seeds, which share the time; the best on validation rows is kept',
          )}
        >
          <span>{t('seeds')}</span>
          <input
            type="number"
            class="few"
            min={1}
            max={LARGEST_SEEDS}
            value={seeds}
            disabled={busy.value}
            onChange={(e) =>
              setSeeds(
                Math.max(
                  1,
                  Math.min(LARGEST_SEEDS, Math.round(Number(e.currentTarget.value)) || 1),
                ),
              )
            }
          />
        </label>
        {state.profile && <KeptTogether state={state} />}
        {state.fit.notice && used && used !== engine && (
          <span class="muted last" title={state.fit.engineReason ?? undefined}>
            {t('used: {0}', ENGINE_LABELS[used])}
          </span>
        )}
      </Fold>
      {busy.value ? (
        <Button
          primary
          disabled={phase === 'stopping'}
          onClick={() => void attempt(() => host().call('stop', {}))}
        >
          {t('Stop and Keep Best')}
        </Button>
      ) : (
        <Button
          primary
          disabled={!possible || unfit}
          title={unfit ? t('A transform does not suit its column: see Columns.') : undefined}
          onClick={() => void fit()}
        >
          {t('Fit Normalizing Flow')}
        </Button>
      )}
      {!busy.value && resumable && !state.interrupted && (
        <Button disabled={!possible} onClick={() => void attempt(() => host().resume())}>
          {t('Resume')}
        </Button>
      )}
    </div>
  );
}
