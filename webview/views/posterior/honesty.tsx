// Whether posteriors of this model can be believed, on pairs of the table that nothing was fitted on: a sentence and a
// verdict for each check, and their pictures.
import { useState } from 'preact/hooks';
import type { CalibrationResult } from '../../../src/protocol/inference';
import type { GivenValues } from '../../../src/protocol/model';
import { coverageSpec, ranksSpec } from '../../charts/calibration-spec';
import { ChartOrTable } from '../../charts/chart-or-table';
import { Chart } from '../../charts/vega';
import { Button } from '../../controls/controls';
import { Help } from '../../controls/help';
import { Icon } from '../../controls/icon';
import { Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { useFetched } from '../../state/fetched';
import { useWidth } from '../../state/size';
import { theme } from '../../state/theme';
import { formatCount, formatValue } from '../../text/format';
import { sentence, t } from '../../text/translate';
import { checksOf } from './checks';

const PAIRS = 1000;

export function Honesty({ observed }: { observed: GivenValues }) {
  const [asked, setAsked] = useState<{ observed: GivenValues; turn: number } | null>(null);
  const { data, error, loading, retry } = useFetched(
    'calibrate',
    { pairs: PAIRS, observed: asked?.observed ?? observed },
    asked && `${asked.turn}`,
  );
  return (
    <section aria-label={t('Can these posteriors be believed?')}>
      <h2 class="part">
        {t('Can these posteriors be believed?')}
        <Help of="calibration" />
      </h2>
      <div class="row">
        <Button
          disabled={loading}
          onClick={() => setAsked({ observed, turn: (asked?.turn ?? 0) + 1 })}
        >
          {data ? t('Check Again') : t('Check on Pairs of the Table')}
        </Button>
        {!data && !loading && (
          <span class="muted">
            {t('On up to {0} pairs that nothing was fitted on: seconds.', formatCount(PAIRS))}
          </span>
        )}
      </div>
      {loading && <Loading sentence={t('Drawing a posterior for each pair…')} />}
      {error && <Problem sentence={error} retry={retry} />}
      {data && !loading && <Checked found={data} />}
    </section>
  );
}

function Checked({ found }: { found: CalibrationResult }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const ranks = t('Ranks of the true parameters among draws');
  const coverage = t('How often regions hold the true parameters');
  return (
    <div ref={holder}>
      <ul class="checks">
        {checksOf(found).map(({ name, words, holds }) => (
          <li key={name}>
            <Icon name={holds === null ? 'info' : holds ? 'check' : 'warning'} />
            <span>
              <strong>{name}</strong> {words}
            </span>
          </li>
        ))}
      </ul>
      {found.notes.map((note) => (
        <p key={sentence(note)} class="muted">
          {sentence(note)}
        </p>
      ))}
      <ChartOrTable
        label={ranks}
        main={false}
        chart={() => (
          <Chart spec={ranksSpec(found, theme.value, width)} label={ranks} name="ranks" />
        )}
        table={() => (
          <Table
            caption={ranks}
            head={[t('parameter'), ...found.sbc.ranks[0]!.map((_, b) => formatCount(b + 1))]}
            rows={found.columns.map((name, d) => ({
              key: name,
              cells: [name, ...found.sbc.ranks[d]!.map((n) => formatCount(n))],
            }))}
          />
        )}
      />
      <ChartOrTable
        label={coverage}
        main={false}
        chart={() => (
          <Chart spec={coverageSpec(found, theme.value, width)} label={coverage} name="coverage" />
        )}
        table={() => (
          <Table
            caption={coverage}
            head={[t('level'), t('densest regions'), t('regions around random points')]}
            rows={found.coverage.map(([level, share], k) => ({
              key: String(level),
              cells: [level, share, found.tarp.coverage[k]![1]].map((v) => formatValue(v)),
            }))}
          />
        )}
      />
    </div>
  );
}
