// Two columns against each other:
// rows of the data, samples of the Gaussian, samples of the flow, and lines that hold stated masses.
import type { CloudView, ExplorationState } from '../../../src/protocol/exploration';
import { type Shown, type Source, SOURCES } from '../../../src/protocol/look';
import { ChartOrTable } from '../../charts/chart-or-table';
import { CloudTable } from '../../charts/cloud-table';
import { MASSES, widthOf } from '../../charts/contour-lines';
import { LensBar } from '../../controls/lens-bar';
import { SplitKey, Swatch } from '../../controls/split-key';
import { ZoomButtons } from '../../controls/zoom-buttons';
import { Empty, Loading, Problem } from '../../controls/states';
import { sourceLabel } from '../../state/model-words';
import { useCloud } from '../../state/cloud';
import { look, pairIn } from '../../state/look';
import { defaults, lens } from '../../state/store';
import { theme } from '../../state/theme';
import { formatValue } from '../../text/format';
import { columnTitle } from '../../text/titles';
import { t } from '../../text/translate';
import { CloudOptions, layoutFor, shownNow, zoomOf } from './cloud-options';
import { cloudWords, contourWords } from './cloud-words';
import { Clouds } from './clouds';
import { useContours, usePairContours } from './flow-contours';
import { PairMatrix } from '../../charts/pairs/pair-matrix';
import { TourCloud } from './tour-cloud';

export function Cloud({ state }: { state: ExplorationState }) {
  const asked = { count: defaults.value.cloudPoints, lens: lens.value };
  const key =
    state.selected.length > 0
      ? `${state.dataRevision}/${state.modelRevision}/${state.selected.join('\n')}/${JSON.stringify(asked)}`
      : null;
  const { data, error, loading, retry } = useCloud(asked, key);
  const bar = <LensBar state={state} />;
  if (key === null)
    return (
      <Empty>
        {t('No column is chosen. Choose one or two numeric columns: two make a cloud.')}
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
  const strip = view.columns.length === 1;
  const layout = layoutFor(view.columns);
  const shown = shownNow(layout);
  const { lines } = look.value;
  const [xIndex, yIndex] = pairIn(view.columns);
  const pair = { x: view.columns[xIndex]!, y: view.columns[yIndex]! };
  const contours = useContours(
    state,
    pair,
    (layout === 'beside' || layout === 'over') && lines.flow && !strip,
  );
  const ofPairs = usePairContours(state, view.columns, layout === 'pairs' && lines.flow);
  const pairs = layout === 'pairs' || layout === 'tour';
  const drawn = SOURCES.filter((s) => shown[s] && view[s]);
  const lined =
    !strip &&
    ((lines.gaussian && view.gaussian !== null) ||
      (lines.flow && (pairs ? ofPairs.data : contours.data) !== null));
  const keyed: Source[] =
    pairs && lines.gaussian && view.gaussian
      ? [...new Set([...drawn, 'gaussian' as const])]
      : drawn;
  const several = layout === 'beside' && drawn.length > 1;
  const gaussian = lines.gaussian ? (view.linear ?? state.gaussian) : null;
  const title = (column: string) => columnTitle(state.profile, column);
  const one = strip ? pair.x : t('{0} against {1}', pair.x, pair.y);
  const sources = drawn.map((s) => sourceLabel(s)).join(', ') || t('nothing chosen');
  const label = `${pairs ? (layout === 'tour' ? t('A tour through all columns') : t('All pairs of columns')) : one}: ${sources}`;
  const keys = (
    <>
      {view.split && <SplitKey levels={view.split.levels} />}
      {layout !== 'beside' && (!view.split || pairs) && (
        <SourcesKey
          sources={view.split ? keyed.filter((s) => s !== 'data') : keyed}
          shown={shown}
        />
      )}
      {lined && <LinesKey />}
      {layout !== 'pairs' && <ZoomButtons of={zoomOf(view, layout, [xIndex, yIndex])} />}
    </>
  );
  return (
    <div>
      <CloudOptions view={view} pair={[xIndex, yIndex]} />
      <ChartOrTable
        label={label}
        loading={loading}
        help={lined ? ['flow', 'lines of mass'] : 'flow'}
        caption={several ? undefined : keys}
        several={several}
        savable={!several}
        chart={() =>
          layout === 'tour' ? (
            <TourCloud view={view} shown={shown} gaussian={gaussian} label={label} />
          ) : pairs ? (
            <PairMatrix
              {...{ view, shown, gaussian, label, title }}
              contours={(lines.flow && ofPairs.data) || []}
            />
          ) : (
            <Clouds
              key={layout}
              {...{ state, view, xIndex, yIndex, title, label }}
              groups={layout === 'over' ? [drawn] : drawn.map((s) => [s])}
              drawGaussian={lines.gaussian}
              contours={lines.flow ? contours.data : null}
            />
          )
        }
        table={() => <CloudTable view={view} shown={shown} pair={[xIndex, yIndex]} />}
      />
      {several && <div class="chart-caption">{keys}</div>}
      {!strip && !pairs && contours.error && (
        <Problem sentence={contours.error} retry={contours.retry} />
      )}
      {layout === 'pairs' && ofPairs.error && (
        <Problem sentence={ofPairs.error} retry={ofPairs.retry} />
      )}
      <p class="muted">
        {[
          layout === 'tour' ? '' : cloudWords(view, xIndex, yIndex),
          layout === 'tour'
            ? t(
                'All columns are projected onto a plane that turns; each is scaled so that its axis runs from −1 to 1, and its arrow is as long as it is seen. Drag to turn. The lines of the Gaussian are its exact projection.',
              )
            : '',
          layout === 'pairs'
            ? t(
                'Above each column stands the median of the drawn rows, and in brackets below what 16 and 84 % of them lie.',
              )
            : '',
          strip || layout === 'tour'
            ? ''
            : contourWords(
                lines.gaussian && view.gaussian !== null,
                lines.flow ? (pairs ? (ofPairs.data?.[0] ?? null) : contours.data) : null,
                pairs ? ofPairs.loading : contours.loading,
              ),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  );
}

/** Whose points have which colour, where they share a picture. */
function SourcesKey({ sources, shown }: { sources: Source[]; shown: Shown }) {
  return (
    <ul class="split-key" aria-label={t('Colours')}>
      {sources.map((source) => (
        <li key={source}>
          <Swatch colour={theme.value[source]} />
          {shown[source] ? sourceLabel(source) : t('Gaussian')}
        </li>
      ))}
    </ul>
  );
}

/** How wide the line around each mass is. */
function LinesKey() {
  return (
    <ul class="split-key" aria-label={t('Lines')}>
      <li>{t('lines hold')}</li>
      {MASSES.map((mass) => (
        <li key={mass}>
          <svg class="line-sample" width="18" height="10" aria-hidden="true">
            <path d="M0 5H18" stroke="currentColor" stroke-width={widthOf(mass)} />
          </svg>
          {t('{0} %', formatValue(100 * mass))}
        </li>
      ))}
    </ul>
  );
}
