// Each column of a result: its density where a formula gives it, otherwise a histogram with its error.
import { binsOf, endsOf, middleOf } from '../../../charts/bins';
import type { ChainMarginal, ChainView } from '../../../../src/protocol/operations';
import { chainPicture } from '../../../charts/chain-spec';
import { ChartOrTable } from '../../../charts/chart-or-table';
import { panelHeight } from '../../../charts/panel';
import { ResultPanel } from '../../../charts/result-panel';
import { SlotContext, useExporter } from '../../../charts/saving';
import { specExporter } from '../../../charts/vega';
import { Table } from '../../../controls/table';
import { useWidth } from '../../../state/size';
import { useNear } from '../../../state/visible';
import { formatValue } from '../../../text/format';
import { t } from '../../../text/translate';

const NARROWEST = 260;
const GAP = 16;

/** @param before the distribution before the step, drawn beside the result */
export function ResultMarginals({
  view,
  before,
  loading,
}: {
  view: ChainView;
  before: ChainView | null;
  loading: boolean;
}) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const { marginals, names } = view;
  const columns = Math.max(
    1,
    Math.min(marginals.length, Math.floor((width + GAP) / (NARROWEST + GAP))),
  );
  const panelWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  const label = t('Densities of {0}', marginals.map((m) => m.column).join(', '));
  return (
    <div ref={holder}>
      <ChartOrTable
        label={label}
        loading={loading}
        caption={<h2>{t('Marginals')}</h2>}
        chart={() => (
          <>
            <Whole view={view} before={before} width={width} />
            <SlotContext.Provider value={null}>
              <div
                class="marginals"
                style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
              >
                {marginals.map((m, d) => (
                  <Panel
                    key={m.column}
                    marginal={m}
                    before={before?.marginals.find((b) => b.column === m.column)}
                    width={panelWidth}
                    words={marginalWords(view, d)}
                  />
                ))}
              </div>
            </SlotContext.Provider>
          </>
        )}
        table={() => (
          <Table
            caption={t('Densities at points')}
            head={[t('column'), t('value'), t('density'), t('standard error')]}
            rows={marginals.flatMap((m) =>
              pointsOf(m).map(([x, p, e]) => ({
                key: `${m.column} ${x}`,
                cells: [
                  m.column,
                  formatValue(x),
                  formatValue(p),
                  e === null ? t('exact') : formatValue(e),
                ],
              })),
            )}
          />
        )}
      />
      {before && <p class="muted">{t('Dashed: before this step.')}</p>}
      {marginals.length < names.length && (
        <p class="muted">
          {t('These are the first {0} of {1} columns.', marginals.length, names.length)}
        </p>
      )}
    </div>
  );
}

function Panel({
  marginal,
  before,
  width,
  words,
}: {
  marginal: ChainMarginal;
  before: ChainMarginal | undefined;
  width: number;
  words: string;
}) {
  const [element, near] = useNear<HTMLElement>();
  const { histogram, curve, column, edges } = marginal;
  const [low, high] = endsOf(edges);
  return (
    <figure class="marginal" ref={element} style={{ minHeight: `${panelHeight(width, false)}px` }}>
      {near && (histogram || curve) && (
        <ResultPanel marginal={marginal} before={before} width={width} label={words} />
      )}
      {!histogram && !curve && (
        <p>{t('{0} is always {1}.', column, formatValue((low + high) / 2))}</p>
      )}
      {histogram && histogram.below + histogram.above > 0 && (
        <figcaption class="muted">
          {t('{0} below and {1} above this axis', histogram.below, histogram.above)}
        </figcaption>
      )}
    </figure>
  );
}

/** Saves all panels as one picture. */
function Whole({
  view,
  before,
  width,
}: {
  view: ChainView;
  before: ChainView | null;
  width: number;
}) {
  useExporter(
    specExporter('result', (colours) =>
      chainPicture(view.marginals, colours, Math.max(width, NARROWEST), before?.marginals),
    ),
  );
  return null;
}

function marginalWords({ marginals, mean, covariance, names }: ChainView, d: number): string {
  const deviation = Math.sqrt(Math.max(0, covariance[d * (names.length + 1)]!));
  return t(
    'Density of {0}: mean {1}, standard deviation {2}',
    marginals[d]!.column,
    formatValue(mean[d]!.value),
    formatValue(deviation),
  );
}

const ROWS = 15;

function pointsOf({
  edges,
  histogram,
  curve,
}: ChainMarginal): [x: number, density: number, error: number | null][] {
  if (curve) {
    const every = Math.max(1, Math.floor(curve.x.length / ROWS));
    return curve.x.flatMap((x, k) => (k % every === 0 ? [[x, curve.y[k]!, null]] : []));
  }
  if (!histogram) return [];
  const { density, standardError } = histogram;
  const every = Math.max(1, Math.floor(density.length / ROWS));
  return binsOf(edges).flatMap((bin, b) =>
    b % every === 0 ? [[middleOf(bin), density[b]!, standardError[b]!]] : [],
  );
}
