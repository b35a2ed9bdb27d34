// The price of a determinant on this machine, measured when asked for.
import type { ExplorationState } from '../../../../src/protocol/exploration';
import type { DeterminantPrice } from '../../../../src/protocol/first-flow';
import { priceWords, timeWords } from '../../../../src/protocol/first-flow-words';
import { ChartOrTable } from '../../../charts/chart-or-table';
import { priceSpec } from '../../../charts/first-flow-spec';
import { Chart } from '../../../charts/vega';
import { Button, ProgressRing } from '../../../controls/controls';
import { Help } from '../../../controls/help';
import { Table } from '../../../controls/table';
import { useFetched } from '../../../state/fetched';
import { useWidth } from '../../../state/size';
import { attempt, busy, host } from '../../../state/store';
import { theme } from '../../../state/theme';
import { speech, t } from '../../../text/translate';
import { timed, timing } from './state';

/** @param running a build-up is under way, beside which nothing is measured */
export function PricePart({ state, running }: { state: ExplorationState; running: boolean }) {
  const key = JSON.stringify([state.selected.length, timed.value]);
  const { data, loading } = useFetched('determinantPrice', { start: false }, key);
  const measure = () => {
    timing.value = true;
    void attempt(() => host().call('determinantPrice', { start: true })).finally(() => {
      timing.value = false;
      timed.value++;
    });
  };
  return (
    <section aria-label={t('The price of a determinant')}>
      <h2 class="part">
        {t('The price of a determinant')}
        <Help of="price" />
      </h2>
      <p>{t('Both ways to it are timed on this machine, with N from 2 to 512 columns.')}</p>
      <div class="row">
        {timing.value ? (
          <>
            <ProgressRing />
            <span role="status">{t('Measuring, about two seconds…')}</span>
            <Button small onClick={() => void attempt(() => host().call('stopFirstFlow', {}))}>
              {t('Stop')}
            </Button>
          </>
        ) : loading && !data ? null : (
          <Button disabled={running || busy.value} onClick={measure}>
            {data ? t('Measure Again') : t('Measure on This Machine')}
          </Button>
        )}
      </div>
      {data && <Measured price={data} />}
    </section>
  );
}

function Measured({ price }: { price: DeterminantPrice }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const label = t(
    'Seconds for a determinant of N columns: LU decomposition, the sum of log-diagonals, and a whole log density of a flow',
  );
  const time = (seconds: number) => timeWords(seconds, speech);
  return (
    <div ref={holder}>
      <ChartOrTable
        label={label}
        main={false}
        chart={() => (
          <Chart
            spec={priceSpec(price, theme.value, Math.min(width, 760))}
            label={label}
            name="price-of-a-determinant"
          />
        )}
        table={() => (
          <Table
            caption={t('The least time of many, for one row; sizes are columns')}
            head={['N', t('LU decomposition'), t('sum of log-diagonals')]}
            rows={price.sizes.map((s) => ({
              key: String(s.n),
              cells: [String(s.n), time(s.lu), time(s.sum)],
            }))}
          />
        )}
      />
      {priceWords(price, speech).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}
