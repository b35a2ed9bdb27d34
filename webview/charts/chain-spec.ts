// One column of a result: the exact density as a line, or a histogram of rows or draws with a band of one standard error.
import type { TopLevelSpec } from 'vega-lite';
import type { ChainMarginal } from '../../src/protocol/operations';
import { axisTitle, densityTitle } from '../ui/names';
import type { Theme } from './theme';

const [LABELS, TITLE, MARGIN] = [42, 18, 12];
/** Densities below this are written with powers of ten, which have room beside the axis. */
const SMALL = 0.005;
const HEIGHT = { least: 150, most: 280, ofWidth: 0.36 };

/** All columns in one picture, for a file. */
export function chainPicture(marginals: ChainMarginal[], colours: Theme, width: number, before: ChainMarginal[] = []): TopLevelSpec {
  const drawn = marginals.filter((m) => m.curve || m.histogram);
  const columns = Math.max(1, Math.min(drawn.length, Math.floor(width / 260)));
  return {
    concat: drawn.map((m) =>
      panel(
        m,
        colours,
        Math.floor(width / columns) - MARGIN,
        before.find((b) => b.column === m.column),
      ),
    ),
    columns,
    spacing: MARGIN,
  } as unknown as TopLevelSpec;
}

/** @param before the same column before the step: a dashed line, on an axis that holds both */
export function chainMarginalSpec(marginal: ChainMarginal, colours: Theme, width: number, before?: ChainMarginal): TopLevelSpec {
  return { ...panel(marginal, colours, width, before), background: colours.background } as unknown as TopLevelSpec;
}

function panel({ column, edges, histogram, curve }: ChainMarginal, colours: Theme, outer: number, before?: ChainMarginal): object {
  const line = before && lineOf(before);
  const ends = [...edges, ...(line?.map(({ x: at }) => at) ?? [])];
  const titled = outer >= 240;
  const height = Math.round(Math.max(HEIGHT.least, Math.min(HEIGHT.most, outer * HEIGHT.ofWidth)));
  const width = Math.max(90, outer - LABELS - MARGIN - (titled ? TITLE : 0));
  const tallest = Math.max(...(histogram?.density ?? []), ...(curve?.y ?? []), ...(line?.map(({ p }) => p) ?? []));
  const x = {
    field: 'x',
    type: 'quantitative',
    scale: { zero: false, nice: false, domain: [Math.min(...ends), Math.max(...ends)] },
    axis: { title: axisTitle(column), titleLimit: outer, tickCount: Math.max(2, Math.floor(width / 70)), labelFlush: true },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    axis: {
      title: titled ? densityTitle(column, false) : null,
      titleLimit: height,
      tickCount: 4,
      ...(tallest < SMALL ? { labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~e')" } : { format: '~g' }),
      minExtent: LABELS,
      maxExtent: LABELS,
    },
  });
  const layer: object[] = [];
  if (histogram) {
    const { density, standardError } = histogram;
    const bins = density.map((p, b) => ({
      x: edges[b],
      to: edges[b + 1],
      zero: 0,
      p,
      low: Math.max(0, p - standardError[b]),
      high: p + standardError[b],
    }));
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
      mark: { type: 'line', clip: true, strokeWidth: 1.5, strokeDash: [4, 3], color: colours.muted },
      encoding: { x, y: y('p') },
    });
  if (curve)
    layer.push({
      data: { values: curve.x.map((v, k) => ({ x: v, p: curve.y[k] })) },
      mark: { type: 'line', clip: true, strokeWidth: 2, color: colours.gaussian },
      encoding: { x, y: y('p') },
    });
  return { width, height, layer };
}

/** A density as points of a line. */
function lineOf({ edges, histogram, curve }: ChainMarginal): { x: number; p: number }[] {
  if (curve) return curve.x.map((x, k) => ({ x, p: curve.y[k] }));
  return histogram?.density.map((p, b) => ({ x: (edges[b] + edges[b + 1]) / 2, p })) ?? [];
}
