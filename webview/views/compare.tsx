// Flow against Gaussian on the same held-out rows, for the whole and for each column.
import type {
  CompareColumn,
  Comparison,
  ComparisonEntry,
  ExplorationState,
  MixtureScore,
} from '../../src/protocol/exploration';
import { gainSpec } from '../charts/compare-spec';
import { Chart } from '../charts/vega';
import type { Score, SeedScore } from '../../src/protocol/model';
import { seedsSentence } from '../../src/protocol/seeds';
import { gaussianWords, said, verdictWords } from '../../src/protocol/words';
import { useState } from 'preact/hooks';
import { useFetched } from '../fetched';
import { attempt, host } from '../store';
import { Button } from '../ui/controls';
import { formatCount, formatNats, formatScore } from '../ui/format';
import { LensBar } from '../ui/lens-bar';
import { FLOW_LABELS } from '../ui/names';
import { useWidth } from '../ui/size';
import { SamplesBeside } from './samples-beside';
import { ChartOrTable, Empty, Loading, Problem, Table } from '../ui/states';
import { speech, t } from '../ui/translate';

/** More small flows than these are fitted only when somebody asks: each takes about a second. */
const COLUMNS_AT_ONCE = 24;

export function Compare({ state }: { state: ExplorationState }) {
  const ready =
    state.model !== null &&
    !state.model.provisional &&
    state.fit.phase === 'idle' &&
    state.dataPath !== null;
  const key = ready
    ? `${state.dataRevision}/${state.modelRevision}/${state.compared.map((m) => m.path).join('\n')}`
    : null;
  const { data, error, loading, retry } = useFetched('compare', {}, key);
  const conditional = state.model?.metadata.specification.given !== undefined;
  const mixture = useFetched(
    'compareMixture',
    {},
    data?.on === 'test' && !conditional ? key : null,
  );
  if (!state.dataPath)
    return (
      <Empty>
        {t('There is no data file here to compare on. Open the CSV that belongs to this model.')}
      </Empty>
    );
  if (state.fit.phase !== 'idle')
    return (
      <Empty>
        {t(
          'A fit is under way. The comparison is made when it has finished, or when you choose "Stop and Keep Best".',
        )}
      </Empty>
    );
  if (!state.model || state.model.provisional)
    return (
      <Empty>
        {t(
          'There is nothing to compare with the Gaussian yet. Choose "Fit Normalizing Flow" above: both are then scored here on rows that neither was fitted to, in nats per row.',
        )}
      </Empty>
    );
  if (error)
    return (
      <>
        <Problem sentence={error} retry={retry} />
        {state.compared.length > 0 && <CompareWith />}
      </>
    );
  if (!data) return <Loading sentence={t('Scoring held-out rows…')} />;
  const comparison =
    data.on === 'test' && mixture.data && !conditional ? { ...data, mixture: mixture.data } : data;
  return (
    <>
      <LensBar
        state={state}
        note={t('Scores are of all test rows; the filter holds for the clouds below.')}
      />
      <Scores comparison={comparison} />
      {mixture.loading && !mixture.data && (
        <Loading sentence={t('Fitting a mixture of Gaussians…')} />
      )}
      {mixture.error && (
        <Problem
          sentence={t('No mixture of Gaussians: {0}', mixture.error)}
          retry={mixture.retry}
        />
      )}
      {conditional && (
        <p class="muted">
          {t(
            'A mixture of Gaussians with conditions is not fitted: the linear Gaussian is the baseline here.',
          )}
        </p>
      )}
      <CompareWith />
      <Gains
        comparison={comparison}
        columnsKey={data.on === 'test' ? key : null}
        loading={loading}
      />
      <SamplesBeside state={state} />
    </>
  );
}

