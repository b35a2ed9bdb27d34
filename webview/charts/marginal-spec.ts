// Small multiples of columns: the data's histogram, the Gaussian's curve, the flow's samples with their error band.
import type { TopLevelSpec } from 'vega-lite';
import { widthsOf } from '../../src/protocol/bins';
import { binsOf, endsOf } from './bins';
import type { MarginalView } from '../../src/protocol/exploration';
import type { SelectedBars } from '../../src/protocol/selection';
import type { Parts } from '../../src/protocol/pictures';
import { modelIsGaussian } from '../state/model-words';
import type { Theme } from '../state/theme';
import { formatCount } from '../text/format';
import { unitOf } from '../text/titles';
import { t } from '../text/translate';
import { gaussianCurve } from './gaussian-curve';
import { columnAxis, densityAxis, type Panel, panelOf, placed, SPACING } from './panel';
import { NARROW } from './scale';

const FLOW_KEY = t('flow samples ±1 SE');
const MODEL_KEY = t('model samples ±1 SE (a Gaussian)');
const flowKey = () => (modelIsGaussian.value ? MODEL_KEY : FLOW_KEY);
const ALL_ROWS = t('all rows');
/** The data of the selected part of the bars, which changes without the rest. */
export const SELECTED = 'selected';
const GAUSSIAN = t('Gaussian');
const BESIDE = t('rows near these conditions');
/** More areas over one another than this are only lines. */
const MOST_AREAS = 4;

interface Colour {
  names: string[];
  colours: string[];
}

/** What the colours of marginals stand for, in the order of the legend. */
export function marginalKey(views: MarginalView[], colours: Theme): Colour {
  const parts = views[0]?.parts;
  const rows: [string, string][] = parts
    ? groupKey(parts, colours)
    : [[views[0]?.beside ? BESIDE : t('data'), colours.area]];
  const models: [string, string][] = views.some((v) => v.gaussian.standardDeviation > 0)
    ? [[GAUSSIAN, colours.gaussian]]
    : [];
  if (views.some((v) => v.flow)) models.push([flowKey(), colours.flow]);
  if (views.some((v) => v.whole)) models.push([ALL_ROWS, colours.muted]);
  const all = [...rows, ...models];
  return { names: all.map(([name]) => name), colours: all.map(([, colour]) => colour) };
}

/** Groups of a split with the rows that each has, in their colours. */
export const groupKey = ({ levels, rows }: Parts, { categories }: Theme): [string, string][] =>
  levels.map((level, k) => [
    `${level} (${formatCount(rows[k])})`,
    categories[k % categories.length]!,
  ]);

/** Every column in one picture, for a file. @param width of the whole picture in CSS pixels */
export function marginalSpec(
  views: MarginalView[],
  colours: Theme,
  width: number,
  selected: SelectedBars[] = [],
): TopLevelSpec {
  const columns = Math.max(1, Math.min(views.length, Math.floor(width / 260)));
  const panelWidth = Math.floor((width - SPACING * (columns - 1)) / columns);
  const key = marginalKey(views, colours);
  const legend = {
    title: null,
    orient: 'top',
    symbolType: 'square',
    columns: width < NARROW ? 2 : 4,
  };
  return {
    concat: views.map((v) =>
      panel(v, key, legend, panelOf(panelWidth), colours, selectedPart(v, selected)),
    ),
    columns,
    spacing: SPACING,
    resolve: { scale: { color: 'shared', x: 'independent', y: 'independent' } },
  } as unknown as TopLevelSpec;
}

/** One column by itself, without a legend. `compact` is for the side panel. */
export function panelSpec(
  view: MarginalView,
  colours: Theme,
  width: number,
  compact = false,
): TopLevelSpec {
  const frame = panelOf(width, compact);
  return {
    ...placed(frame),
    ...panel(view, marginalKey([view], colours), null, frame, colours),
  } as unknown as TopLevelSpec;
}

/** A first bar may begin so far below 0, in parts of it, that its beginning is cut off where nothing is negative. */
const CUT = 0.3;

/** Ends of the axis: those of the bars, but not below 0 where nothing is, unless most of a bar lies there. */
export function axisEnds({ histogram: { edges }, axis }: MarginalView): [number, number] {
  if (edges.length < 2) return [0, 0];
  const [first, last] = endsOf(edges);
  const cut = axis.low >= 0 && first < 0 && -first <= CUT * (edges[1]! - first);
  return [cut ? 0 : first, last];
}

