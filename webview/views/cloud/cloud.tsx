// Two columns against each other:
// rows of the data, samples of the Gaussian, samples of the flow, and lines that hold stated masses.
import { useState } from 'preact/hooks';
import type { CloudView, ExplorationState } from '../../../src/protocol/exploration';
import { ChartOrTable } from '../../charts/chart-or-table';
import { type Source, SOURCES, SOURCE_LABELS } from '../../charts/cloud-picture';
import { MASSES } from '../../charts/contour-lines';
import { Checkbox, Dropdown } from '../../controls/controls';
import { LensBar } from '../../controls/lens-bar';
import { SplitKey } from '../../controls/split-key';
import { ToolChoice } from '../../controls/tool-choice';
import { Empty, Loading, Problem } from '../../controls/states';
import { useFetched } from '../../state/fetched';
import { axes, conditions, defaults, lens } from '../../state/store';
import { columnTitle } from '../../text/titles';
import { t } from '../../text/translate';
import { CloudTable, cloudWords, contourWords } from './cloud-words';
import { Clouds } from './clouds';
import { PairMatrix } from './pair-matrix';

const LARGEST = 100_000;
const LAYOUTS = [
  { value: 'beside', label: t('side by side') },
  { value: 'over', label: t('over one another') },
  { value: 'pairs', label: t('all pairs') },
] as const;
type Layout = (typeof LAYOUTS)[number]['value'];
/** Beside each other all three have room; over one another the Gaussian would hide too much. */
const SHOWN_FIRST: Record<Layout, Record<Source, boolean>> = {
  beside: { data: true, gaussian: true, flow: true },
  over: { data: true, gaussian: false, flow: true },
  pairs: { data: true, gaussian: false, flow: true },
};

export function Cloud({ state }: { state: ExplorationState }) {
  const count = Math.min(defaults.value.cloudPoints, LARGEST);
  const asked = { count, lens: lens.value };
  const key =
    state.selected.length > 0
      ? `${state.dataRevision}/${state.modelRevision}/${state.selected.join('\n')}/${JSON.stringify(asked)}`
      : null;
  const { data, error, loading, retry } = useFetched('cloud', asked, key);
  const bar = <LensBar state={state} />;
  if (key === null)
    return (
      <Empty>
        {t('No column is chosen. Choose one or two numeric columns above: two make a cloud.')}
      </Empty>
    );
  if (error)
    return (
      <>
        {bar}
        <Problem sentence={error} retry={retry} />
      </>
    );
  if (!data) return <Loading sentence={t('Reading rows and drawing samples…')} />;
  if (data.data.count === 0 && !data.flow && !data.gaussian)
    return (
      <Empty>
        {t(
          'No row is complete in the chosen columns, so there are no points. Choose fewer columns.',
        )}
      </Empty>
    );
  return (
    <>
      {bar}
      <CloudChart state={state} view={data} loading={loading} />
    </>
  );
}

