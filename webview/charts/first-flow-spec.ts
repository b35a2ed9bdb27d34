// Charts of the build-up: what each step gains over the one before, and the price of a determinant on log-log axes.
import type { TopLevelSpec } from 'vega-lite';
import type { BuildUpStage, DeterminantPrice } from '../../src/protocol/first-flow';
import { stageLabel } from '../../src/protocol/first-flow-words';
import type { Theme } from '../state/theme';
import { speech, t } from '../text/translate';
import { NARROW, wholeWidth } from './scale';
import { axisTicks, extentOf, vegaTicks } from './ticks';

/** The first step has nothing before it: it is left out. */
export function stepsSpec(
  stages: readonly BuildUpStage[],
  colours: Theme,
  width: number,
): TopLevelSpec {
  const narrow = width < NARROW;
  const values = stages
    .map((s, i) => ({
      ...s,
      step: narrow ? t('step {0}', i + 1) : `${i + 1}. ${stageLabel(s.name, speech)}`,
    }))
    .filter((s) => s.gain && Number.isFinite(s.gain.mean))
    .map(({ step, gain }) => ({
      step,
      gain: gain!.mean,
      low: gain!.mean - 2 * (gain!.standardError || 0),
      high: gain!.mean + 2 * (gain!.standardError || 0),
    }));
  const y = {
    field: 'step',
    type: 'nominal',
    sort: values.map((v) => v.step),
    title: null,
    axis: { labelLimit: Math.round(width * 0.45) },
  };
  const title = narrow
    ? t('gain, nats (±2 SE)')
    : t('gain over the step before, nats per row (±2 SE)');
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title,
    axis: vegaTicks(
      axisTicks(
        extentOf(
          values.flatMap((v) => [v.low, v.high]),
          true,
        ),
        Math.max(2, Math.floor(width / 130)),
      ),
    ),
  });
  return {
    ...wholeWidth(width),
    height: 30 * Math.max(1, values.length),
    data: { values },
    layer: [
      {
        mark: { type: 'bar', color: colours.flow, opacity: 0.6, height: 16 },
        encoding: { y, x: x('gain') },
      },
      {
        mark: { type: 'rule', color: colours.foreground, strokeWidth: 2 },
        encoding: { y, x: x('low'), x2: { field: 'high' } },
      },
    ],
  } as unknown as TopLevelSpec;
}

export function priceSpec(
  { sizes, slopes, flows }: DeterminantPrice,
  colours: Theme,
  width: number,
): TopLevelSpec {
  const names = {
    lu: t('LU decomposition'),
    sum: t('sum of log-diagonals'),
    flow: t('whole log density of a flow'),
  };
  const points = sizes.flatMap((s) => [
    { n: s.n, seconds: s.lu, what: names.lu },
    { n: s.n, seconds: s.sum, what: names.sum },
  ]);
  // the fitted lines, through the middle of what they were fitted to
  const lines = (['lu', 'sum'] as const).flatMap((key) => {
    const used = sizes.filter((s) => slopes && s.n >= slopes.from);
    if (!slopes || used.length === 0) return [];
    const middle = used.reduce((sum, s) => sum + Math.log(s.n), 0) / used.length;
    const height = used.reduce((sum, s) => sum + Math.log(s[key]), 0) / used.length;
    return [used.at(0), used.at(-1)]
      .flatMap((end) => end ?? [])
      .map(({ n }) => ({
        n,
        seconds: Math.exp(height + slopes[key] * (Math.log(n) - middle)),
        what: names[key],
      }));
  });
  const whole = flows.map((f) => ({ n: f.columns, seconds: f.seconds, what: names.flow }));
  const x = {
    field: 'n',
    type: 'quantitative',
    scale: { type: 'log', base: 2, nice: false },
    title: t('N, columns'),
    axis: { format: 'd', tickCount: Math.max(3, Math.floor(width / 60)) },
  };
  const y = {
    field: 'seconds',
    type: 'quantitative',
    scale: { type: 'log' },
    title: t('seconds for one row'),
    axis: vegaTicks(
      axisTicks(extentOf([...points, ...lines, ...whole].map((p) => p.seconds)), 6, { log: true }),
    ),
  };
  const color = {
    field: 'what',
    type: 'nominal',
    scale: { domain: Object.values(names), range: [colours.gaussian, colours.flow, colours.data] },
    legend: { title: null, orient: 'top', columns: width < 500 ? 1 : 3 },
  };
  return {
    ...wholeWidth(width),
    height: 260,
    layer: [
      {
        data: { values: lines },
        mark: { type: 'line', strokeDash: [6, 4], strokeWidth: 2 },
        encoding: { x, y, color },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 50, opacity: 1 },
        encoding: { x, y, color },
      },
      {
        data: { values: whole },
        mark: { type: 'point', shape: 'diamond', filled: true, size: 110, opacity: 1 },
        encoding: { x, y, color },
      },
    ],
  } as unknown as TopLevelSpec;
}
