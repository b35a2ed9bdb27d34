// How much each layer stretches space, over all points.
import { useMemo } from 'preact/hooks';
import type { LayersView } from '../../../src/protocol/exploration';
import { ChartOrTable } from '../../charts/chart-or-table';
import { logDetSpec, meanOf } from '../../charts/log-det-spec';
import { Chart } from '../../charts/vega';
import { Table } from '../../controls/table';
import { useWidth } from '../../state/size';
import type { Theme } from '../../state/theme';
import { formatNats } from '../../text/format';
import { layerName } from '../../text/names';
import { t } from '../../text/translate';

const STRETCH = t('Distribution of log|det J| of each layer over the rows; thick marks are means');

export function LayerStretch({ view }: { view: LayersView }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const spec = useMemo(() => (colours: Theme) => logDetSpec(view, colours, width), [view, width]);
  return (
    <div ref={holder}>
      <ChartOrTable
        label={STRETCH}
        main={false}
        chart={() => <Chart spec={spec} label={STRETCH} name="log determinants" />}
        table={() => (
          <Table
            caption={t('Mean log|det J| of each layer over the rows, in nats')}
            head={[t('layer'), t('mean'), t('smallest'), t('largest')]}
            stacks
            rows={view.names.slice(1).map((name, l) => {
              const logDets = view.logDets[l + 1]!;
              return {
                key: name,
                cells: [
                  layerName(name),
                  formatNats(meanOf(logDets)),
                  formatNats(extreme(logDets, Math.min)),
                  formatNats(extreme(logDets, Math.max)),
                ],
              };
            })}
          />
        )}
      />
    </div>
  );
}

function extreme(values: Float32Array, of: (a: number, b: number) => number): number {
  return values.reduce(
    (best, v) => (Number.isFinite(v) ? (Number.isNaN(best) ? v : of(best, v)) : best),
    NaN,
  );
}
