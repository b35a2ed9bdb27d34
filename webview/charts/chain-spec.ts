// One column of a result:
// the exact density as a line, or a histogram of rows or draws with a band of one standard error.
import type { TopLevelSpec } from 'vega-lite';
import { binsOf, middleOf } from './bins';
import type { ChainMarginal } from '../../src/protocol/operations';
import type { Theme } from '../state/theme';
import { columnAxis, densityAxis, type Panel, panelOf, SPACING } from './panel';

/** What is free above the tallest part. */
const HEADROOM = 1.05;

/** All columns in one picture, for a file. */
export function chainPicture(
  marginals: ChainMarginal[],
  colours: Theme,
  width: number,
  before: ChainMarginal[] = [],
): TopLevelSpec {
  const drawn = marginals.filter((m) => m.curve || m.histogram);
  const columns = Math.max(1, Math.min(drawn.length, Math.floor(width / 260)));
  return {
    concat: drawn.map((m) =>
      panel(
        m,
        colours,
        panelOf(Math.floor((width - SPACING * (columns - 1)) / columns)),
        before.find((b) => b.column === m.column),
      ),
    ),
    columns,
    spacing: SPACING,
  } as unknown as TopLevelSpec;
}

/** The ends of the axis, and the density at its top: both distributions have room. */
export function endsAndTop(
  { edges, histogram, curve }: ChainMarginal,
  before?: ChainMarginal,
): [ends: [number, number], most: number] {
  const line = before ? lineOf(before) : [];
  const all = [...edges, ...line.map(({ x }) => x)];
  const tallest = Math.max(
    ...(histogram?.density ?? []),
    ...(curve?.y ?? []),
    ...line.map(({ p }) => p),
  );
  return [[Math.min(...all), Math.max(...all)], (tallest > 0 ? tallest : 1) * HEADROOM];
}

function panel(
  { column, edges, histogram, curve }: ChainMarginal,
  colours: Theme,
  frame: Panel,
  before?: ChainMarginal,
): object {
  const line = before && lineOf(before);
  const [ends, most] = endsAndTop({ column, edges, histogram, curve }, before);
  const axis = columnAxis({ name: column, ends }, frame, colours);
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { zero: false, nice: false, domain: ends },
    axis,
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain: [0, most], nice: false },
    axis: densityAxis({ name: column, ends }, most, frame),
  });
  const layer: object[] = [];
  if (histogram) {
    const { density, standardError } = histogram;
    const bins = binsOf(edges).map(({ low, high }, b) => {
      const [p, error] = [density[b]!, standardError[b]!];
      return { x: low, to: high, zero: 0, p, low: Math.max(0, p - error), high: p + error };
    });
    layer.push(
      {
        data: { values: bins },
        mark: { type: 'rect', color: colours.area },
        encoding: { x, x2: { field: 'to' }, y: y('zero'), y2: { field: 'p' } },
      },
      {
        data: { values: bins },
        mark: { type: 'rect', color: colours.foreground, opacity: 0.3 },
        encoding: { x, x2: { field: 'to' }, y: y('low'), y2: { field: 'high' } },
      },
    );
  }
  if (line)
    layer.push({
      data: { values: line },
      mark: {
        type: 'line',
        clip: true,
        strokeWidth: 1.5,
        strokeDash: [4, 3],
        color: colours.muted,
      },
      encoding: { x, y: y('p') },
    });
  if (curve)
    layer.push({
      data: { values: pointsOf(curve) },
      mark: {
        type: 'line',
        clip: true,
        strokeWidth: 2,
        color: histogram ? colours.flow : colours.gaussian,
      },
      encoding: { x, y: y('p') },
    });
  return { width: frame.width, height: frame.height, layer };
}

export interface LinePoint {
  x: number;
  p: number;
}

/** A density as points of a line. */
export function lineOf({ edges, histogram, curve }: ChainMarginal): LinePoint[] {
  if (curve) return pointsOf(curve);
  const { density = [] } = histogram ?? {};
  return density.length === 0
    ? []
    : binsOf(edges).map((bin, b) => ({ x: middleOf(bin), p: density[b]! }));
}

const pointsOf = ({ x, y }: NonNullable<ChainMarginal['curve']>) =>
  x.map((v, k) => ({ x: v, p: y[k]! }));
