// What a transform does to a column: its histogram before, and after, as the flow would see it.
import { binsOf, endsOf } from '../charts/bins';
import { ChartOrTable } from '../charts/chart-or-table';
import type { Histogram } from '../../src/protocol/data';
import type { TransformChoice } from '../../src/protocol/choices';
import type { TransformPreview } from '../../src/protocol/pictures';
import { EndNumbers } from '../charts/axes';
import { Table } from '../controls/table';
import { useFetched } from '../state/fetched';
import { theme } from '../state/theme';
import { formatCount, formatValue } from '../text/format';
import { sentence, t } from '../text/translate';

const WIDTH = 150;
const HEIGHT = 56;
const WORDS: Record<TransformPreview['kind'], string> = {
  none: t('standardised only'),
  log: t('log, then standardised'),
  asinh: t('asinh, then standardised'),
  logit: t('logit, then standardised'),
};

export function TransformEffect({
  column,
  choice,
  revision,
}: {
  column: string;
  choice: TransformChoice;
  revision: number;
}) {
  const { data, error } = useFetched(
    'transformPreview',
    { column, choice },
    JSON.stringify([column, choice, revision]),
    true,
  );
  if (error) return <p class="wrong">{error}</p>;
  if (!data) return <p class="muted">{t('Drawing its effect…')}</p>;
  const notes = [
    ...data.notes.map(sentence),
    t('From {0} rows; the line is a standard Gaussian.', formatCount(data.rows)),
  ];
  return (
    <div>
      <ChartOrTable
        label={t('effect on {0}', column)}
        main={false}
        savable={false}
        table={() => <EffectTable view={data} />}
        chart={() => (
          <div class="effect">
            <figure>
              <Bars
                histogram={data.before}
                label={t(
                  '{0} before: {1} to {2}',
                  column,
                  formatValue(data.before.edges[0]),
                  formatValue(data.before.edges.at(-1)),
                )}
              />
              <figcaption>{t('before')}</figcaption>
            </figure>
            <span aria-hidden="true">→</span>
            <figure>
              <Bars
                histogram={data.after}
                density={data.density}
                label={t(
                  '{0} after, {1}: {2} to {3}',
                  column,
                  WORDS[data.kind],
                  formatValue(data.after.edges[0]),
                  formatValue(data.after.edges.at(-1)),
                )}
              />
              <figcaption>
                {t('after: {0}', WORDS[data.kind])}
                {data.integer && t(', with noise within ±1/2')}
              </figcaption>
            </figure>
          </div>
        )}
      />
      <p class="muted">{notes.join(' ')}</p>
    </div>
  );
}

/** Both histograms, one below the other. */
function EffectTable({ view: { before, after, kind } }: { view: TransformPreview }) {
  const bins = (words: string, { edges, counts }: Histogram) =>
    binsOf(edges).map(({ low, high }, b) => ({
      key: `${words} ${b}`,
      cells: [words, formatValue(low), formatValue(high), formatCount(counts[b])],
    }));
  return (
    <Table
      caption={t('Rows in bins before and after: {0}', WORDS[kind])}
      head={[t('when'), t('from'), t('to'), t('rows')]}
      rows={[...bins(t('before'), before), ...bins(t('after'), after)]}
    />
  );
}

/**
 * Small bars with both ends of the axis below them; with densities also the standard Gaussian that a flow starts from.
 */
function Bars({
  histogram: { edges, counts },
  density,
  label,
}: {
  histogram: Histogram;
  density?: number[];
  label: string;
}) {
  const { area, flow, foreground } = theme.value;
  const heights = density ?? counts;
  const [low, high] = endsOf(edges);
  const normal = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  const top = Math.max(...heights, density ? normal(0) : 0) || 1;
  const end = (value: number) => formatValue(Number(value.toPrecision(3)));
  const width = WIDTH / counts.length;
  const bars = heights
    .map((h, b) =>
      h > 0
        ? `M${(b * width).toFixed(2)} ${HEIGHT}v${((-HEIGHT * h) / top).toFixed(2)}h${width.toFixed(2)}V${HEIGHT}Z`
        : '',
    )
    .join('');
  const curve = Array.from({ length: 61 }, (_, k) => {
    const z = low + (k * (high - low)) / 60;
    return `${k === 0 ? 'M' : 'L'}${((k * WIDTH) / 60).toFixed(1)} ${(HEIGHT * (1 - normal(z) / top)).toFixed(1)}`;
  }).join('');
  return (
    <svg
      role="img"
      aria-label={label}
      width={WIDTH}
      height={HEIGHT + 14}
      viewBox={`0 0 ${WIDTH} ${HEIGHT + 14}`}
      class="bars"
    >
      <path d={bars} fill={area} />
      {density && <path d={curve} fill="none" stroke={flow} stroke-width={1.5} />}
      <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke={foreground} />
      <EndNumbers texts={[end(low), end(high)]} x={0} y={HEIGHT + 12} length={WIDTH} />
    </svg>
  );
}
