// Charts of the mean of k draws: its histogram with its Gaussian, and the distance between them as k grows.
import type { TopLevelSpec } from 'vega-lite';
import { binsOf, endsOf } from './bins';
import type { MeanView } from '../../src/protocol/change-of-variables';
import type { Theme } from '../state/theme';
import { t } from '../text/translate';
import { NARROW, wholeWidth } from './scale';
import { axisTicks, extentOf, vegaTicks } from './ticks';

const ROOT_2PI = Math.sqrt(2 * Math.PI);
const LINE = 160;

export function meanSpec(view: MeanView, colours: Theme, width: number): TopLevelSpec {
  const { mean, standardDeviation } = view.steps.at(-1)!.gaussian;
  const [low, high] = endsOf(view.edges);
  const bars = binsOf(view.edges).map(({ low, high }, b) => ({
    from: low,
    to: high,
    density: view.density[b],
  }));
  const line = Array.from({ length: LINE + 1 }, (_, i) => {
    const x = low + (i / LINE) * (high - low);
    return {
      x,
      density:
        Math.exp(-0.5 * ((x - mean) / standardDeviation) ** 2) / standardDeviation / ROOT_2PI,
    };
  });
  const domain = [t('means'), t('Gaussian')];
  const colour = (datum: string) => ({
    datum,
    type: 'nominal',
    scale: { domain, range: [colours.data, colours.gaussian] },
    legend: legendOf(width),
  });
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { zero: false, nice: false, domain: [low, high] },
    title: view.k === 1 ? t('mean of 1 draw') : t('mean of {0} draws', view.k),
    axis: vegaTicks(axisTicks([low, high], Math.max(2, Math.floor(width / 90)))),
  });
  return {
    ...wholeWidth(width),
    height: 200,
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect', opacity: 0.55 },
        encoding: {
          x: x('from'),
          x2: { field: 'to' },
          y: { field: 'density', type: 'quantitative', title: t('density') },
          y2: { datum: 0 },
          color: colour(t('means')),
        },
      },
      {
        data: { values: line },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x: x('x'),
          y: { field: 'density', type: 'quantitative' },
          color: colour(t('Gaussian')),
        },
      },
    ],
  } as unknown as TopLevelSpec;
}

export function distanceSpec(view: MeanView, colours: Theme, width: number): TopLevelSpec {
  const rows = view.steps.map((s) => ({
    k: s.k,
    distance: s.distance,
    low: Math.max(1e-4, s.distance - s.standardError),
    high: s.distance + s.standardError,
    bound: s.bound,
  }));
  const domain = [t('distance ±1 SE'), t('bound (Berry and Esseen)'), t('noise of the simulation')];
  const colour = (datum: string) => ({
    datum,
    type: 'nominal',
    scale: { domain, range: [colours.data, colours.muted, colours.grid] },
    legend: legendOf(width),
  });
  const k = {
    field: 'k',
    type: 'quantitative',
    scale: { type: 'log', base: 2 },
    title: 'k',
    axis: { format: 'd' },
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log' },
    title: t('distance from the Gaussian'),
    axis: vegaTicks(
      axisTicks(extentOf(rows.flatMap((r) => [r.low, r.high, r.bound])), 6, { log: true }),
    ),
  });
  return {
    ...wholeWidth(width),
    height: 200,
    data: { values: rows },
    layer: [
      {
        mark: { type: 'rule', strokeDash: [2, 3], strokeWidth: 2 },
        data: { values: [{ noise: view.steps[0]?.noise }] },
        encoding: { y: y('noise'), color: colour(t('noise of the simulation')) },
      },
      {
        mark: { type: 'line', strokeDash: [6, 4] },
        encoding: { x: k, y: y('bound'), color: colour(t('bound (Berry and Esseen)')) },
      },
      {
        mark: { type: 'rule' },
        encoding: { x: k, y: y('low'), y2: { field: 'high' }, color: colour(t('distance ±1 SE')) },
      },
      {
        mark: { type: 'line', point: true },
        encoding: { x: k, y: y('distance'), color: colour(t('distance ±1 SE')) },
      },
    ],
  } as unknown as TopLevelSpec;
}

/** One name under the other where there is no room for all beside each other. */
const legendOf = (width: number) => ({ title: null, columns: width < NARROW ? 1 : 3 });
