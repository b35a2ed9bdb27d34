// The cells of the corner plot: their frames, the numbers and names at its left and below, and what is on the diagonal.
import type { CloudView } from '../../../src/protocol/exploration';
import { AxisName, Ticks } from '../axes';
import { type DrawnLine, flowLines, gaussianLines } from '../contour-lines';
import { DrawnLines } from '../drawn-lines';
import { DIGIT, partOf, shownRange } from '../scale';
import { type Axis, type Frame, tickPlaces } from '../scatter-frame';
import type { PlotBox } from '../vega';
import type { GaussianSummary } from '../../../src/protocol/data';
import type { ContourView } from '../../../src/protocol/pictures';
import { type Theme, theme } from '../../state/theme';
import { formatValue } from '../../text/format';
import { t } from '../../text/translate';
import { type DiagonalPath, quantilesOf } from './pair-bars';

/** CSS pixels of a letter of a name, and of a cell that has room for numbers. */
const LETTER = 6;
const ROOM = 70;
/** A cell that is flatter has two numbers. */
const TALL = 110;

export const axisIn = (view: CloudView, index: number): Axis => {
  const shown = view.axes[index]!;
  const column = view.columns[index]!;
  return { name: column, column, range: shownRange(shown), log: shown.log };
};

const frameIn = ({ left, top, width, height }: PlotBox): Frame => ({
  width: left + width,
  height: top + height,
  left,
  top,
  plotWidth: width,
  plotHeight: height,
});

export const shortened = (text: string, width: number) =>
  text.length * LETTER > width
    ? `${text.slice(0, Math.max(3, Math.floor(width / LETTER) - 1))}…`
    : text;

/** "44.8 [37.8, 49.5]" with the name before it where there is room. */
function quantileTitle(
  { view, index, name, titled }: Pick<Props, 'view' | 'index' | 'name' | 'titled'>,
  width: number,
): string {
  const found = quantilesOf(view, index, titled);
  if (!found) return '';
  const [median, low, high] = found.map((v) => formatValue(Number(v.toPrecision(4))));
  const figures = t('{0} [{1}, {2}]', median!, low!, high!);
  const room = width - LETTER * (figures.length + 1);
  if (room >= 4 * LETTER) return `${shortened(name, room)} ${figures}`;
  return figures.length * LETTER <= width ? figures : median!;
}

interface Props {
  view: CloudView;
  /** place of the column */
  index: number;
  /** columns that are drawn */
  n: number;
  boxOf: (row: number, column: number) => PlotBox;
  name: string;
  /** of the whole picture */
  width: number;
  foot: number;
  paths: DiagonalPath[];
  gaussian: GaussianSummary | null;
  contours: readonly ContourView[];
  colours: Theme;
  titled: 'data' | 'flow';
  marks: readonly (number | null)[];
}

/** Lines of the models in the cell of a pair, thinner than in a picture of its own. */
function linesIn({ gaussian, contours, colours }: Props, x: string, y: string): DrawnLine[] {
  const own = contours.find((c) => c.x === x && c.y === y) ?? null;
  return [...gaussianLines(gaussian, x, y, colours), ...flowLines(own, colours)].map((line) => ({
    ...line,
    width: line.width / 1.6,
  }));
}

/** The row of one column, with what stands below it. */
export function PairRow(props: Props) {
  const { view, index, n, boxOf, name, width, foot, paths, marks } = props;
  const box = boxOf(index, index);
  const last = boxOf(n - 1, index);
  const axis = axisIn(view, index);
  // numbers of neighbours do not meet
  const below = tickPlaces(frameIn(last), axis, axis).x.filter(({ at, text }) => {
    const half = (text.length * DIGIT) / 2;
    return at - half > last.left - 2 && at + half < last.left + last.width + 2;
  });
  const left = boxOf(index, 0).left;
  const beside = tickPlaces(frameIn(box), axis, axis).y;
  return (
    <g>
      {Array.from({ length: index + 1 }, (_, j) => {
        const cell = boxOf(index, j);
        const x = axisIn(view, j);
        const lines = j < index ? linesIn(props, x.column!, axis.column!) : [];
        return (
          <g key={j}>
            {lines.length > 0 && <DrawnLines lines={lines} frame={frameIn(cell)} x={x} y={axis} />}
            <Mark frame={frameIn(cell)} x={x} y={axis} at={[marks[j], j < index && marks[index]]} />
            <rect
              x={cell.left}
              y={cell.top}
              width={cell.width}
              height={cell.height}
              fill="none"
              stroke="currentColor"
              stroke-opacity={0.35}
            />
          </g>
        );
      })}
      {paths.map(({ d, fill = 'none', stroke }, k) => (
        <path key={k} d={d} fill={fill} stroke={stroke} stroke-width={stroke ? 1.5 : undefined} />
      ))}
      <text x={box.left} y={box.top - 5} class="quantiles">
        {quantileTitle(props, (index < n - 1 ? 2 : 1) * box.width)}
      </text>
      <AxisName
        side="below"
        middle={box.left + box.width / 2}
        baseline={foot + 30}
        text={shortened(name, box.width)}
      />
      {box.width >= ROOM && (
        <Ticks
          side="below"
          ticks={below}
          line={[foot, foot + 4]}
          numbers={foot + 15}
          right={width}
        />
      )}
      {index > 0 && left > ROOM && (
        <Ticks
          side="left"
          ticks={box.height < TALL ? beside.filter((_, k) => k % 2 === 1) : beside}
          line={[left, left - 4]}
          numbers={left - 6}
        />
      )}
      {index > 0 && (
        <AxisName
          side="left"
          middle={box.top + box.height / 2}
          baseline={12}
          text={shortened(name, box.height)}
        />
      )}
    </g>
  );
}

/** Lines through a marked place of a cell; of the column itself on the diagonal. */
function Mark({
  frame: { left, top, plotWidth, plotHeight },
  x,
  y,
  at: [across, up],
}: {
  frame: Frame;
  x: Axis;
  y: Axis;
  at: [number | null | undefined, number | null | undefined | false];
}) {
  const part = (value: number | null | undefined | false, axis: Axis) =>
    typeof value === 'number' ? partOf(value, axis) : NaN;
  const [right, high] = [part(across, x), part(up, y)];
  const inside = (v: number) => v >= 0 && v <= 1;
  const px = left + right * plotWidth;
  const py = top + (1 - high) * plotHeight;
  return (
    <g stroke={theme.value.selection} stroke-width={1.5}>
      {inside(right) && <line x1={px} x2={px} y1={top} y2={top + plotHeight} />}
      {inside(high) && <line x1={left} x2={left + plotWidth} y1={py} y2={py} />}
    </g>
  );
}
