// Calibration of posteriors: ranks of true parameters among draws, and how often regions hold them.
import type { TopLevelSpec } from 'vega-lite';
import type { CalibrationResult } from '../../src/protocol/inference';
import type { Theme } from '../state/theme';
import { t } from '../text/translate';
import { panelOf, placed } from './panel';
import { axisTicks, vegaTicks } from './ticks';

/** Standard errors of the band in which counts lie. */
const BAND = 2;

/** Histograms of ranks, one over another in steps, with the band in which bars of a uniform one lie. */
export function ranksSpec(
  { sbc, columns, pairs }: CalibrationResult,
  colours: Theme,
  width: number,
): TopLevelSpec {
  const frame = panelOf(width);
  const bins = sbc.ranks[0]!.length;
  const expected = pairs / bins;
  const half = BAND * Math.sqrt(expected * (1 - 1 / bins));
  const most = Math.max(expected + half, ...sbc.ranks.flat()) * 1.05;
  const x = {
    type: 'quantitative',
    scale: { domain: [0, 1], nice: false },
    axis: {
      title: t('rank of the true parameter, as a share of the draws'),
      titleLimit: frame.width + 24,
      ...vegaTicks(axisTicks([0, 1], 5, {})),
    },
  };
  const y = {
    type: 'quantitative',
    scale: { domain: [0, most], nice: false },
    axis: {
      title: frame.titled ? t('pairs') : null,
      ...vegaTicks(axisTicks([0, most], 5, { whole: true })),
    },
  };
  const steps = columns.flatMap((parameter, d) =>
    [...sbc.ranks[d]!, sbc.ranks[d]!.at(-1)!].map((count, b) => ({
      parameter,
      rank: b / bins,
      count,
    })),
  );
  return {
    ...placed(frame),
    background: colours.background,
    width: frame.width,
    height: frame.height,
    layer: [
      {
        data: { values: [{ low: Math.max(0, expected - half), high: expected + half }] },
        mark: { type: 'rect', color: colours.area, opacity: 0.35 },
        encoding: {
          x: { datum: 0, ...x },
          x2: { datum: 1 },
          y: { ...y, field: 'low' },
          y2: { field: 'high' },
        },
      },
      {
        data: { values: steps },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.5 },
        encoding: {
          x: { ...x, field: 'rank' },
          y: { ...y, field: 'count' },
          color: named('parameter', columns, colours),
        },
      },
    ],
  } as unknown as TopLevelSpec;
}

/** The share of pairs that regions of each level hold, beside the diagonal on which it should lie, with its band. */
export function coverageSpec(
  { coverage, tarp, pairs }: CalibrationResult,
  colours: Theme,
  width: number,
): TopLevelSpec {
  const frame = panelOf(width);
  const scale = { domain: [0, 1], nice: false };
  const axis = (title: string | null) => ({
    title,
    titleLimit: frame.width + 24,
    ...vegaTicks(axisTicks([0, 1], 5, {})),
  });
  const x = { type: 'quantitative', scale, axis: axis(t('level of the region')) };
  const y = {
    type: 'quantitative',
    scale,
    axis: axis(frame.titled ? t('share of pairs in it') : null),
  };
  const band = Array.from({ length: 41 }, (_, i) => {
    const level = i / 40;
    const half = BAND * Math.sqrt((level * (1 - level)) / pairs);
    return { level, low: Math.max(0, level - half), high: Math.min(1, level + half) };
  });
  const kinds = [t('densest regions'), t('regions around random points')];
  const ends = (list: [number, number][]): [number, number][] => [[0, 0], ...list, [1, 1]];
  const lines = [coverage, tarp.coverage].flatMap((list, k) =>
    ends(list).map(([level, share]) => ({ kind: kinds[k], level, share })),
  );
  return {
    ...placed(frame),
    background: colours.background,
    width: frame.width,
    height: frame.height,
    layer: [
      {
        data: { values: band },
        mark: { type: 'area', color: colours.area, opacity: 0.35 },
        encoding: { x: { ...x, field: 'level' }, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values: lines },
        mark: { type: 'line', strokeWidth: 1.5, point: { size: 16 } },
        encoding: {
          x: { ...x, field: 'level' },
          y: { ...y, field: 'share' },
          color: named('kind', kinds, colours),
        },
      },
    ],
  } as unknown as TopLevelSpec;
}

/** Lines in the colours of categories, each named. */
const named = (field: string, domain: string[], { categories }: Theme) => ({
  field,
  type: 'nominal',
  scale: { domain, range: domain.map((_, k) => categories[k % categories.length]!) },
  legend: { title: null, orient: 'top-left', labelLimit: 260, fillColor: null },
});
