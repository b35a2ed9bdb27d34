// Mean of k: the central limit theorem on a column, with k by a slider.
import type { MeanView } from '../../../src/protocol/change-of-variables';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { ChartOrTable } from '../../charts/chart-or-table';
import { distanceSpec, meanSpec } from '../../charts/transform-mean-spec';
import { Chart } from '../../charts/vega';
import { CopyLine } from '../../controls/copy-line';
import { Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { useFetched } from '../../state/fetched';
import { useWidth } from '../../state/size';
import { theme } from '../../state/theme';
import { estimateWords, formatCount, formatValue } from '../../text/format';
import { sentence, t } from '../../text/translate';
import { BaseField, chosenBase } from './base-field';
import { KSlider } from './k-slider';
import { k } from './state';

const SEED = 1;

export function MeanOfK({ state }: { state: ExplorationState }) {
  const asked = { base: chosenBase(state), k: k.value, seed: SEED };
  const { data, error, loading, retry } = useFetched(
    'meanOfDraws',
    asked,
    JSON.stringify([asked, state.dataRevision, state.modelRevision]),
  );
  return (
    <>
      <div class="row">
        <BaseField state={state} />
      </div>
      <KSlider k={k.value} onChange={(chosen) => (k.value = chosen)} />
      {error ? (
        <Problem sentence={error} retry={retry} />
      ) : data ? (
        <MeanResult view={data} loading={loading} />
      ) : (
        <Loading sentence={t('Drawing means…')} />
      )}
      {data && !error && <CopyLine />}
    </>
  );
}

export function MeanResult({ view, loading }: { view: MeanView; loading: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const last = view.steps.at(-1)!;
  const each = width > 860 ? Math.floor((width - 24) / 2) : width;
  const label = t(
    'Means of {0} draws from {1}, beside the Gaussian with the same mean and the standard deviation divided by the root of k',
    view.k,
    sentence(view.base),
  );
  return (
    <div ref={holder}>
      <p class="verdict" role="status">
        {t(
          'Means of {0} draws: their distribution function is at most {1} from that of the Gaussian with mean {2} and standard deviation {3}.',
          formatCount(view.k),
          estimateWords({ value: last.distance, standardError: last.standardError })!,
          formatValue(last.gaussian.mean),
          formatValue(last.gaussian.standardDeviation),
        )}
      </p>
      <ChartOrTable
        label={label}
        loading={loading}
        savable={false}
        help="mean of k"
        chart={() => (
          <div class="side-by-side">
            <Chart spec={meanSpec(view, theme.value, each)} label={label} name="mean-of-k" />
            <Chart
              spec={distanceSpec(view, theme.value, each)}
              label={t('Distance of the means from the Gaussian, as k grows')}
              name="mean-of-k-distance"
            />
          </div>
        )}
        table={() => (
          <Table
            caption={t('Distances from {0} simulated means', formatCount(view.draws))}
            head={['k', t('distance'), t('standard error'), t('bound'), t('standard deviation')]}
            rows={view.steps.map((s) => ({
              key: String(s.k),
              cells: [
                formatCount(s.k),
                formatValue(s.distance),
                formatValue(s.standardError),
                formatValue(s.bound),
                formatValue(s.gaussian.standardDeviation),
              ],
            }))}
          />
        )}
      />
      {view.tail && <p>{tailWords(view.tail)}</p>}
      {view.notes.map((note) => (
        <p key={note.text} class={note.text.startsWith('Warning') ? 'banner' : 'muted'}>
          {sentence(note)}
        </p>
      ))}
    </div>
  );
}

/** The density falls like a power of the distance; null: faster than any power. */
function tailWords({ estimate, low, high, order }: NonNullable<MeanView['tail']>): string {
  if (low === null)
    return t(
      'Tails: they fall faster than any power, as those of a Gaussian do (from the {0} values farthest out on the heavier side).',
      formatCount(order),
    );
  const index = (v: number | null) => formatValue(v ?? Infinity);
  return t(
    'Tails: index {0} (95 % interval {1} to {2}, from the {3} values farthest out on the heavier side; ∞: they fall faster than any power).',
    index(estimate),
    index(low),
    index(high),
    formatCount(order),
  );
}
