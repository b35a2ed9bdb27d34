// The log likelihoods of all models as a table, with their verdicts, and what one gains over another.
import type { Comparison, ComparisonEntry, MixtureScore } from '../../../src/protocol/exploration';
import type { Score } from '../../../src/protocol/model';
import { seedsSentence } from '../../../src/protocol/seeds';
import { gaussianWords } from '../../../src/protocol/words/verdict';
import { Help } from '../../controls/help';
import { Table } from '../../controls/table';
import { formatCount, formatScore } from '../../text/format';
import { FLOW_LABELS } from '../../text/names';
import { sentence, speech, t } from '../../text/translate';

/**
 * @param headline the sentence above the views: verdicts are in the table where they say something else
 * @param crossFitted rows that the headline is of where these are cross-fitted ones, which are more than those here
 */
export function Scores({
  comparison: { gaussian, mixture, models, rows, on, note, differences },
  headline,
  crossFitted,
}: {
  comparison: Comparison;
  headline: string | undefined;
  crossFitted: number | null;
}) {
  const alone = models.length === 1 && crossFitted !== null;
  const judged = !alone && models.some((m) => sentence(m.verdict.sentence) !== headline);
  const where =
    on === 'test' ? t('{0} test rows', formatCount(rows)) : t('all {0} rows', formatCount(rows));
  return (
    <div>
      <div class="table-scroll">
        <Table
          caption={
            <>
              {t('Log likelihood in nats per row on {0}; ± is one standard error', where)}
              <Help
                of={[
                  'nats',
                  'standard error',
                  ...(on === 'test' ? (['test rows'] as const) : []),
                  ...(mixture ? (['mixture'] as const) : []),
                ]}
              />
            </>
          }
          head={[
            t('model'),
            t('nats per row'),
            models.every((m) => m.given)
              ? t('gain over the linear Gaussian')
              : t('gain over the Gaussian'),
            ...(judged ? [t('verdict')] : []),
          ]}
          texts={[t('verdict')]}
          stacks
          rows={[
            ...gaussians(gaussian, models).map(({ name, score }) => ({
              key: `gaussian ${name}`,
              cells: [name, formatScore(score), '', ...(judged ? [''] : [])],
            })),
            ...(mixture
              ? [
                  {
                    key: 'mixture',
                    cells: [
                      mixtureName(mixture),
                      formatScore(mixture.score),
                      formatScore(mixture.gain),
                      ...(judged ? [''] : []),
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
                ...(judged ? [sentence(m.verdict.sentence)] : []),
              ],
            })),
          ]}
        />
      </div>
      {alone && on === 'test' && (
        <p class="muted">
          {t(
            'The verdict above is of {0} cross-fitted rows, each scored by a fit that did not see it. The figures here are of the {1} test rows alone.',
            formatCount(crossFitted),
            formatCount(rows),
          )}
        </p>
      )}
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
      <p class="muted">{sentence(note)}</p>
      {models.map(
        (m) =>
          m.seeds && (
            <p key={m.label} class="muted">
              {models.length > 1 && `${m.label}: `}
              {seedsSentence(m.seeds, speech)} {t('The band shows this range.')}
            </p>
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
      : sentence(gaussianWords(m.covariance));
    if (!found.has(name)) found.set(name, m.baseline ?? (k === 0 ? first : m.score));
  });
  return [...found].map(([name, score]) => ({ name, score }));
}

/**
 * What a density with conditions gains besides: over the Gaussian that is given nothing, and among the rows of each
 * level.
 */
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
