// A matrix as a heat map: signs by hue, sizes by strength, entries that are exactly zero left empty.
import type { TopLevelSpec } from 'vega-lite';
import { mix, contrast } from '../state/colours';
import { type Theme, theme } from '../state/theme';
import { formatValue } from '../text/format';
import { t } from '../text/translate';

export interface Matrix {
  /** names of what answers, from the top on, and of what it answers to */
  rows: string[];
  columns: string[];
  /** row-major */
  values: readonly number[];
}

const [LARGEST_CELL, NUMBERS_FROM, LABELS] = [64, 46, 90];

/** @param width CSS pixels that it may take */
export function heatMapSpec({ rows, columns, values }: Matrix, colours: Theme, width: number) {
  const cell = Math.max(8, Math.min(LARGEST_CELL, (width - LABELS) / columns.length));
  const most = values.reduce(
    (best, v) => (Number.isFinite(v) ? Math.max(best, Math.abs(v)) : best),
    0,
  );
  const data = values.map((v, k) => {
    const colour = cellColour(v, most, colours);
    return {
      row: Math.floor(k / columns.length),
      column: k % columns.length,
      colour,
      text: v === 0 ? '0' : formatValue(Number(v.toPrecision(3))),
      ink:
        contrast(colours.foreground, colour) >= contrast(colours.background, colour)
          ? colours.foreground
          : colours.background,
    };
  });
  const axis = (names: string[]) => ({
    values: names.map((_, k) => k),
    labelExpr: `${JSON.stringify(names)}[datum.value]`,
    labelLimit: LABELS - 20,
    labelAngle: 0,
    ticks: false,
    domain: false,
    grid: false,
  });
  const x = {
    field: 'column',
    type: 'ordinal',
    title: null,
    axis: {
      ...axis(columns),
      orient: 'top',
      ...(cell < NUMBERS_FROM ? { labelAngle: -90, labelLimit: 70 } : {}),
    },
  };
  const y = { field: 'row', type: 'ordinal', title: null, axis: axis(rows) };
  return {
    width: cell * columns.length,
    height: Math.min(cell, 44) * rows.length,
    autosize: { type: 'pad' },
    data: { values: data },
    layer: [
      {
        mark: { type: 'rect', stroke: colours.grid, strokeWidth: 1 },
        encoding: { x, y, fill: { field: 'colour', type: 'nominal', scale: null } },
      },
      ...(cell >= NUMBERS_FROM
        ? [
            {
              mark: { type: 'text', fontSize: 11 },
              encoding: { x, y, text: { field: 'text' }, color: { field: 'ink', scale: null } },
            },
          ]
        : []),
    ],
  } as unknown as TopLevelSpec;
}

/** From the background at zero to one end of the scale; by the square root, so that small entries are seen. */
function cellColour(value: number, most: number, colours: Theme): string {
  if (value === 0 || !(most > 0) || !Number.isFinite(value)) return colours.background;
  // a saved picture without a background has the colours of the page
  const background =
    colours.background === 'transparent' ? theme.peek().background : colours.background;
  const end = value > 0 ? colours.high : colours.low;
  return mix(background, end, 0.12 + 0.88 * Math.sqrt(Math.abs(value) / most));
}

/** What the hues say. */
export const heatMapKey = (colours: Theme) => [
  { colour: colours.high, text: t('above 0') },
  { colour: colours.low, text: t('below 0') },
  { colour: colours.background, text: t('exactly 0') },
];