function panel(
  view: MarginalView,
  key: Colour,
  legend: object | null,
  frame: Panel,
  colours: Theme,
  selected: object[] = [],
): object {
  const { edges } = view.histogram;
  const ends = axisEnds(view);
  const { log } = view.axis;
  const column = {
    name: view.column,
    unit: unitOf(view.profile),
    ends,
    log,
    whole: view.profile?.type === 'integer',
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: {
      zero: false,
      nice: false,
      ...(log ? { type: 'log' } : {}),
      ...(edges.length > 1 ? { domain: ends } : {}),
    },
    axis: columnAxis(column, frame, colours),
  });
  const groups = groupDensities(view);
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: densityAxis(column, Math.max(...view.density, ...groups.flat()), frame),
  });
  const colour = (name: string) => ({
    color: {
      datum: name,
      type: 'nominal',
      scale: { domain: key.names, range: key.colours },
      legend,
    },
  });
  const layer: object[] = view.parts
    ? groups.flatMap((list, g) => {
        const line = outline(edges, list);
        return ['area', 'line'].slice(groups.length > MOST_AREAS ? 1 : 0).map((type) => ({
          data: { values: line },
          mark: {
            type,
            interpolate: 'step-after',
            clip: true,
            ...(type === 'area' ? { opacity: 0.15, line: false } : { strokeWidth: 1.5 }),
          },
          encoding: { x: x('x'), y: y('density'), ...colour(key.names[g]!) },
        }));
      })
    : [
        {
          data: {
            values: binsOf(edges).map(({ low, high }, b) => ({
              from: low,
              to: high,
              high: view.density[b]!,
            })),
          },
          mark: { type: 'rect', clip: true },
          encoding: {
            x: x('from'),
            x2: { field: 'to' },
            y: y('high'),
            y2: { datum: 0 },
            ...colour(key.names[0]!),
          },
        },
      ];
  layer.push({
    data: { name: SELECTED, values: selected },
    mark: { type: 'rect', clip: true },
    encoding: {
      x: x('from'),
      x2: { field: 'to' },
      y: y('low'),
      y2: { field: 'high' },
      color: { value: colours.selection },
    },
  });
  if (view.whole)
    layer.push({
      data: { values: steps(edges, view.whole) },
      mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1, strokeDash: [3, 2] },
      encoding: { x: x('x'), y: y('density'), ...colour(ALL_ROWS) },
    });
  if (view.gaussian.standardDeviation > 0)
    layer.push({
      data: { values: gaussianCurve(view) },
      mark: { type: 'line', clip: true, strokeWidth: 2 },
      encoding: { x: x('x'), y: y('y'), ...colour(GAUSSIAN) },
    });
  if (view.flow) {
    const { density, standardError } = view.flow;
    const errors = steps(edges, standardError);
    const band = steps(edges, density).map(({ x, density }, i) => {
      const error = errors[i]!.density;
      return { x, density, low: Math.max(0, density - error), high: density + error };
    });
    layer.push(
      {
        data: { values: band },
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.3, line: false },
        encoding: { x: x('x'), y: y('low'), y2: { field: 'high' }, ...colour(flowKey()) },
      },
      {
        data: { values: band },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 },
        encoding: { x: x('x'), y: y('density'), ...colour(flowKey()) },
      },
    );
  }
  // bars of the data stand beside each other without a gap, which the background would shine through
  const { width, height } = frame;
  return { width, height, layer, ...(legend === null ? { background: colours.background } : {}) };
}

/** Densities of the groups of a split, each among its own rows, so that groups of any size can be compared. */
export function groupDensities({ histogram: { edges }, parts, axis }: MarginalView): number[][] {
  const widths = widthsOf(edges, axis.log);
  return (parts?.counts ?? []).map((list, g) =>
    list.map((count, b) => (count > 0 ? count / parts!.rows[g]! / widths[b]! : 0)),
  );
}

/** The selected part of each bar, as tall beside it as its rows are many; nothing where none is selected. */
export function selectedPart(view: MarginalView, selected: SelectedBars[]): object[] {
  const own = selected.find((s) => s.column === view.column)?.counts;
  if (own?.length !== view.density.length) return [];
  const { edges, counts } = view.histogram;
  return binsOf(edges).flatMap(({ low, high }, b) =>
    own[b]! > 0 && counts[b]! > 0
      ? [{ from: low, to: high, low: 0, high: (view.density[b]! * own[b]!) / counts[b]! }]
      : [],
  );
}

/** Corners of a step histogram; the last bin is closed at its right edge. */
function steps(edges: number[], density: number[]): { x: number; density: number }[] {
  return edges.map((x, i) => ({ x, density: density[Math.min(i, density.length - 1)]! }));
}

/** The same, beginning and ending at 0. */
export const outline = (edges: number[], heights: number[]): { x: number; density: number }[] =>
  edges.length < 2
    ? []
    : [{ x: edges[0]!, density: 0 }, ...steps(edges, heights), { x: edges.at(-1)!, density: 0 }];
