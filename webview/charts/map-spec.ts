// What a layer does to one column: x over u, with the row's place, the knots of a spline, and the diagonal.
import type { TopLevelSpec } from 'vega-lite';
import type { Theme } from '../state/theme';
import { wholeWidth } from './scale';
import { axisTicks, extentOf, vegaTicks } from './ticks';

export interface DrawnMap {
  u: Float32Array;
  x: Float32Array;
  knots: { u: number; x: number }[];
  /** of the row; null: it goes elsewhere */
  at: { u: number; x: number };
  names: { u: string; x: string };
  /** whether u and x have the same unit, so that the diagonal means something */
  diagonal: boolean;
}

export function mapSpec(
  { u, x, knots, at, names, diagonal }: DrawnMap,
  colours: Theme,
  width: number,
) {
  const curve = Array.from(u, (v, k) => ({ u: v, x: x[k]! })).filter((p) => Number.isFinite(p.x));
  const [low, high] = extentOf(curve.map((p) => p.x));
  const [from, to] = extentOf(curve.map((p) => p.u));
  const ends = [Math.max(low, from), Math.min(high, to)];
  const axis = (field: 'u' | 'x', count: number) => ({
    field,
    type: 'quantitative',
    title: names[field],
    scale: { zero: false, nice: false },
    axis: vegaTicks(axisTicks(extentOf(curve.map((p) => p[field])), count)),
  });
  const [across, up] = [axis('u', Math.max(2, Math.floor(width / 90))), axis('x', 5)];
  const layer = (values: object[], mark: object, encoding: object = { x: across, y: up }) => ({
    data: { values },
    mark,
    encoding,
  });
  return {
    ...wholeWidth(width),
    height: 220,
    layer: [
      ...(diagonal
        ? [
            layer(
              ends.map((v) => ({ u: v, x: v })),
              { type: 'line', color: colours.muted, strokeDash: [4, 4], strokeWidth: 1 },
            ),
          ]
        : []),
      ...(knots.length > 0
        ? [
            layer(knots, { type: 'rule', color: colours.grid }, { x: across }),
            layer(knots, { type: 'rule', color: colours.grid }, { y: up }),
          ]
        : []),
      layer(curve, { type: 'line', color: colours.flow, strokeWidth: 2 }),
      ...(knots.length > 0
        ? [layer(knots, { type: 'point', filled: true, size: 28, color: colours.flow })]
        : []),
      layer([at], { type: 'point', size: 120, strokeWidth: 2, color: colours.foreground }),
    ],
  } as unknown as TopLevelSpec;
}
