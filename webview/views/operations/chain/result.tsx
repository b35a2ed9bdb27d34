// A distribution as a result: how it is known, its figures, its pictures, and what was noticed.
import type { ChainView } from '../../../../src/protocol/operations';
import { Facts, type Fact } from '../../../controls/facts';
import { Table } from '../../../controls/table';
import { estimateWords, formatCount, formatValue } from '../../../text/format';
import { sentence, t } from '../../../text/translate';
import { MeanResult } from '../mean-of-k';
import { TransformResult } from '../transform-result';
import { ResultCloud } from './result-cloud';
import { ResultMarginals } from './result-marginals';
import { Slice } from './slice';
import { columnWords, KIND_LABELS, methodSentence } from './words';

const MOST_COLUMNS = 12;

/** @param before the distribution before the last step, where a comparison says something */
export function Result({
  view,
  before,
  given,
  loading,
  preview,
}: {
  view: ChainView;
  before: ChainView | null;
  /** what the last step gives, of columns by value; null where it is another step */
  given: Record<string, number> | null;
  loading: boolean;
  preview: string | null;
}) {
  return (
    <div class="chain-result" aria-busy={loading ? 'true' : 'false'}>
      {preview && <p class="muted">{preview}</p>}
      {view.degenerate && <Degenerate view={view} />}
      {view.jacobian && <Jacobian jacobian={view.jacobian} names={view.names} />}
      {view.transform && <TransformResult view={view.transform} loading={loading} />}
      {view.meanOfK && <MeanResult view={view.meanOfK} loading={loading} />}
      {before && given && <Slice joint={before} view={view} given={given} />}
      <ResultMarginals view={view} before={before} loading={loading} />
      <p class="method" role="status">
        {methodSentence(view)}
      </p>
      <Facts facts={factsOf(view)} />
      {view.names.length > 1 && <ResultCloud view={view} before={before} loading={loading} />}
      <Moments view={view} />
      {view.notes.map(sentence).map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
    </div>
  );
}

function factsOf(view: ChainView): Fact[] {
  const { kind, names, density, densityError, draws, entropy, logZ, components, degenerate } = view;
  const densities = { 'closed form': t('in closed form'), numerical: t('by a numerical method') };
  return [
    [t('distribution'), KIND_LABELS[kind]],
    [t('columns'), columnWords(names)],
    [
      t('log densities'),
      density && densityError !== null
        ? t('{0}, ± {1}', densities[density], formatValue(Number(densityError.toPrecision(2))))
        : density
          ? densities[density]
          : t('not known'),
    ],
    ...(draws
      ? ([
          [t('effective sample size'), formatCount(draws.effective), 'effective sample size'],
        ] as Fact[])
      : []),
    [
      degenerate ? t('entropy on the support (nats)') : t('entropy (nats)'),
      entropy ? estimateWords(entropy) : t('not known'),
      'entropy',
    ],
    ...(logZ
      ? ([
          [
            logZ.of === 'product' ? t('log Z') : t('log density of what is given'),
            estimateWords(logZ.estimate),
            ...(logZ.of === 'product' ? ['normaliser'] : []),
          ],
        ] as Fact[])
      : []),
    ...(components ? ([[t('components'), formatCount(components.length)]] as Fact[]) : []),
    ...(degenerate
      ? ([[t('rank'), t('{0} of {1}', degenerate.rank, names.length)]] as Fact[])
      : []),
  ];
}

/** Where it lives: directions of length 1 that span the support about the mean. */
function Degenerate({ view: { degenerate, names } }: { view: ChainView }) {
  const { rank, basis, sentence: words } = degenerate!;
  return (
    <>
      <p>{sentence(words)}</p>
      {rank > 0 && (
        <details>
          <summary>{t('Directions of the support')}</summary>
          <div class="table-scroll">
            <Table
              stacks
              caption={t('Orthonormal directions in which it varies')}
              head={[
                t('column'),
                ...Array.from({ length: rank }, (_, k) => t('direction {0}', k + 1)),
              ]}
              rows={names.map((name, d) => ({
                key: name,
                cells: [
                  name,
                  ...Array.from({ length: rank }, (_, k) => formatValue(basis[d * rank + k])),
                ],
              }))}
            />
          </div>
        </details>
      )}
    </>
  );
}

function Jacobian({
  jacobian,
  names,
}: {
  jacobian: NonNullable<ChainView['jacobian']>;
  names: string[];
}) {
  const { mean, least, most, determinantAt, reason, note } = jacobian;
  return (
    <section aria-label={t('Jacobian determinant')}>
      <Facts
        facts={[
          [t('mean of log |det J|'), estimateWords(mean)],
          [t('log |det J| from'), formatValue(least)],
          [t('log |det J| to'), formatValue(most)],
          [t('|det J| at the mean'), formatValue(determinantAt.determinant)],
        ]}
      />
      {reason && <p>{sentence(reason)}</p>}
      {note && <p class="muted">{sentence(note)}</p>}
      <span class="unseen">{names.join(', ')}</span>
    </section>
  );
}

/** Means with deviations, and the covariance below where there is room. */
function Moments({ view }: { view: ChainView }) {
  const { names, mean, covariance, covarianceError, components } = view;
  const dim = names.length;
  const shown = names.slice(0, MOST_COLUMNS);
  const entry = (i: number, j: number) => {
    const at = i * dim + j;
    return estimateWords({
      value: covariance[at]!,
      standardError: covarianceError?.[at] ?? null,
    })!;
  };
  return (
    <details class="moments" open={dim <= 4}>
      <summary>{t('Mean and covariance')}</summary>
      <div
        class="table-scroll"
        tabIndex={0}
        role="group"
        aria-label={t('Mean and covariance, as a table')}
      >
        <Table
          stacks
          caption={
            dim > MOST_COLUMNS
              ? t('The first {0} of {1} columns', MOST_COLUMNS, dim)
              : t('Mean, standard deviation, and the covariance of each pair')
          }
          head={[
            t('column'),
            t('mean'),
            t('standard deviation'),
            ...shown.map((name) => t('covariance with {0}', name)),
          ]}
          rows={shown.map((name, i) => ({
            key: name,
            cells: [
              name,
              estimateWords(mean[i]!),
              formatValue(Math.sqrt(Math.max(0, covariance[i * (dim + 1)]!))),
              ...shown.map((_, j) => entry(i, j)),
            ],
          }))}
        />
        {components && components.length > 1 && (
          <Table
            stacks
            caption={t('Components of the mixture')}
            head={[
              t('component'),
              t('mixing weight'),
              ...shown.map((name) => t('mean of {0}', name)),
            ]}
            rows={components.map(({ weight, mean: centre }, k) => ({
              key: String(k),
              cells: [
                String(k + 1),
                formatValue(weight),
                ...shown.map((_, d) => formatValue(centre[d])),
              ],
            }))}
          />
        )}
      </div>
    </details>
  );
}
