// Transform: y = f(x) of one column, as the lecture draws it, with the exact numbers at a place that is dragged.
import type { TransformView } from '../../src/protocol/change-of-variables';
import type { ExplorationState } from '../../src/protocol/exploration';
import { theme } from '../charts/theme';
import { TransformPicture } from '../charts/transform-picture';
import { useFetched } from '../fetched';
import { Button } from '../ui/controls';
import { formatValue } from '../ui/format';
import { useWidth } from '../ui/size';
import { ChartOrTable, Loading, Problem, Table } from '../ui/states';
import { usePlace } from './layer-slider';
import { BaseField, chosenBase, TextField } from './transform-base';
import { EXAMPLES, formula, place, take } from './transform-state';

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
          <span aria-hidden="true">formula</span>
          <TextField
            label="formula, such as y = x^3 - x"
            value={formula.value}
            onChange={(text) => {
              place.value = null;
              formula.value = text;
            }}
          />
        </span>
      </div>
      <div class="row" role="group" aria-label="Examples">
        <span class="muted">Examples:</span>
        {EXAMPLES.map((example) => (
          <Button key={example.label} small title={`${example.formula} of ${example.base.kind === 'typed' ? example.base.text : ''}`} onClick={() => take(example)}>
            {example.label}
          </Button>
        ))}
      </div>
      {error ? <Problem sentence={error} retry={retry} /> : data ? <Shown view={data} loading={loading} /> : <Loading sentence="Looking for every root…" />}
    </>
  );
}

function Shown({ view, loading }: { view: TransformView; loading: boolean }) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const travel = usePlace(2);
  const label = `${view.result} = f(${view.variable}), for ${view.variable} from ${view.base}: the density of ${view.variable} below, f, and the density of ${view.result} at the side`;
  return (
    <div ref={holder}>
      <p class="verdict" role="status">
        {view.reason}
      </p>
      <ChartOrTable
        label={label}
        loading={loading}
        savable={false}
        chart={() => (
          <>
            <TransformPicture view={view} width={width} colours={theme.value} at={place.value} travelled={travel.at} onPlace={(next) => (place.value = next)} label={label} />
            <div class="slider">
              <Button small onClick={travel.playing ? travel.pause : travel.play}>
                {travel.playing ? 'Pause' : 'Play'}
              </Button>
              <span aria-hidden="true">{view.variable}</span>
              <input type="range" min={0} max={2} step="any" value={travel.at} aria-label="small intervals on their way" aria-valuetext={STAGES[Math.round(travel.at)](view)} onInput={(e) => travel.move(Number(e.currentTarget.value))} />
              <span aria-hidden="true">{view.result}</span>
              <span class="stage">{STAGES[Math.round(travel.at)](view)}</span>
            </div>
          </>
        )}
        table={() => <Figures view={view} />}
      />
      {view.marks.length > 0 && <p class="muted">Circles and crosses mark where f turns, is flat, breaks, or is not defined.</p>}
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
  ({ variable }) => `intervals of equal length in ${variable}`,
  () => 'carried up to f',
  ({ result }) => `stretched by |f'|: their length in ${result}`,
];

/** Both places by keyboard: one slider for x, one for y. */
function Sliders({ view }: { view: TransformView }) {
  const at = view.place;
  const slider = (name: string, [low, high]: [number, number], value: number | null, set: (v: number) => void) => (
    <label class="slider">
      <span>{name}</span>
      <input type="range" min={low} max={high} step={(high - low) / 500} value={value ?? (low + high) / 2} aria-label={`place in ${name}`} aria-valuetext={formatValue(value)} onInput={(e) => set(Number(e.currentTarget.value))} />
      <span class="stage">{value === null ? 'drag it, or the picture' : `${name} = ${formatValue(value)}`}</span>
    </label>
  );
  return (
    <div class="side-by-side">
      {slider(view.variable, view.xRange, at?.x ?? null, (x) => (place.value = { x }))}
      {slider(view.result, view.yRange, at && Number.isFinite(at.y) ? at.y : null, (y) => (place.value = { y }))}
    </div>
  );
}

/** The rule with its numbers, at the place that is held. */
function Numbers({ view }: { view: TransformView }) {
  const at = view.place;
  if (!at) return <p class="muted">{`Drag in the picture: every root of f(${view.variable}) = ${view.result} appears, with what it adds to the density.`}</p>;
  if (!Number.isFinite(at.y)) return <p>{`f is not defined at ${view.variable} = ${formatValue(at.x)}.`}</p>;
  const sum = at.roots.map((r) => `${formatValue(r.baseDensity)} / ${formatValue(Math.abs(r.slope))}`).slice(0, 6).join(' + ') + (at.roots.length > 6 ? ' + …' : '');
  return (
    <>
      <p>
        {at.roots.length > 0
          ? `p(${view.result} = ${formatValue(at.y)}) = ${sum} = ${formatValue(at.density)}`
          : `No ${view.variable} has f(${view.variable}) = ${formatValue(at.y)}: the density is 0.`}
        {at.atom > 0 && ` This value has the probability ${formatValue(at.atom)} of its own.`}
      </p>
      {at.roots.length > 0 && (
        <Table
          caption={`Every ${view.variable} with f(${view.variable}) = ${formatValue(at.y)}${at.roots.length > 20 ? `; the first 20 of ${at.roots.length}` : ''}`}
          head={[view.variable, `p(${view.variable})`, "f'", 'adds']}
          rows={at.roots.slice(0, 20).map((r) => ({ key: String(r.x), cells: [formatValue(r.x), formatValue(r.baseDensity), formatValue(r.slope), formatValue(r.baseDensity / Math.abs(r.slope))] }))}
        />
      )}
    </>
  );
}

function Figures({ view }: { view: TransformView }) {
  const every = Math.max(1, Math.floor(view.density.length / 40));
  return (
    <>
      <Table
        caption={`Small intervals of ${view.variable}: where they go, and how they are stretched`}
        head={[`${view.variable} from`, 'to', `${view.result} from`, 'to ', 'stretched by']}
        rows={view.intervals.map((i) => ({ key: String(i.x[0]), cells: [formatValue(i.x[0]), formatValue(i.x[1]), formatValue(i.y[0]), formatValue(i.y[1]), formatValue(Math.abs((i.y[1] - i.y[0]) / (i.x[1] - i.x[0])))] }))}
      />
      <Table
        caption={`Density of ${view.result}; ${formatValue(view.omittedMass)} of the base is left out`}
        head={[`${view.result} from`, 'to', 'density']}
        rows={view.density.filter((_, i) => i % every === 0).map((d, j) => ({ key: String(j), cells: [formatValue(view.yEdges[j * every]), formatValue(view.yEdges[j * every + 1]), formatValue(d)] }))}
      />
      {view.atoms.length > 0 && <Table caption="Values with a probability of their own" head={[view.result, 'probability']} rows={view.atoms.map((a) => ({ key: String(a.value), cells: [formatValue(a.value), formatValue(a.probability)] }))} />}
    </>
  );
}
