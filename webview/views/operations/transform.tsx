// Transform: y = f(x) of one column, as the lecture draws it, with the exact numbers at a place that is dragged.
import type { TransformView } from '../../../src/protocol/change-of-variables';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { ChartOrTable } from '../../charts/chart-or-table';
import { TransformPicture } from '../../charts/transform-picture';
import { Button } from '../../controls/controls';
import { CopyLine } from '../../controls/copy-line';
import { usePlace } from '../../controls/playing';
import { Loading, Problem } from '../../controls/states';
import { Table } from '../../controls/table';
import { TextField } from '../../controls/text-field';
import { useFetched } from '../../state/fetched';
import { useWidth } from '../../state/size';
import { theme } from '../../state/theme';
import { formatValue } from '../../text/format';
import { t } from '../../text/translate';
import { BaseField, chosenBase } from './base-field';
import { EXAMPLES, formula, place, take } from './state';

export function Transform({ state }: { state: ExplorationState }) {
  const base = chosenBase(state);
  const asked = { base, formula: formula.value, place: place.value };
  const key = JSON.stringify([asked, state.dataRevision, state.modelRevision]);
  const { data, error, loading, retry } = useFetched('changeOfVariables', asked, key);
  return (
    <>
      <div class="row">
        <BaseField state={state} />
        <span class="field">
          <span aria-hidden="true">{t('formula')}</span>
          <TextField
            label={t('formula, such as y = x^3 - x')}
            value={formula.value}
            onChange={(text) => {
              place.value = null;
              formula.value = text;
            }}
          />
        </span>
      </div>
      <div class="row" role="group" aria-label={t('Examples')}>
        <span class="muted">{t('Examples:')}</span>
        {EXAMPLES.map((example) => (
          <Button
            key={example.label}
            small
            title={t(
              '{0} of {1}',
              example.formula,
              example.base.kind === 'typed' ? example.base.text : '',
            )}
            onClick={() => take(example)}
          >
            {example.label}
          </Button>
        ))}
      </div>
      {error ? (
        <Problem sentence={error} retry={retry} />
      ) : data ? (
        <TransformResult view={data} loading={loading} />
      ) : (
        <Loading sentence={t('Looking for every root…')} />
      )}
      {data && !error && <CopyLine />}
    </>
  );
}

