// Inside the flow:
// rows on their way from the base u to the data x, layer by layer, and the account of one row's density.
import { useMemo, useState } from 'preact/hooks';
import type { ExplorationState, LayersView } from '../../../src/protocol/exploration';
import { ChartOrTable } from '../../charts/chart-or-table';
import { logDetSpec, meanOf } from '../../charts/log-det-spec';
import { Chart } from '../../charts/vega';
import { Button, PlainSelect } from '../../controls/controls';
import { LensBar } from '../../controls/lens-bar';
import { usePlace } from '../../controls/playing';
import { Empty, Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { ViewOptions } from '../../controls/view-options';
import { useFetched } from '../../state/fetched';
import { useWidth } from '../../state/size';
import { conditions, split } from '../../state/store';
import type { Theme } from '../../state/theme';
import { formatNats } from '../../text/format';
import { layerName, pointName } from '../../text/names';
import { t } from '../../text/translate';
import { AccountTable } from './account';
import { LayerScatter, stageName } from './layer-scatter';
import { LayerSlider } from './layer-slider';

type From = LayersView['from'];
const SOURCES: { value: From; label: string }[] = [
  { value: 'test rows', label: t('test rows') },
  { value: 'flow samples', label: t('samples of the flow') },
  { value: 'chosen rows', label: t('chosen rows') },
];

export function Layers({ state }: { state: ExplorationState }) {
  const [from, setFrom] = useState<From>(state.dataPath ? 'test rows' : 'flow samples');
  const [text, setText] = useState('');
  const [rows, setRows] = useState<number[]>([]);
  const wanted = from === 'chosen rows' ? rows : undefined;
  const by = from === 'test rows' ? split.value : null;
  const given = from === 'chosen rows' ? {} : conditions.value;
  const key =
    state.model && (from !== 'chosen rows' || rows.length > 0)
      ? `${state.modelRevision}/${state.dataRevision}/${from}/${rows.join()}/${JSON.stringify([by, given])}`
      : null;
  const { data, error, loading, retry } = useFetched(
    'layers',
    {
      from,
      ...(wanted ? { rows: wanted } : {}),
      ...(by === null ? {} : { split: by }),
      ...(Object.keys(given).length > 0 ? { given } : {}),
    },
    key,
  );
  if (!state.model)
    return (
      <Empty>
        {t(
          'There is no flow to look into yet. Choose "Fit" above: rows then travel through its layers here, from Gaussian noise to your data, and each layer shows how much it stretches space.',
        )}
      </Empty>
    );
  const choose = (event: Event) => {
    event.preventDefault();
    setRows(parseRows(text));
  };
  return (
    <div class="layers">
      <LensBar state={state} />
      {from !== 'test rows' && split.value !== null && (
        <p class="muted">
          {t(
            'The split holds for test rows only: what is followed here was chosen in another way.',
          )}
        </p>
      )}
      <ViewOptions>
        <PlainSelect label={t('points')} value={from} options={SOURCES} onChange={setFrom} />
      </ViewOptions>
      {from === 'chosen rows' && (
        <form class="row" onSubmit={choose}>
          <label class="field">
            {t('row numbers from 0')}{' '}
            <input
              type="text"
              value={text}
              placeholder="0, 5, 20-29"
              onInput={(e) => setText(e.currentTarget.value)}
            />
          </label>
          <Button
            small
            onClick={() => setRows(parseRows(text))}
            disabled={parseRows(text).length === 0}
          >
            {t('Show Rows')}
          </Button>
        </form>
      )}
      {key === null && (
        <Empty>{t('Write row numbers, for example "0, 5, 20-29", and choose "Show Rows".')}</Empty>
      )}
      {key !== null && error && <Problem sentence={error} retry={retry} />}
      {key !== null && !error && !data && (
        <Loading sentence={t('Following the rows through the layers…')} />
      )}
      {key !== null && !error && data && data.rows.length === 0 && (
        <Empty>
          {t(
            'None of these rows went through the flow. Choose other rows, or samples of the flow.',
          )}
        </Empty>
      )}
      {key !== null && !error && data && data.rows.length > 0 && (
        <LayerPictures view={data} loading={loading} />
      )}
    </div>
  );
}

function LayerPictures({ view, loading }: { view: LayersView; loading: boolean }) {
  const last = view.names.length - 1;
  const place = usePlace(last);
  const { at } = place;
  const [point, setPoint] = useState(0);
  const index = Math.min(point, view.rows.length - 1);
  const stage = stageName(view, at);
  return (
    <>
      <div class="side-by-side">
        <div>
          <LayerScatter
            view={view}
            at={at}
            stage={stage}
            marked={index}
            onPick={setPoint}
            loading={loading}
          />
          <LayerSlider place={place} last={last} stage={stage} />
        </div>
        <div>
          <LayerStretch view={view} />
          <h2 class="part">{t("One row's account")}</h2>
          <label class="field">
            {t('point')}
            <input
              type="number"
              min={1}
              max={view.rows.length}
              value={index + 1}
              onInput={(e) =>
                setPoint(
                  Math.max(
                    0,
                    Math.min(view.rows.length, Math.round(Number(e.currentTarget.value)) || 1) - 1,
                  ),
                )
              }
            />
            <span>{t('of {0}: {1}', view.rows.length, pointName(view.rows[index]!))}</span>
          </label>
          <AccountTable view={view} index={index} />
        </div>
      </div>
    </>
  );
}

const STRETCH = t('Distribution of log|det J| of each layer over the rows; thick marks are means');

/** How much each layer stretches space, over all points. */
function LayerStretch({ view }: { view: LayersView }) {
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

/** "0, 5, 20-29" as row numbers, at most 1,000, without repeats; what is not a number is left out. */
export function parseRows(text: string): number[] {
  const rows = new Set<number>();
  for (const part of text.split(/[\s,;]+/)) {
    const match = /^(\d{1,8})(?:-(\d{1,8}))?$/.exec(part);
    if (!match) continue;
    const first = Number(match[1]);
    for (let row = first; row <= Number(match[2] ?? first) && rows.size < 1000; row++)
      if (row <= 10_000_000) rows.add(row);
  }
  return [...rows];
}

function extreme(values: Float32Array, of: (a: number, b: number) => number): number {
  return values.reduce(
    (best, v) => (Number.isFinite(v) ? (Number.isNaN(best) ? v : of(best, v)) : best),
    NaN,
  );
}