function Scores({
  comparison: { gaussian, mixture, models, rows, on, note, differences },
}: {
  comparison: Comparison;
}) {
  const where =
    on === 'test' ? t('{0} test rows', formatCount(rows)) : t('all {0} rows', formatCount(rows));
  return (
    <div>
      <div class="table-scroll">
        <Table
          caption={t('Log likelihood in nats per row on {0}; ± is one standard error', where)}
          head={[
            t('model'),
            t('nats per row'),
            models.every((m) => m.given)
              ? t('gain over the linear Gaussian')
              : t('gain over the Gaussian'),
            t('verdict'),
          ]}
          texts={[t('verdict')]}
          stacks
          rows={[
            ...gaussians(gaussian, models).map(({ name, score }) => ({
              key: `gaussian ${name}`,
              cells: [name, formatScore(score), '', ''],
            })),
            ...(mixture
              ? [
                  {
                    key: 'mixture',
                    cells: [
                      mixtureName(mixture),
                      formatScore(mixture.score),
                      formatScore(mixture.gain),
                      '',
                    ],
                  },
                ]
              : []),
            ...models.map((m) => ({
              key: `model ${m.label}`,
              strong: true,
              cells: [
                modelName(m),
                formatScore(m.score),
                formatScore(m.gain),
                said(
                  m.verdict.sentence,
                  (s) =>
                    verdictWords(
                      {
                        rows,
                        on,
                        gain: m.gain,
                        most: m.most,
                        verdict: m.verdict.verdict,
                        ...(m.given ? { given: m.given } : {}),
                      },
                      s,
                    ),
                  speech,
                ),
              ],
            })),
          ]}
        />
      </div>
      {differences.length > 0 && (
        <div class="table-scroll">
          <Table
            caption={t(
              'Paired differences, row by row: what one model gains over another; ± is one standard error',
            )}
            head={[t('of'), t('minus'), t('nats per row')]}
            texts={[t('of'), t('minus')]}
            stacks
            rows={differences.map((d) => ({
              key: d.minus,
              cells: [
                d.of,
                d.minus,
                d.rows === 0
                  ? t('no row has a density under either')
                  : `${formatScore(d.difference)}${d.rows < rows ? t(', on {0} rows', formatCount(d.rows)) : ''}`,
              ],
            }))}
          />
        </div>
      )}
      {models.map(
        (m) => m.given && <Conditional key={m.label} entry={m} alone={models.length === 1} />,
      )}
      {note && <p class="muted">{note}</p>}
      {models.map(
        (m) =>
          m.seeds && (
            <p
              key={m.label}
              class="muted"
            >{`${models.length > 1 ? `${m.label}: ` : ''}${seedsSentence(m.seeds, speech)} ${t('The band shows this range.')}`}</p>
          ),
      )}
    </div>
  );
}

/** The Gaussians that models are compared with: one for each choice of conditions. */
function gaussians(first: Score, models: ComparisonEntry[]): { name: string; score: Score }[] {
  const found = new Map<string, Score>();
  models.forEach((m, k) => {
    const name = m.given
      ? t('linear Gaussian, given {0}', m.given.join(', '))
      : gaussianWords(m.covariance, speech);
    if (!found.has(name)) found.set(name, m.baseline ?? (k === 0 ? first : m.score));
  });
  return [...found].map(([name, score]) => ({ name, score }));
}

/** What a density with conditions gains besides: over the Gaussian that is given nothing, and among the rows of each level. */
function Conditional({
  entry: { label, groups = [], overUnconditional },
  alone,
}: {
  entry: ComparisonEntry;
  alone: boolean;
}) {
  return (
    <>
      {overUnconditional && (
        <p>
          {alone
            ? t(
                'Over the Gaussian that is given nothing it gains {0} nats per row.',
                formatScore(overUnconditional),
              )
            : t(
                '{0} gains {1} nats per row over the Gaussian that is given nothing.',
                label,
                formatScore(overUnconditional),
              )}
        </p>
      )}
      {groups.length > 0 && (
        <div class="table-scroll">
          <Table
            caption={t(
              'Gain over the linear Gaussian among the rows of each level, in nats per row; ± is one standard error',
            )}
            head={[t('level'), t('rows'), t('nats per row')]}
            rows={groups.map((g) => ({
              key: `${g.column}\n${g.level}`,
              cells: [`${g.column} = ${g.level}`, formatCount(g.rows), formatScore(g.gain)],
            }))}
          />
        </div>
      )}
    </>
  );
}

/** Asks which other models are compared. */
function CompareWith() {
  return (
    <Button onClick={() => void attempt(() => host().action('compareWith'))}>
      {t('Compare With…')}
    </Button>
  );
}