/** The picture with its places and numbers; also of a chain whose last step is such a formula. */
export function TransformResult({ view, loading }: { view: TransformView; loading: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const travel = usePlace(2);
  const stage = STAGES[Math.round(travel.at)]!(view);
  const label = t(
    '{0} = f({1}), for {2} from {3}: the density of {4} below, f, and the density of {5} at the side',
    view.result,
    view.variable,
    view.variable,
    view.base,
    view.variable,
    view.result,
  );
  return (
    <div ref={holder}>
      <p class="verdict" role="status">
        <span class="muted">{t('Is f a diffeomorphism?')}</span> {view.reason}
      </p>
      <ChartOrTable
        label={label}
        loading={loading}
        chart={() => (
          <>
            <TransformPicture
              view={view}
              width={width}
              colours={theme.value}
              at={place.value}
              travelled={travel.at}
              onPlace={(next) => (place.value = next)}
              label={label}
            />
            <div class="slider">
              <Button small onClick={travel.playing ? travel.pause : travel.play}>
                {travel.playing ? t('Pause') : t('Play')}
              </Button>
              <span aria-hidden="true">{view.variable}</span>
              <input
                type="range"
                min={0}
                max={2}
                step="any"
                value={travel.at}
                aria-label={t('small intervals on their way')}
                aria-valuetext={stage}
                onInput={(e) => travel.move(Number(e.currentTarget.value))}
              />
              <span aria-hidden="true">{view.result}</span>
              <span class="stage">{stage}</span>
            </div>
          </>
        )}
        table={() => <Figures view={view} />}
      />
      {view.marks.length > 0 && (
        <p class="muted">
          {t('Circles and crosses mark where f turns, is flat, breaks, or is not defined.')}
        </p>
      )}
      <Sliders view={view} />
      <Numbers view={view} />
      {view.notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
    </div>
  );
}

const STAGES: readonly ((view: TransformView) => string)[] = [
  ({ variable }) => t('intervals of equal length in {0}', variable),
  () => t('carried up to f'),
  ({ result }) => t("stretched by |f'|: their length in {0}", result),
];

/** Both places by keyboard: one slider for x, one for y. */
function Sliders({ view }: { view: TransformView }) {
  const at = view.place;
  const slider = (
    name: string,
    [low, high]: [number, number],
    value: number | null,
    set: (v: number) => void,
  ) => (
    <label class="slider">
      <span>{name}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={(high - low) / 500}
        value={value ?? (low + high) / 2}
        aria-label={t('place in {0}', name)}
        aria-valuetext={formatValue(value)}
        onInput={(e) => set(Number(e.currentTarget.value))}
      />
      <span class="stage">
        {value === null ? t('drag it, or the picture') : `${name} = ${formatValue(value)}`}
      </span>
    </label>
  );
  return (
    <div class="side-by-side">
      {slider(view.variable, view.xRange, at?.x ?? null, (x) => (place.value = { x }))}
      {slider(
        view.result,
        view.yRange,
        at && Number.isFinite(at.y) ? at.y : null,
        (y) => (place.value = { y }),
      )}
    </div>
  );
}

/** The rule with its numbers, at the place that is held. */
function Numbers({ view }: { view: TransformView }) {
  const at = view.place;
  if (!at)
    return (
      <p class="muted">
        {t(
          'Drag in the picture: every root of f({0}) = {1} appears, with what it adds to the density.',
          view.variable,
          view.result,
        )}
      </p>
    );
  if (!Number.isFinite(at.y))
    return <p>{t('f is not defined at {0} = {1}.', view.variable, formatValue(at.x))}</p>;
  const first = at.roots.length > 20 ? t('; the first 20 of {0}', at.roots.length) : '';
  const sum =
    at.roots
      .map((r) => `${formatValue(r.baseDensity)} / ${formatValue(Math.abs(r.slope))}`)
      .slice(0, 6)
      .join(' + ') + (at.roots.length > 6 ? ' + …' : '');
  return (
    <>
      <p>
        {at.roots.length > 0
          ? `p(${view.result} = ${formatValue(at.y)}) = ${sum} = ${formatValue(at.density)}`
          : t(
              'No {0} has f({1}) = {2}: the density is 0.',
              view.variable,
              view.variable,
              formatValue(at.y),
            )}
        {at.atom > 0 && t(' This value has the probability {0} of its own.', formatValue(at.atom))}
      </p>
      {at.roots.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t('The roots, as a table')}>
          <Table
            caption={`${t('Every {0} with f({1}) = {2}', view.variable, view.variable, formatValue(at.y))}${first}`}
            head={[view.variable, `p(${view.variable})`, "f'", t('adds')]}
            rows={at.roots.slice(0, 20).map((r) => ({
              key: String(r.x),
              cells: [
                formatValue(r.x),
                formatValue(r.baseDensity),
                formatValue(r.slope),
                formatValue(r.baseDensity / Math.abs(r.slope)),
              ],
            }))}
          />
        </div>
      )}
    </>
  );
}

function Figures({ view }: { view: TransformView }) {
  const every = Math.max(1, Math.floor(view.density.length / 40));
  return (
    <>
      <Table
        caption={t(
          'Small intervals of {0}: where they go, and how they are stretched',
          view.variable,
        )}
        head={[
          t('{0} from', view.variable),
          t('to'),
          t('{0} from', view.result),
          `${t('to')} `,
          t('stretched by'),
        ]}
        rows={view.intervals.map((i) => ({
          key: String(i.x[0]),
          cells: [
            formatValue(i.x[0]),
            formatValue(i.x[1]),
            formatValue(i.y[0]),
            formatValue(i.y[1]),
            formatValue(Math.abs((i.y[1] - i.y[0]) / (i.x[1] - i.x[0]))),
          ],
        }))}
      />
      <Table
        caption={t(
          'Density of {0}; {1} of the base is left out',
          view.result,
          formatValue(view.omittedMass),
        )}
        head={[t('{0} from', view.result), t('to'), t('density')]}
        rows={view.density
          .filter((_, i) => i % every === 0)
          .map((d, j) => ({
            key: String(j),
            cells: [
              formatValue(view.yEdges[j * every]),
              formatValue(view.yEdges[j * every + 1]),
              formatValue(d),
            ],
          }))}
      />
      {view.atoms.length > 0 && (
        <Table
          caption={t('Values with a probability of their own')}
          head={[view.result, t('probability')]}
          rows={view.atoms.map((a) => ({
            key: String(a.value),
            cells: [formatValue(a.value), formatValue(a.probability)],
          }))}
        />
      )}
    </>
  );
}
