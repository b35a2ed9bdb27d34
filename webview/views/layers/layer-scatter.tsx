// The states of all points at one layer, coloured by how much that layer stretches space there.
import { useMemo } from 'preact/hooks';
import type { LayersView } from '../../../src/protocol/exploration';
import type { PlaneGrid } from '../../../src/protocol/microscope';
import { ChartOrTable } from '../../charts/chart-or-table';
import { jitter } from '../../charts/cloud-picture';
import type { DrawnLine } from '../../charts/contour-lines';
import { type Range, rangeOf } from '../../charts/scale';
import { Scatter, type ScatterSet } from '../../charts/scatter';
import { PairOption } from '../../controls/pair-option';
import { SplitKey } from '../../controls/split-key';
import { Table } from '../../controls/table';
import { parseColour } from '../../state/colours';
import { pairIn } from '../../state/look';
import { scaleColour, type Theme, theme } from '../../state/theme';
import { formatNats, formatValue } from '../../text/format';
import { layerName, pointName, shortName } from '../../text/names';
import { t } from '../../text/translate';
import { gridLines } from './grid-lines';

const TABLE_ROWS = 200;

interface Props {
  view: LayersView;
  /** 0 is the base, the last is the data; between whole numbers points are on their way */
  at: number;
  stage: string;
  marked: number;
  onPick: (index: number) => void;
  loading: boolean;
  /** the plane through the marked point; null: it is not drawn */
  grid: PlaneGrid | null;
  points: boolean;
}

const NO_LINES: DrawnLine[] = [];

export function LayerScatter({ view, at, stage, marked, onPick, loading, grid, points }: Props) {
  const dim = view.columns.length;
  const layer = Math.round(at);
  const [i, j] = pairIn(view.columns);
  const names = layerNames(view, at);
  const [across, up] = [names[i]!, names[j]!];
  const colours = theme.value;
  const picture = useMemo(() => layerPicture(view, at, i, j, colours), [view, at, i, j, colours]);
  const lines = useMemo(
    () =>
      grid && grid.states.length === view.names.length
        ? gridLines(grid, at, picture.logDet, colours)
        : NO_LINES,
    [grid, at, picture, colours],
  );
  const set = useMemo(
    () =>
      points ? picture.set : { ...picture.set, colours: new Uint8Array(4 * view.rows.length) },
    [picture, points],
  );
  const label = dim === 1 ? `${across}, ${stage}` : `${t('{0} against {1}', across, up)}, ${stage}`;
  return (
    <div>
      <PairOption
        columns={view.columns}
        pair={[i, j]}
        label={(column, c) => `${c + 1}: ${column}`}
      />
      <ChartOrTable
        label={label}
        loading={loading}
        help={['base', 'log determinant']}
        chart={() => (
          <>
            <Scatter
              set={set}
              lines={lines}
              x={{ name: across, range: picture.x }}
              y={{ name: dim === 1 ? null : up, range: picture.y }}
              label={label}
              name={`layer ${layer}`}
              marked={marked}
              onPick={onPick}
            />
            {view.split && <SplitKey levels={view.split.levels} />}
            {picture.logDet && (
              <p class="gradient-key">
                <span>
                  {t(
                    'log|det J| of {0}: {1}',
                    layerName(view.names[Math.ceil(at)]!),
                    formatNats(picture.logDet[0]),
                  )}
                </span>
                <span class="gradient" aria-hidden="true" />
                <span>{formatNats(picture.logDet[1])}</span>
              </p>
            )}
          </>
        )}
        table={() => (
          <Table
            caption={t('The first {0} points, {1}', TABLE_ROWS, stageName(view, layer))}
            head={[t('point'), ...layerNames(view, layer), t('log|det J|')]}
            rows={view.rows.slice(0, TABLE_ROWS).map((row, k) => ({
              key: String(row),
              cells: [
                pointName(row),
                ...Array.from(view.states[layer]!.subarray(k * dim, (k + 1) * dim), (v) =>
                  formatValue(v),
                ),
                formatNats(view.logDets[layer]![k]),
              ],
            }))}
          />
        )}
      />
    </div>
  );
}

/** "base u", "after layer 2: triangular", or between which two points are on their way. */
export function stageName(view: LayersView, at: number): string {
  const [from, to] = [Math.floor(at), Math.ceil(at)];
  if (from < to)
    return t(
      'between {0} and {1}, for the eye only',
      shortName(view.names[from]!),
      shortName(view.names[to]!),
    );
  return at === 0 ? t('base u') : t('after {0}', layerName(view.names[at]!));
}

/** u1, u2, ... at the base, the columns' names at x, h1, h2, ... between; "u1 → h1" on the way. */
export function layerNames(view: LayersView, at: number): string[] {
  const nameAt = (layer: number, column: string, c: number) =>
    layer === view.names.length - 1 ? column : `${layer === 0 ? 'u' : 'h'}${c + 1}`;
  return view.columns.map((column, c) => {
    const [from, to] = [nameAt(Math.floor(at), column, c), nameAt(Math.ceil(at), column, c)];
    return from === to ? from : `${from} → ${to}`;
  });
}

/** Names before and after a layer, told from one another: "h1" and "h1′". @param layer from 1 on */
export function namesAround(view: LayersView, layer: number): { from: string[]; to: string[] } {
  const from = layerNames(view, layer - 1);
  const to = layerNames(view, layer).map((name) => (from.includes(name) ? `${name}′` : name));
  return { from, to };
}

/**
 * Points at a layer, or on straight lines from one to the next. Colours are a scale of log|det J| of the layer reached
 * or being passed; `logDet` is that range, null where all points have the same, or where colours are categories.
 */
export function layerPicture(view: LayersView, at: number, i: number, j: number, colours: Theme) {
  const dim = view.columns.length;
  const count = view.rows.length;
  const part = at - Math.floor(at);
  const [before, after] = [view.states[Math.floor(at)]!, view.states[Math.ceil(at)]!];
  const logDet = view.logDets[Math.ceil(at)]!;
  const finite = Array.from(logDet).filter(Number.isFinite);
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const spread = high - low > 1e-6;
  const set: ScatterSet = {
    x: between(before, after, part, i, dim, count),
    y:
      dim === 1
        ? Float32Array.from({ length: count }, (_, k) => jitter(k))
        : between(before, after, part, j, dim, count),
    colours: new Uint8Array(4 * count),
    rows: Float64Array.from(view.rows),
    count,
    size: count > 300 ? 5 : 7,
  };
  for (let k = 0; k < count; k++) {
    const value = logDet[k]!;
    const colour = view.split
      ? parseColour(colours.categories[view.split.level[k]! % colours.categories.length]!)
      : spread && Number.isFinite(value)
        ? scaleColour(colours, (value - low) / (high - low))
        : parseColour(colours.data);
    set.colours.set([...colour.map((v) => 255 * v), 200], 4 * k);
  }
  const range = (column: number): Range => {
    const [from, to] = [rangeOf(before, column, dim, count), rangeOf(after, column, dim, count)];
    return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  };
  return {
    set,
    x: range(i),
    y: dim === 1 ? ([0, 1] as Range) : range(j),
    logDet: spread && !view.split ? ([low, high] as Range) : null,
  };
}

/** One column of the states, `part` of the way from one layer to the next. */
function between(
  from: Float32Array,
  to: Float32Array,
  part: number,
  column: number,
  dim: number,
  count: number,
): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => {
    const start = from[k * dim + column]!;
    return start + part * (to[k * dim + column]! - start);
  });
}
