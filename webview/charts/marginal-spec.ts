// Small multiples of columns: the data's histogram, the Gaussian's curve, the flow's samples with their error band.
import type { TopLevelSpec } from 'vega-lite';
import type { MarginalView } from '../../src/protocol/exploration';
import { NARROW } from './scale';
import type { Theme } from './theme';

const CURVE_POINTS = 120;
/** CSS pixels: between panels, for the numbers of the vertical axis, for its title, and around the whole */
const SPACING = 16;
const LABELS = 42;
const TITLE = 18;
const MARGIN = 12;

/** @param width of the whole picture in CSS pixels; `compact` is for the side panel */
export function marginalSpec(views: MarginalView[], colours: Theme, width: number, compact = false): TopLevelSpec {
  const titled = !compact && width >= NARROW;
  const columns = Math.max(1, Math.min(views.length, Math.floor(width / 260)));
  const plotWidth = Math.max(90, Math.floor((width - SPACING * (columns - 1)) / columns) - LABELS - MARGIN - (titled ? TITLE : 0));
  const names = ['data', 'Gaussian', ...(views.some((v) => v.flow) ? ['flow samples ±1 SE'] : [])];
  const scale = { domain: names, range: [colours.area, colours.gaussian, colours.flow].slice(0, names.length) };
  const legend = { title: null, orient: 'top', symbolType: 'square', columns: width < NARROW ? 2 : 3 };
  return {
    concat: views.map((v) => panel(v, names, { scale, legend }, plotWidth, titled, compact)),
    columns,
    spacing: SPACING,
    resolve: { scale: { color: 'shared', x: 'independent', y: 'independent' } },
  } as unknown as TopLevelSpec;
}

/** The Gaussian's density over the histogram's range: none when it has no width. */
export function gaussianCurve(view: MarginalView): { x: number; y: number }[] {
  const { mean, standardDeviation: sd } = view.gaussian;
  const { edges } = view.histogram;
  if (!(sd > 0) || edges.length < 2) return [];
  const low = edges[0];
  const step = (edges[edges.length - 1] - low) / CURVE_POINTS;
  return Array.from({ length: CURVE_POINTS + 1 }, (_, k) => {
    const x = low + k * step;
    return { x, y: Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI)) };
  });
}

function panel(view: MarginalView, names: string[], legend: object, width: number, titled: boolean, compact: boolean): object {
  const { edges } = view.histogram;
  const domain = edges.length > 1 ? [edges[0], edges[edges.length - 1]] : undefined;
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { zero: false, nice: false, ...(domain ? { domain } : {}) },
    axis: { title: view.column, tickCount: Math.max(2, Math.floor(width / 70)), labelFlush: true },
  });
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: { title: titled ? 'density' : null, tickCount: 4, format: '~g', minExtent: LABELS, maxExtent: LABELS },
  });
  const colour = (name: string) => ({
    color: { datum: name, type: 'nominal', ...legend },
  });
  const bins = view.density.map((density, b) => ({ from: edges[b], to: edges[b + 1], density, zero: 0 }));
  const layer: object[] = [
    {
      data: { values: bins },
      mark: { type: 'rect' },
      encoding: { x: x('from'), x2: { field: 'to' }, y: y('density'), y2: { field: 'zero' }, ...colour(names[0]) },
    },
    {
      data: { values: gaussianCurve(view) },
      mark: { type: 'line', clip: true, strokeWidth: 2 },
      encoding: { x: x('x'), y: y('y'), ...colour(names[1]) },
    },
  ];
  if (view.flow) {
    const steps = flowSteps(view);
    layer.push(
      {
        data: { values: steps },
        mark: { type: 'area', interpolate: 'step-after', opacity: 0.3, line: false },
        encoding: { x: x('x'), y: y('low'), y2: { field: 'high' }, ...colour(names[2]) },
      },
      {
        data: { values: steps },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 },
        encoding: { x: x('x'), y: y('density'), ...colour(names[2]) },
      },
    );
  }
  return { width, height: compact ? 90 : 150, layer };
}

/** Corners of the flow's step histogram; the last bin is closed at its right edge. */
function flowSteps(view: MarginalView): { x: number; density: number; low: number; high: number }[] {
  const { density, standardError } = view.flow!;
  return view.histogram.edges.map((x, i) => {
    const b = Math.min(i, density.length - 1);
    return { x, density: density[b], low: Math.max(0, density[b] - standardError[b]), high: density[b] + standardError[b] };
  });
}