function CloudChart({
  state,
  view,
  loading,
}: {
  state: ExplorationState;
  view: CloudView;
  loading: boolean;
}) {
  const [x, setX] = useState(view.columns[0]!);
  const [y, setY] = useState(view.columns[1] ?? view.columns[0]!);
  const strip = view.columns.length === 1;
  const [layout, setLayout] = useState<Layout>('beside');
  const [chosen, setChosen] = useState(SHOWN_FIRST);
  const shown = chosen[layout];
  const setShown = (next: Record<Source, boolean>) => setChosen({ ...chosen, [layout]: next });
  const [drawGaussian, setDrawGaussian] = useState(true);
  const [drawFlow, setDrawFlow] = useState(true);
  const xIndex = Math.max(0, view.columns.indexOf(x));
  const found = view.columns.indexOf(y);
  const yIndex = found >= 0 ? found : Math.min(1, view.columns.length - 1);
  const pair = { x: view.columns[xIndex]!, y: view.columns[yIndex]! };
  const contours = useContours(state, pair, layout !== 'pairs' && drawFlow && !strip);
  const options = view.columns.map((c) => ({ value: c, label: c }));
  const pairs = layout === 'pairs' && view.columns.length > 2;
  const drawn = SOURCES.filter((s) => shown[s] && view[s]);
  const title = (column: string) => columnTitle(state.profile, column);
  const one = strip ? pair.x : t('{0} against {1}', pair.x, pair.y);
  const sources = drawn.map((s) => SOURCE_LABELS[s]).join(', ') || t('nothing chosen');
  const label = `${pairs ? t('All pairs of columns') : one}: ${sources}`;
  return (
    <div>
      <div class="row">
        {!strip && !pairs && (
          <Dropdown label={t('across')} value={pair.x} options={options} onChange={setX} />
        )}
        {!strip && !pairs && (
          <Dropdown label={t('up')} value={pair.y} options={options} onChange={setY} />
        )}
        <Dropdown
          label={t('layout')}
          value={layout}
          options={LAYOUTS.filter((l) => l.value !== 'pairs' || view.columns.length > 2)}
          onChange={setLayout}
        />
        <ToolChoice />
      </div>
      <div class="row">
        {SOURCES.map((s) => (
          <span key={s} class={`key key-${s}`}>
            <Checkbox
              checked={shown[s] && view[s] !== null}
              disabled={view[s] === null}
              onChange={(on) => setShown({ ...shown, [s]: on })}
            >
              {SOURCE_LABELS[s]}
            </Checkbox>
          </span>
        ))}
        {!strip && !pairs && (
          <>
            <Checkbox
              checked={drawGaussian && view.gaussian !== null}
              disabled={view.gaussian === null}
              onChange={setDrawGaussian}
            >
              {t('lines of the Gaussian')}
            </Checkbox>
            <Checkbox
              checked={drawFlow && view.flow !== null}
              disabled={view.flow === null}
              onChange={setDrawFlow}
            >
              {t('lines of the flow')}
            </Checkbox>
          </>
        )}
      </div>
      {view.split && <SplitKey levels={view.split.levels} />}
      <ChartOrTable
        label={label}
        loading={loading}
        savable={layout !== 'beside' || drawn.length <= 1}
        help={strip || pairs ? 'flow' : ['flow', 'lines of mass']}
        chart={() =>
          pairs ? (
            <PairMatrix view={view} shown={shown} label={label} title={title} />
          ) : (
            <Clouds
              key={layout}
              {...{ state, view, xIndex, yIndex, title, label }}
              groups={layout === 'over' ? [drawn] : drawn.map((s) => [s])}
              drawGaussian={drawGaussian}
              contours={drawFlow ? contours.data : null}
            />
          )
        }
        table={() => <CloudTable view={view} shown={shown} pair={[xIndex, yIndex]} />}
      />
      {!strip && !pairs && contours.error && (
        <Problem sentence={contours.error} retry={contours.retry} />
      )}
      <p class="muted">
        {[
          cloudWords(view, xIndex, yIndex),
          strip || pairs
            ? ''
            : contourWords(
                drawGaussian && view.gaussian !== null,
                drawFlow ? contours.data : null,
                contours.loading,
              ),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  );
}

/** Lines of the flow for this pair; nothing is asked where there is no flow of both columns. */
function useContours(state: ExplorationState, { x, y }: { x: string; y: string }, wanted: boolean) {
  const columns = state.model?.metadata.specification.columns ?? [];
  const possible =
    wanted && x !== y && columns.includes(x) && columns.includes(y) && state.dataPath !== null;
  const asked = {
    x,
    y,
    masses: MASSES,
    axes: axes.value,
    ...(Object.keys(conditions.value).length > 0 ? { given: conditions.value } : {}),
  };
  return useFetched(
    'contours',
    asked,
    possible ? `${state.modelRevision}/${state.dataRevision}/${JSON.stringify(asked)}` : null,
    true,
  );
}
