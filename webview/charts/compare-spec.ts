// Gains over the Gaussian with two standard errors to either side, for models or for single columns;
// a band where several seeds were fitted.
import type { TopLevelSpec } from 'vega-lite';
import type { Score } from '../../src/protocol/model';
import type { Theme } from '../state/theme';
import { t } from '../text/translate';
import { NARROW, wholeWidth } from './scale';
import { axisTicks, extentOf, vegaTicks } from './ticks';

/** @param linear the baseline is the linear Gaussian, given what the models are given */
export function gainSpec(
  entries: { label: string; gain: Score; seedGains?: number[] }[],
  colours: Theme,
  width: number,
  linear = false,
): TopLevelSpec {
  const values = entries
    .filter((e) => Number.isFinite(e.gain.mean))
    .map(({ label, gain }) => ({
      label,
      gain: gain.mean,
      low: gain.mean - 2 * (gain.standardError || 0),
      high: gain.mean + 2 * (gain.standardError || 0),
    }));
  const seeds = entries.flatMap(({ label, seedGains = [] }) => {
    const known = seedGains.filter(Number.isFinite);
    return known.length > 1 ? [{ label, low: Math.min(...known), high: Math.max(...known) }] : [];
  });
  const y = {
    field: 'label',
    type: 'nominal',
    sort: entries.map((e) => e.label),
    title: null,
    axis: { labelLimit: Math.round(width * 0.4), domain: false }, // the Gaussian's line may lie there
  };
  const title =
    width < NARROW
      ? t('gain, nats (±2 SE)')
      : linear
        ? t('gain over the linear Gaussian, nats per row (±2 SE)')
        : t('gain over the Gaussian, nats per row (±2 SE)');
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title,
    axis: vegaTicks(
      axisTicks(
        extentOf(
          [...values, ...seeds].flatMap((v) => [v.low, v.high]),
          true,
        ),
        Math.max(2, Math.floor(width / 130)),
      ),
    ),
  });
  return {
    ...wholeWidth(width),
    height: 28 * Math.max(1, values.length),
    data: { values },
    layer: [
      ...(seeds.length > 0
        ? [
            {
              data: { values: seeds },
              mark: { type: 'bar', color: colours.flow, opacity: 0.25, height: 14 },
              encoding: { y, x: x('low'), x2: { field: 'high' } },
            },
          ]
        : []),
      {
        mark: { type: 'rule', color: colours.gaussian, strokeWidth: 2, strokeDash: [6, 4] },
        encoding: { x: { datum: 0, type: 'quantitative' } },
      },
      {
        mark: { type: 'rule', color: colours.flow, strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1, color: colours.flow },
        encoding: { y, x: x('gain') },
      },
    ],
  } as unknown as TopLevelSpec;
}
