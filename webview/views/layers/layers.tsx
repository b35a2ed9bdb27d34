// Inside the flow:
// rows on their way from the base u to the data x, layer by layer, and the account of one row's density.
import { useState } from 'preact/hooks';
import type { ExplorationState, LayersView } from '../../../src/protocol/exploration';
import { Button, PlainSelect } from '../../controls/controls';
import { LensBar } from '../../controls/lens-bar';
import { Empty, Loading, Problem } from '../../controls/states';
import { ViewOptions } from '../../controls/view-options';
import { useFetched } from '../../state/fetched';
import { conditions, split } from '../../state/store';
import { t } from '../../text/translate';
import { LayerPictures } from './layer-pictures';

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
        <LayerPictures view={data} loading={loading} revision={key} given={given} />
      )}
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
