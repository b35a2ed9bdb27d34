// Fit, stop, resume, and what can be done with the result.
import { useState } from 'preact/hooks';
import type { ExplorationState, FitOptions } from '../../src/protocol/exploration';
import { FLOW_CHOICES, type FlowChoice } from '../../src/protocol/model';
import type { ActionName } from '../../src/protocol/webview';
import { attempt, busy, chartExporter, defaults, host, saveChart } from '../store';
import { ColumnChooser } from './columns';
import { Button, Dropdown } from './controls';

const FLOW_LABELS: Record<FlowChoice, string> = {
  auto: 'choose for me',
  gaussian: 'Gaussian only',
  affine: 'affine',
  'affine-autoregressive': 'affine autoregressive',
  'spline-autoregressive': 'spline autoregressive',
};
const FLOWS = FLOW_CHOICES.map((value) => ({ value, label: FLOW_LABELS[value] }));
const SEED = 1;

export function Toolbar({ state }: { state: ExplorationState }) {
  const preset = defaults.value;
  const [flow, setFlow] = useState<FlowChoice>(FLOW_CHOICES.find((f) => f === preset.flow) ?? 'auto');
  const [seconds, setSeconds] = useState(preset.seconds);
  const { phase, resumable } = state.fit;
  const possible = state.dataPath !== null && state.selected.length > 0 && state.obstacle === null;
  const finished = state.model !== null && !state.model.provisional && !busy.value;
  const fit = () =>
    attempt(() => host().call('fit', { options: { flow, engine: preset.engine as FitOptions['engine'], seed: SEED, seconds } }));
  return (
    <div class="toolbar" role="group" aria-label="Fit and results">
      {state.profile && <ColumnChooser state={state} />}
      <Dropdown label="flow" value={flow} options={FLOWS} disabled={busy.value} onChange={setFlow} />
      <label class="field">
        seconds
        <input
          type="number"
          min={1}
          max={86400}
          value={seconds}
          disabled={busy.value}
          onChange={(e) => setSeconds(Math.max(1, Math.min(86_400, Math.round(Number(e.currentTarget.value)) || preset.seconds)))}
        />
      </label>
      {busy.value ? (
        <Button primary disabled={phase === 'stopping'} onClick={() => void attempt(() => host().call('stop', {}))}>
          Stop and Keep Best
        </Button>
      ) : (
        <Button primary disabled={!possible} onClick={() => void fit()}>
          Fit Normalizing Flow
        </Button>
      )}
      {!busy.value && resumable && (
        <Button disabled={!possible} onClick={() => void attempt(() => host().call('resume', {}))}>
          Resume
        </Button>
      )}
      <Act name="saveModel" disabled={!finished}>
        Save Model
      </Act>
      <Act name="drawSamples" disabled={!finished}>
        Draw Samples
      </Act>
      <Act name="scoreRows" disabled={!finished || state.dataPath === null}>
        Score Rows
      </Act>
      <Button disabled={!chartExporter.value} onClick={() => void saveChart('svg')}>
        Save Chart as SVG
      </Button>
      <Button disabled={!chartExporter.value} onClick={() => void saveChart('png')}>
        Save Chart as PNG
      </Button>
    </div>
  );
}

function Act({ name, disabled, children }: { name: ActionName; disabled: boolean; children: string }) {
  return (
    <Button disabled={disabled} onClick={() => void attempt(() => host().action(name))}>
      {children}
    </Button>
  );
}
