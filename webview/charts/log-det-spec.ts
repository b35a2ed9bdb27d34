// One strip for each layer: how log|det J| is spread over the rows, and its mean.
import type { TopLevelSpec } from 'vega-lite';
import type { LayersView } from '../../src/protocol/exploration';
import type { Theme } from '../state/theme';
import { layerName, shortName } from '../text/names';
import { t } from '../text/translate';
import { NARROW, wholeWidth } from './scale';
import { axisTicks, extentOf, vegaTicks } from './ticks';

/** At most this many rows are drawn as ticks; the means are of all. */
const DRAWN_ROWS = 300;

/** The base is left out: it has no Jacobian. */
export function logDetSpec(view: LayersView, colours: Theme, width: number): TopLevelSpec {
  const narrow = width < NARROW;
  const names = view.names.slice(1).map((name) => (narrow ? shortName(name) : layerName(name)));
  const rows = view.logDets.slice(1).flatMap((values, l) =>
    Array.from(values.subarray(0, DRAWN_ROWS))
      .filter(Number.isFinite)
      .map((logDet) => ({ layer: names[l], logDet })),
  );
  const means = view.logDets
    .slice(1)
    .map((values, l) => ({ layer: names[l], logDet: meanOf(values) }))
    .filter((m) => Number.isFinite(m.logDet));
  const y = {
    field: 'layer',
    type: 'nominal',
    sort: names,
    title: null,
    axis: { labelLimit: Math.round(width * 0.4) },
  };
  const x = {
    field: 'logDet',
    type: 'quantitative',
    title: narrow ? t('log|det J| (thick: mean)') : t('log|det J|, nats (thick: mean)'),
    scale: { zero: false },
    axis: {
      // beside long names of layers the plot is narrower than the title
      ...(narrow ? { titleAnchor: 'end' } : {}),
      ...vegaTicks(
        axisTicks(
          extentOf([...rows, ...means].map((r) => r.logDet)),
          Math.max(2, Math.floor(width / 110)),
        ),
      ),
    },
  };
  return {
    ...wholeWidth(width),
    height: 26 * names.length,
    layer: [
      {
        data: { values: rows },
        mark: { type: 'tick', opacity: 0.35, color: colours.data },
        encoding: { x, y },
      },
      {
        data: { values: means },
        mark: { type: 'tick', thickness: 3, color: colours.foreground },
        encoding: { x, y },
      },
    ],
  } as unknown as TopLevelSpec;
}

/** Mean of the finite values; NaN when there is none. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  let n = 0;
  for (const v of values) if (Number.isFinite(v)) [sum, n] = [sum + v, n + 1];
  return n > 0 ? sum / n : NaN;
}
