// Mean of k: the central limit theorem on a column, with k by a slider.
import type { ExplorationState } from '../../src/protocol/exploration';
import type { MeanView } from '../../src/protocol/change-of-variables';
import { theme } from '../charts/theme';
import { distanceSpec, meanSpec } from '../charts/transform-mean-spec';
import { Chart } from '../charts/vega';
import { useFetched } from '../fetched';
import { formatCount, formatValue } from '../ui/format';
import { useWidth } from '../ui/size';
import { ChartOrTable, Loading, Problem, Table } from '../ui/states';
import { BaseField, chosenBase } from './transform-base';
import { k } from './transform-state';

const SEED = 1;
const LARGEST = 10; // 2^10

export function MeanOfK({ state }: { state: ExplorationState }) {
  const asked = { base: chosenBase(state), k: k.value, seed: SEED };
  const { data, error, loading, retry } = useFetched('meanOfDraws', asked, JSON.stringify([asked, state.dataRevision, state.modelRevision]));
  return (
    <>
      <div class="row">
        <BaseField state={state} />
      </div>
      <label class="slider">
        <span>k</span>
        <input type="range" min={0} max={LARGEST} step={1} value={Math.log2(k.value)} aria-label="k, the number of draws in a mean" aria-valuetext={String(k.value)} onInput={(e) => (k.value = 2 ** Number(e.currentTarget.value))} />
        <span class="stage">{`mean of ${formatCount(k.value)}`}</span>
      </label>
      {error ? <Problem sentence={error} retry={retry} /> : data ? <Shown view={data} loading={loading} /> : <Loading sentence="Drawing means…" />}
    </>
  );
}

function Shown({ view, loading }: { view: MeanView; loading: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const last = view.steps[view.steps.length - 1];
  const each = width > 860 ? Math.floor((width - 24) / 2) : width;
  const label = `Means of ${view.k} draws from ${view.base}, beside the Gaussian with the same mean and the standard deviation divided by the root of k`;
  return (
    <div ref={holder}>
      <p class="verdict" role="status">
        {`Means of ${view.k} are ${formatValue(last.distance)} ± ${formatValue(last.standardError)} from the Gaussian with mean ${formatValue(last.gaussian.mean)} and standard deviation ${formatValue(last.gaussian.standardDeviation)} (largest gap between the distribution functions).`}
      </p>
      <ChartOrTable
        label={label}
        loading={loading}
        savable={false}
        chart={() => (
          <div class="side-by-side">
            <Chart spec={meanSpec(view, theme.value, each)} label={label} name="mean-of-k" />
            <Chart spec={distanceSpec(view, theme.value, each)} label="Distance of the means from the Gaussian, as k grows" name="mean-of-k-distance" />
          </div>
        )}
        table={() => (
          <Table
            caption={`Distances from ${formatCount(view.draws)} simulated means`}
            head={['k', 'distance', 'standard error', 'bound', 'standard deviation']}
            rows={view.steps.map((s) => ({ key: String(s.k), cells: [formatCount(s.k), formatValue(s.distance), formatValue(s.standardError), formatValue(s.bound), formatValue(s.gaussian.standardDeviation)] }))}
          />
        )}
      />
      {view.tail && <p>{`Tail index ${formatValue(view.tail.estimate)} (95 % interval ${formatValue(view.tail.low)} to ${formatValue(view.tail.high)}, Hill's estimate from the ${view.tail.order} values farthest from the median).`}</p>}
      {view.notes.map((note) => (
        <p key={note} class={note.startsWith('Warning') ? 'banner' : 'muted'}>
          {note}
        </p>
      ))}
    </div>
  );
}
