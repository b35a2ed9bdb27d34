// Gains over the Gaussian as a chart: the whole models at once, single columns when their small flows are fitted.
import { useEffect, useState } from 'preact/hooks';
import type { CompareColumn, Comparison } from '../../../src/protocol/exploration';
import type { SeedScore } from '../../../src/protocol/model';
import { ChartOrTable } from '../../charts/chart-or-table';
import { gainSpec } from '../../charts/compare-spec';
import { Chart } from '../../charts/vega';
import { Button } from '../../controls/controls';
import { Empty, Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { keepGains } from '../../state/column-gains';
import { useFetched } from '../../state/fetched';
import { useWidth } from '../../state/size';
import { formatCount, formatNats, formatScore } from '../../text/format';
import { FLOW_LABELS } from '../../text/names';
import { t } from '../../text/translate';

/** More small flows than these are fitted only when somebody asks: each takes about a second. */
const COLUMNS_AT_ONCE = 24;

/** `columnsKey`: null where single columns cannot be compared */
export function Gains({
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
  useEffect(() => {
    if (columns.data) keepGains(columns.data);
  }, [columns.data]);
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
  const band = models.some((m) => m.seeds)
    ? t('; the band reaches from the lowest to the highest seed')
    : '';
  return (
    <div ref={holder}>
      <ChartOrTable
        label={t('Gain over the Gaussian, of the whole flow and of each column alone')}
        loading={loading}
        help="column alone"
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
            label={`${t('Gain over the Gaussian in nats per row, with two standard errors to either side')}${band}`}
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
    </div>
  );
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
