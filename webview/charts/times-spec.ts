// A column of dates: rows in stretches of the calendar; with a split, the share of each group in them.
import type { TopLevelSpec } from 'vega-lite';
import type { TimesView } from '../../src/protocol/column-views';
import type { Theme } from '../state/theme';
import { t } from '../text/translate';
import { binsOf, endsOf } from './bins';
import { groupKey, outline, SELECTED } from './marginal-spec';
import { panelOf, placed } from './panel';
import { axisTicks, vegaTicks } from './ticks';
import { perStretch, timeTicks, vegaTimeTicks } from './time-axis';

/** The selected part of each bar, as it is drawn over it. */
export const selectedTimes = ({ selected, edges, parts, rows }: TimesView): object[] =>
  binsOf(edges).flatMap(({ low, high }, b) => {
    const count = selected?.[b] ?? 0;
    return count > 0 ? [{ low, high, count: parts ? count / rows : count }] : [];
  });

/** @param width of the whole picture in CSS pixels  @param title of the column */
export function timesSpec(
  view: TimesView,
  colours: Theme,
  width: number,
  title: string,
  compact = false,
): TopLevelSpec {
  const frame = panelOf(width, compact);
  const { edges, counts, parts, stretch } = view;
  const ticks = timeTicks(endsOf(edges), frame.width);
  const x = {
    type: 'quantitative',
    scale: { zero: false, nice: false, domain: endsOf(edges) },
    axis: {
      title: ticks.rest ? `${title}, ${ticks.rest}` : title,
      titleLimit: frame.width + 24,
      labelFlush: true,
      ...vegaTimeTicks(ticks),
    },
  };
  const shares = parts?.counts.map((list, g) =>
    list.map((count) => (count > 0 ? count / parts.rows[g]! : 0)),
  );
  const largest = shares ? Math.max(...shares.flat(), 0.01) : Math.max(...counts, 1);
  const y = {
    type: 'quantitative',
    axis: {
      title: frame.titled ? (shares ? t('share of each group') : perStretch(stretch)) : null,
      titleLimit: frame.height,
      ...vegaTicks(axisTicks([0, largest], 5, { whole: !shares })),
      ...(shares ? { format: '~%' } : {}),
    },
  };
  const bars = (name: string, values: object[], colour: 'area' | 'selection') => ({
    data: { name, values },
    mark: { type: 'rect', color: colours[colour] },
    encoding: {
      x: { ...x, field: 'low' },
      x2: { field: 'high' },
      y: { ...y, field: 'count' },
      y2: { datum: 0 },
    },
  });
  return {
    ...placed(frame),
    background: colours.background,
    width: frame.width,
    height: frame.height,
    layer: shares
      ? [
          bars(SELECTED, [], 'selection'),
          ...shares.map((list, g) => ({
            data: { values: outline(edges, list) },
            mark: {
              type: 'line',
              interpolate: 'step-after',
              strokeWidth: 1.5,
              color: groupKey(parts!, colours)[g]![1],
            },
            encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'density' } },
          })),
        ]
      : [
          bars(
            'rows',
            binsOf(edges).map(({ low, high }, b) => ({ low, high, count: counts[b]! })),
            'area',
          ),
          bars(SELECTED, [], 'selection'),
        ],
  } as unknown as TopLevelSpec;
}
