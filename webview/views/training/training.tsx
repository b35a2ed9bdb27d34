// The fit under way, or the last one: curves against the Gaussian's constant line.
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { FitState } from '../../../src/protocol/fit';
import { ChartOrTable } from '../../charts/chart-or-table';
import { trainingSpec } from '../../charts/training-spec';
import { Chart } from '../../charts/vega';
import { type Fact, Facts } from '../../controls/facts';
import { Empty, Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { useWidth } from '../../state/size';
import { formatCount, formatNats, formatSeconds, formatSteps, rowsWords } from '../../text/format';
import { ENGINE_LABELS, FLOW_LABELS } from '../../text/names';
import { tookFacts } from '../../text/took';
import { sentence, t } from '../../text/translate';
import { TrainingShow } from './training-show';

export function Training({ state }: { state: ExplorationState }) {
  const { fit } = state;
  return (
    <div>
      {fit.error && <Problem sentence={sentence(fit.error)} />}
      {fit.notice && <Problem sentence={sentence(fit.notice)} />}
      {fit.curve.length === 0 && fit.phase === 'idle' && !fit.error && (
        <Empty>
          {t('No training to show. Choose "Fit" above; its curve is drawn here while it learns.')}
        </Empty>
      )}
      {fit.curve.length === 0 && fit.phase !== 'idle' && (
        <Loading
          sentence={fit.message ? sentence(fit.message) : t('Preparing the fit…')}
          long={t('The first point of the curve comes after the first evaluation.')}
        />
      )}
      {fit.curve.length > 0 && (
        <div class="side-by-side">
          <Curve fit={fit} />
          <TrainingShow state={state} />
        </div>
      )}
      <TrainingFacts state={state} />
    </div>
  );
}

function Curve({ fit }: { fit: FitState }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={holder}>
      <ChartOrTable
        label={t('Log likelihood during training')}
        help={['training curve', 'nats']}
        chart={() => (
          <Chart
            spec={(colours) => trainingSpec(fit, colours, width)}
            label={curveLabel(fit)}
            name="training"
          />
        )}
        table={() => (
          <Table
            caption={t('Log likelihood in nats per row')}
            head={[
              t('step'),
              t('time'),
              t('training rows'),
              t('validation rows'),
              t('Gaussian, validation rows'),
            ]}
            rows={fit.curve.map((p) => ({
              key: String(p.step),
              cells: [
                formatCount(p.step),
                formatSeconds(p.seconds),
                formatNats(p.train),
                formatNats(p.validation),
                formatNats(fit.gaussianValidation),
              ],
            }))}
          />
        )}
      />
    </div>
  );
}

function curveLabel(fit: FitState): string {
  const last = fit.curve.at(-1);
  return t(
    'Training curve: {0} nats per row on validation rows after {1} steps; the Gaussian has {2}.',
    formatNats(last?.validation),
    formatCount(last?.step),
    formatNats(fit.gaussianValidation),
  );
}

function TrainingFacts({ state: { fit, model } }: { state: ExplorationState }) {
  if (fit.phase === 'idle' && fit.curve.length === 0) return null;
  const finished = fit.phase === 'idle' && model !== null && !model.provisional;
  const underWay = fit.phase !== 'idle'; // how far it has come stands above the views
  const stopped: Fact[] = [
    [t('step'), formatSteps(fit.step, fit.plannedSteps)],
    [t('time'), formatSeconds(fit.seconds)],
  ];
  const came: Fact[] = [
    ...(finished ? tookFacts(model.metadata) : stopped),
    [t('flow, validation'), natsPerRow(fit.bestValidation)],
    [t('Gaussian, validation'), natsPerRow(fit.gaussianValidation)],
  ];
  return (
    <>
      <Facts
        facts={[
          [t('flow'), fit.flow && FLOW_LABELS[fit.flow]],
          [t('engine'), fit.engine && ENGINE_LABELS[fit.engine]],
          [t('why this engine'), fit.engineReason ? sentence(fit.engineReason) : null],
          ...(underWay ? [] : came),
          [t('rows'), fit.rows && rowsWords(fit.rows)],
        ]}
      />
      {fit.message && !underWay && <p class="muted">{sentence(fit.message)}</p>}
    </>
  );
}

const natsPerRow = (value: number | null) => t('{0} nats per row', formatNats(value));
