// Our first flow, built up on the chosen columns: what each step is, and what it gains.
import type { ExplorationState } from '../../../../src/protocol/exploration';
import type { BuildUpProgress, BuildUpView } from '../../../../src/protocol/first-flow';
import { gainWords, stageLabel, totalWords } from '../../../../src/protocol/first-flow-words';
import { ChartOrTable } from '../../../charts/chart-or-table';
import { stepsSpec } from '../../../charts/first-flow-spec';
import { Chart } from '../../../charts/vega';
import { Button, ProgressRing, WholeNumber } from '../../../controls/controls';
import { Help } from '../../../controls/help';
import { CopyLine } from '../../../controls/copy-line';
import { Empty, Problem } from '../../../controls/states';
import { Table } from '../../../controls/table';
import { useFetched } from '../../../state/fetched';
import { useWidth } from '../../../state/size';
import { attempt, busy, host } from '../../../state/store';
import { theme } from '../../../state/theme';
import { formatCount, formatScore, formatSeconds, formatSteps } from '../../../text/format';
import { sentence, speech, t } from '../../../text/translate';
import { DiagonalPart } from './diagonal';
import { JacobianPart } from './jacobian';
import { PricePart } from './price';
import { StepCloudsPart } from './step-clouds';
import { built, building, seconds, seed } from './state';

export function FirstFlow({ state }: { state: ExplorationState }) {
  const { dataPath, selected, where, dataRevision, buildUp: progress } = state;
  const possible = dataPath !== null && selected.length > 0;
  const key = JSON.stringify([selected, where, dataRevision, built.value]);
  const { data, error, loading, retry } = useFetched(
    'buildUp',
    { seed: seed.value, start: false },
    possible ? key : null,
  );
  if (!possible)
    return (
      <Empty>
        {t(
          'The build-up needs a table with at least one numeric column. Open one, and choose columns.',
        )}
      </Empty>
    );
  const running = building.value || !!progress;
  const start = () => {
    building.value = true;
    void attempt(() =>
      host().call('buildUp', { seed: seed.value, seconds: seconds.value, start: true }),
    ).finally(() => {
      building.value = false;
      built.value++;
    });
  };
  return (
    <>
      <p>
        {t(
          'A flow built up on {0}, one step after the other, each scored on the same rows, which none of them was fitted to.',
          selected.join(', '),
        )}
        <Help of={['flow', 'nats']} />
      </p>
      {running ? (
        <Running progress={progress ?? null} />
      ) : loading && !data ? null : (
        <div class="row">
          <Button primary={!data} disabled={busy.value} onClick={start}>
            {data ? t('Build Up Again') : t('Build Up Our First Flow')}
          </Button>
          <WholeNumber
            name={t('seconds')}
            value={seconds.value}
            least={5}
            most={600}
            onChange={(next) => (seconds.value = next)}
          />
          <WholeNumber
            name={t('seed')}
            value={seed.value}
            least={0}
            most={4294967295}
            onChange={(next) => (seed.value = next)}
          />
          {data && <CopyLine />}
          {busy.value && (
            <span class="muted">{t('A fit is under way: wait until it has finished.')}</span>
          )}
        </div>
      )}
      {error && <Problem sentence={error} retry={retry} />}
      {data && <Shown view={data} />}
      <PricePart state={state} running={running} />
    </>
  );
}

function Running({ progress }: { progress: BuildUpProgress | null }) {
  const text = progress
    ? t('Step {0} of {1}: {2}', progress.index + 1, progress.of, stageLabel(progress.stage, speech))
    : t('Reading rows');
  return (
    <div class="progress" role="status">
      <ProgressRing />
      <progress
        aria-label={t('Progress of the build-up')}
        max={1}
        value={progress ? (progress.index + progress.done) / progress.of : undefined}
      />
      <span class="muted">{text}</span>
      <Button small onClick={() => void attempt(() => host().call('stopFirstFlow', {}))}>
        {t('Stop and Keep Finished Steps')}
      </Button>
    </div>
  );
}

function Shown({ view }: { view: BuildUpView }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const { stages, notes, stopped, on, heldOut, columns } = view;
  const label = t('What each step gains over the one before');
  const alone = columns.length === 1;
  return (
    <div ref={holder}>
      <p class="verdict" role="status">
        {stopped && t('Stopped: finished steps are shown.')} {totalWords(view, speech)}
      </p>
      <ol>
        {stages.map((s) => (
          <li key={s.name}>
            <strong>{stageLabel(s.name, speech)}</strong>: {EXPLAINED[s.name]}{' '}
            {gainWords(s, speech, alone)}
          </li>
        ))}
      </ol>
      <ChartOrTable
        label={label}
        chart={() =>
          stages.length > 1 ? (
            <Chart spec={stepsSpec(stages, theme.value, width)} label={label} name="first-flow" />
          ) : (
            <Empty>{t('There is nothing to compare yet: one step is finished.')}</Empty>
          )
        }
        table={() => (
          <Table
            stacks
            caption={
              on === 'test'
                ? t(
                    'On the same {0} test rows, in nats per row and per unit of the columns',
                    formatCount(heldOut),
                  )
                : t(
                    'On {0} rows, each held out once, in nats per row and per unit of the columns',
                    formatCount(heldOut),
                  )
            }
            head={[
              t('step'),
              t('nats per row'),
              t('gain'),
              t('layers'),
              t('parameters'),
              t('training steps'),
              t('time'),
            ]}
            rows={stages.map((s) => ({
              key: s.name,
              cells: [
                stageLabel(s.name, speech),
                formatScore(s.score),
                s.gain ? formatScore(s.gain) : '',
                formatCount(s.layers),
                formatCount(s.parameters),
                s.plannedSteps > 0
                  ? formatSteps(s.steps, s.plannedSteps)
                  : t('none: in closed form'),
                formatSeconds(s.seconds),
              ],
            }))}
          />
        )}
      />
      {notes.map(sentence).map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
      {view.clouds && <StepCloudsPart view={view} clouds={view.clouds} />}
      <DiagonalPart view={view} />
      <JacobianPart view={view} />
    </div>
  );
}

const EXPLAINED: Record<BuildUpView['stages'][number]['name'], string> = {
  diagonal: t('every column is scaled and shifted by itself, x = exp(a) u + b.'),
  linear: t('the shift of a column is a straight line in the columns before it: any Gaussian.'),
  network: t('scale and shift of a column come from a network that reads the columns before it.'),
  'affine stack': t(
    'more such layers after it, each with other weights and the columns in another order.',
  ),
  'spline stack': t('a monotone spline in place of scale and shift.'),
};