/** The whole at once; single columns when their small flows are fitted. `columnsKey` is null where they cannot be compared. */
function Gains({
  comparison,
  columnsKey,
  loading,
}: {
  comparison: Comparison;
  columnsKey: string | null;
  loading: boolean;
}) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const { models, mixture } = comparison;
  const many = comparison.columns.length > COLUMNS_AT_ONCE;
  const [asked, setAsked] = useState(false);
  const wanted = many && !asked ? null : columnsKey;
  const columns = useFetched('compareColumns', {}, wanted);
  const gains = [
    ...(mixture && mixture.components > 1
      ? [{ label: t('{0} Gaussians', mixture.components), gain: mixture.gain }]
      : []),
    ...models.map((m) => ({
      label: models.length === 1 ? t('flow of all columns') : m.label,
      gain: m.gain,
      ...(m.seeds ? { seedGains: m.seeds.map((s) => s.gain.mean) } : {}),
    })),
    ...(columns.data ?? []).map((c) => ({ label: t('{0} alone', c.column), gain: c.gain })),
  ];
  return (
    <div ref={holder}>
      <ChartOrTable
        label={t('Gain over the Gaussian, of the whole flow and of each column alone')}
        loading={loading}
        chart={() => (
          <Chart
            spec={(colours) =>
              gainSpec(
                gains,
                colours,
                width,
                models.every((m) => m.given),
              )
            }
            label={`${t('Gain over the Gaussian in nats per row, with two standard errors to either side')}${models.some((m) => m.seeds) ? t('; the band reaches from the lowest to the highest seed') : ''}`}
            name="compare"
          />
        )}
        table={() => (
          <>
            <ColumnTable columns={columns.data} />
            {models.map(
              (m) => m.seeds && <SeedTable key={m.label} label={m.label} seeds={m.seeds} />,
            )}
          </>
        )}
      />
      {columns.error && <Problem sentence={columns.error} retry={columns.retry} />}
      {columnsKey && many && !asked && (
        <Button onClick={() => setAsked(true)}>
          {t('Compare Each of {0} Columns Alone', formatCount(comparison.columns.length))}
        </Button>
      )}
      {wanted && !columns.data && !columns.error && (
        <Loading
          sentence={t('Fitting a small flow to each column by itself…')}
          long={t('This takes some seconds for each column, once.')}
        />
      )}
      {columns.data && (
        <p class="muted">
          {t(
            "A flow's own column has no closed form: the figures of single columns come from a small flow fitted to each column on the same split.",
          )}
        </p>
      )}
    </div>
  );
}

/** "5 Gaussians" */
function mixtureName({ components }: MixtureScore): string {
  return components === 1
    ? t('mixture: one Gaussian is best')
    : t('mixture of {0} Gaussians', components);
}

/** The label, and the flow where the label does not say it. */
export function modelName({ label, flow }: ComparisonEntry): string {
  return label.includes(flow) ? label : `${label} (${FLOW_LABELS[flow]})`;
}

function SeedTable({ label, seeds }: { label: string; seeds: SeedScore[] }) {
  return (
    <Table
      stacks
      caption={t(
        'Seeds of {0}, on test rows; the one that is best on validation rows was kept',
        label,
      )}
      head={[t('seed'), t('flow'), t('validation'), t('nats per row'), t('gain over the Gaussian')]}
      texts={[t('flow')]}
      rows={seeds.map((s) => ({
        key: String(s.seed),
        cells: [
          String(s.seed),
          FLOW_LABELS[s.flow],
          formatNats(s.validation),
          formatScore(s.test),
          formatScore(s.gain),
        ],
      }))}
    />
  );
}

function ColumnTable({ columns }: { columns: CompareColumn[] | null }) {
  if (!columns) return <Empty>{t('Single columns were not compared.')}</Empty>;
  return (
    <Table
      stacks
      caption={t('Each column alone, in nats per row')}
      head={[t('column'), t('Gaussian'), t('one-column flow'), t('gain')]}
      rows={columns.map((c) => ({
        key: c.column,
        cells: [c.column, formatScore(c.gaussian), formatScore(c.flow), formatScore(c.gain)],
      }))}
    />
  );
}
