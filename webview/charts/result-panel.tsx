// One column of a result, drawn by hand: a slider moves it many times a second, and Vega takes longer to start.
// Where it is saved, Vega draws the same (chain-spec).
import type { ChainMarginal } from '../../src/protocol/operations';
import { theme } from '../state/theme';
import { axisTitle, densityTitle } from '../text/titles';
import { AxisName, Ticks } from './axes';
import { binsOf } from './bins';
import { endsAndTop, lineOf, type LinePoint } from './chain-spec';
import { columnTicks, panelHeight, panelOf, PLOT_TOP } from './panel';
import { charactersIn } from './scale';
import { axisTicks, tickTexts } from './ticks';

const DENSITIES = 5;

export function ResultPanel({
  marginal,
  before,
  width,
  label,
}: {
  marginal: ChainMarginal;
  /** the same column before the step: a dashed line, on an axis that holds both */
  before: ChainMarginal | undefined;
  /** of the whole panel, in CSS pixels */
  width: number;
  label: string;
}) {
  const colours = theme.value;
  const frame = panelOf(width);
  const { left, width: wide, height: high, titled } = frame;
  const { column, histogram, curve, edges } = marginal;
  const [[low, to], most] = endsAndTop(marginal, before);
  const foot = PLOT_TOP + high;
  const x = (value: number) => left + ((value - low) / (to - low)) * wide;
  const y = (density: number) => foot - (density / most) * high;
  const place = (value: number, density: number) =>
    `${x(value).toFixed(1)} ${y(density).toFixed(1)}`;
  const line = (points: readonly LinePoint[]) =>
    points.map(({ x: at, p }, k) => `${k === 0 ? 'M' : 'L'}${place(at, p)}`).join('');
  const bars = (from: (b: number) => number, up: (b: number) => number) =>
    binsOf(edges)
      .map((bin, b) =>
        up(b) > 0
          ? `M${place(bin.low, from(b))}V${y(up(b)).toFixed(1)}H${x(bin.high).toFixed(1)}V${y(from(b)).toFixed(1)}Z`
          : '',
      )
      .join('');
  const across = columnTicks([low, to], wide);
  const up = axisTicks([0, most], DENSITIES);
  const acrossTexts = tickTexts(across);
  const upTexts = tickTexts(up);
  const letters = {
    fill: colours.foreground,
    'font-family': colours.font,
    'font-size': colours.fontSize - 2,
  };
  const names = { ...letters, 'font-size': colours.fontSize - 1 };
  return (
    <div class="chart" role="img" aria-label={label}>
      <svg aria-hidden="true" width={width} height={panelHeight(width, false)}>
        <Ticks
          side="below"
          ticks={across.values.map((v, k) => ({ at: x(v), text: acrossTexts[k]! }))}
          line={[PLOT_TOP, foot]}
          numbers={foot + 16}
          right={width}
          stroke={colours.grid}
          letters={letters}
        />
        <Ticks
          side="left"
          ticks={up.values.map((v, k) => ({ at: y(v), text: upTexts[k]! }))}
          line={[left, left + wide]}
          numbers={left - 6}
          stroke={colours.grid}
          letters={letters}
        />
        <path
          d={`M${left} ${PLOT_TOP}V${foot}H${left + wide}`}
          fill="none"
          stroke={colours.foreground}
        />
        <svg
          x={left}
          y={PLOT_TOP}
          width={wide}
          height={high}
          viewBox={`${left} ${PLOT_TOP} ${wide} ${high}`}
          overflow="hidden"
          fill="none"
        >
          {histogram && (
            <>
              <path
                d={bars(
                  () => 0,
                  (b) => histogram.density[b]!,
                )}
                fill={colours.area}
              />
              <path
                d={bars(
                  (b) => Math.max(0, histogram.density[b]! - histogram.standardError[b]!),
                  (b) => histogram.density[b]! + histogram.standardError[b]!,
                )}
                fill={colours.foreground}
                fill-opacity={0.3}
              />
            </>
          )}
          {before && (
            <path
              d={line(lineOf(before))}
              stroke={colours.muted}
              stroke-width={1.5}
              stroke-dasharray="4 3"
            />
          )}
          {curve && (
            <path
              class="curve"
              d={line(curve.x.map((v, k) => ({ x: v, p: curve.y[k]! })))}
              stroke={histogram ? colours.flow : colours.gaussian}
              stroke-width={2}
            />
          )}
        </svg>
        <AxisName
          side="below"
          middle={left + wide / 2}
          baseline={foot + 33}
          text={axisTitle(column, undefined, charactersIn(wide, colours.fontSize - 1))}
          letters={names}
        />
        {titled && (
          <AxisName
            side="left"
            middle={PLOT_TOP + high / 2}
            baseline={14}
            text={densityTitle(column, false)}
            letters={names}
          />
        )}
      </svg>
    </div>
  );
}
