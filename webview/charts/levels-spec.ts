// A column of categories: a bar for each level with its count and share; with a split, a dot for each group's share.
import type { TopLevelSpec } from 'vega-lite';
import type { LevelsView } from '../../src/protocol/column-views';
import type { Theme } from '../state/theme';
import { formatCount } from '../text/format';
import { language, t } from '../text/translate';
import { groupKey, SELECTED } from './marginal-spec';
import { DIGIT } from './scale';
import { axisTicks, vegaTicks } from './ticks';

/** CSS pixels: of a bar with the gap below it, around the plot, and of the longest names beside it. */
const STEP = 19;
const [TOP, BOTTOM, RIGHT] = [8, 38, 10];
const NAMES = { most: 150, ofWidth: 0.4 };
/** CSS pixels of a letter of a name; capitals are wider. */
const LETTER = 7.2;

export const levelsHeight = ({ counts }: LevelsView): number => TOP + STEP * counts.length + BOTTOM;

/** Levels as they are named beside their bars; the last may stand for many. */
export const barNames = ({ levels, others }: LevelsView): string[] =>
  others > 0 ? [...levels, t('{0} others', formatCount(others))] : levels;

/** "44 %" */
export const shareOf = (count: number, rows: number): string =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(
    rows > 0 ? count / rows : 0,
  );

interface Bar {
  place: number;
  name: string;
  value: number;
  text: string;
}

/** The selected part of each bar, as it is drawn over it. */
export const selectedLevels = ({ selected, parts, rows }: LevelsView): object[] =>
  (selected ?? []).flatMap((count, place) =>
    count > 0 ? [{ place, value: parts ? count / rows : count }] : [],
  );

export function barsOf(view: LevelsView): Bar[] {
  const names = barNames(view);
  return view.counts.map((count, place) => ({
    place,
    name: names[place]!,
    value: count,
    text: `${formatCount(count)} · ${shareOf(count, view.rows)}`,
  }));
}

/** @param width of the whole picture in CSS pixels  @param title of the column */
export function levelsSpec(
  view: LevelsView,
  colours: Theme,
  width: number,
  title: string,
): TopLevelSpec {
  const bars = barsOf(view);
  const longest = Math.max(...bars.map(({ name }) => name.length)) * LETTER + 14;
  const left = Math.round(Math.min(longest, NAMES.most, width * NAMES.ofWidth));
  const plot = { width: Math.max(60, width - left - RIGHT), height: STEP * bars.length };
  const y = {
    field: 'place',
    type: 'ordinal',
    sort: null,
    scale: { paddingInner: 0.25 },
    axis: {
      title: null,
      ticks: false,
      domain: false,
      labelLimit: left - 6,
      labelOverlap: false,
      labelExpr: `${JSON.stringify(bars.map(({ name }) => name))}[datum.value]`,
    },
  };
  return {
    autosize: 'none',
    padding: { left, top: TOP, right: RIGHT, bottom: BOTTOM },
    background: colours.background,
    ...plot,
    layer: view.parts
      ? groupLayers(view, colours, y, plot.width, title)
      : barLayers(view, bars, colours, y, plot.width, title),
  } as unknown as TopLevelSpec;
}

function barLayers(
  view: LevelsView,
  bars: Bar[],
  colours: Theme,
  y: object,
  width: number,
  title: string,
): object[] {
  // room for the numbers at the end of the longest bar
  const most = Math.max(...view.counts, 1);
  const numbers = Math.max(...bars.map(({ text }) => text.length)) * DIGIT + 8;
  const domain = [0, most / Math.max(0.3, 1 - numbers / width)];
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: {
      title: t('{0}, rows', title),
      titleLimit: width,
      ...vegaTicks(
        axisTicks([0, domain[1]!], Math.max(2, Math.floor(width / 70)), { whole: true }),
      ),
    },
  });
  return [
    {
      data: { values: bars },
      mark: { type: 'bar', color: colours.area },
      encoding: { y, x: x('value') },
    },
    {
      data: { name: SELECTED, values: [] },
      mark: { type: 'bar', color: colours.selection },
      encoding: { y, x: x('value') },
    },
    {
      data: { values: bars },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'middle',
        dx: 4,
        color: colours.foreground,
        fontSize: colours.fontSize - 2,
      },
      encoding: { y, x: x('value'), text: { field: 'text', type: 'nominal' } },
    },
  ];
}

/** Shares within each group: what differs between groups lies apart on one line. */
function groupLayers(
  { counts, parts }: LevelsView,
  colours: Theme,
  y: object,
  width: number,
  title: string,
): object[] {
  const key = groupKey(parts!, colours);
  const dots = parts!.counts.flatMap((list, g) =>
    list.map((count, place) => ({
      place,
      group: key[g]![0],
      share: parts!.rows[g]! > 0 ? count / parts!.rows[g]! : 0,
    })),
  );
  const largest = Math.max(...dots.map(({ share }) => share), 0.01);
  const axis = {
    title: t('{0}, share of each group', title),
    titleLimit: width,
    ...vegaTicks(axisTicks([0, largest], Math.max(2, Math.floor(width / 70)))),
    format: '~%',
  };
  const x = { type: 'quantitative', scale: { domain: [0, largest * 1.05], nice: false }, axis };
  const spans = counts.map((_, place) => {
    const shares = dots.filter((d) => d.place === place).map(({ share }) => share);
    return { place, low: Math.min(...shares), high: Math.max(...shares) };
  });
  return [
    {
      data: { name: SELECTED, values: [] },
      mark: { type: 'bar', color: colours.selection, opacity: 0.6 },
      encoding: { y, x: { ...x, field: 'value' } },
    },
    {
      data: { values: spans },
      mark: { type: 'rule', color: colours.muted, opacity: 0.5 },
      encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
    },
    {
      data: { values: dots },
      mark: { type: 'point', filled: true, size: 55, opacity: 0.9 },
      encoding: {
        y,
        x: { ...x, field: 'share' },
        color: {
          field: 'group',
          type: 'nominal',
          scale: { domain: key.map(([name]) => name), range: key.map(([, colour]) => colour) },
          legend: null,
        },
      },
    },
  ];
}
