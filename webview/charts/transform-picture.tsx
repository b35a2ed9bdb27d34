// The lecture's picture of y = f(x): p_X below, f above it, p_Y at the side.
// Small intervals travel from one axis to the other.
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import type { TransformView } from '../../src/protocol/change-of-variables';
import { type Background, coloursOn, type Theme } from '../state/theme';
import { formatValue } from '../text/format';
import { axisTitle } from '../text/titles';
import { t } from '../text/translate';
import { AxisName, Ticks } from './axes';
import { useExporter } from './saving';
import type { Range } from './scale';
import { rasterised } from './scatter-file';
import { labelledTicks } from './ticks';
import {
  clamp,
  type Frame,
  frameOf,
  type Place,
  placeAt,
  type Scales,
  scalesOf,
} from './transform-frame';
import { Atoms, Held, Intervals, Marks } from './transform-marks';

export interface PictureProps {
  view: TransformView;
  width: number;
  colours: Theme;
  /** an x or a y that is held */
  at: Place | null;
  /** the small intervals: 0 on the axis of x, 1 on the curve, 2 on the axis of y */
  travelled: number;
  onPlace: (place: Place) => void;
  label: string;
}

export function TransformPicture(props: PictureProps) {
  const { view, width, colours, at, travelled, onPlace, label } = props;
  const svg = useRef<SVGSVGElement>(null);
  const frame = frameOf(width);
  const scales = scalesOf(view, frame);
  useExporter({
    name: 'change-of-variables',
    svg: (background) => Promise.resolve(pictureFile(props, background)),
    png: (background) => rasterised(pictureFile(props, background), frame),
  });
  const drag = (event: PointerEvent) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const box = svg.current!.getBoundingClientRect();
    const scale = width > 0 && box.width > 0 ? box.width / frame.width : 1;
    const at = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale] as const;
    const place = placeAt(at, view, frame);
    if (place) onPlace(place);
  };
  const over = { view, frame, scales, colours };
  return (
    <svg
      ref={svg}
      class="transform-picture"
      role="img"
      aria-label={label}
      width={frame.width}
      height={frame.height}
      viewBox={`0 0 ${frame.width} ${frame.height}`}
      style={{
        touchAction: 'none',
        cursor: 'crosshair',
        maxWidth: '100%',
        display: 'block',
        userSelect: 'none',
      }}
      onPointerDown={drag}
      onPointerMove={drag}
    >
      <defs>
        <clipPath id="transform-plot">
          <rect x={frame.left} y={frame.top} width={frame.plot} height={frame.high} />
        </clipPath>
      </defs>
      <rect
        x={0}
        y={0}
        width={frame.width}
        height={frame.height}
        fill={colours.background === 'transparent' ? 'none' : colours.background}
      />
      <Axes {...over} />
      <Densities {...over} />
      <Atoms {...over} />
      <g clip-path="url(#transform-plot)">
        {view.curve.map((piece, i) => (
          <path
            key={i}
            d={curve(piece, frame, scales)}
            fill="none"
            stroke={colours.foreground}
            stroke-width={2}
          />
        ))}
      </g>
      {[0, 2].map((rest) => (
        <Intervals key={rest} {...over} travelled={rest} opacity={0.4} />
      ))}
      <Intervals {...over} travelled={travelled} />
      <Marks {...over} />
      {at && view.place && <Held {...over} />}
      <DensityScales {...over} />
    </svg>
  );
}

interface PartProps {
  view: TransformView;
  frame: Frame;
  scales: Scales;
  colours: Theme;
}

const lettersOf = ({ foreground, font }: Theme) => ({
  fill: foreground,
  'font-family': font,
  'font-size': 11,
});

function Axes({ view, frame, scales: { px, py }, colours }: PartProps) {
  const { left, top, plot, high, side, bottom, end, foot } = frame;
  const letters = lettersOf(colours);
  const ticks = (range: Range, count: number, place: (value: number) => number) =>
    labelledTicks(range, count).map(({ value, text }) => ({ at: place(value), text }));
  return (
    <>
      <Ticks
        side="below"
        ticks={ticks(view.xRange, plot / 80, px)}
        line={[top, foot]}
        numbers={foot + 15}
        stroke={colours.grid}
        letters={letters}
      />
      <Ticks
        side="left"
        ticks={ticks(view.yRange, high / 50, py)}
        line={[left, left + plot + side]}
        numbers={left - 6}
        stroke={colours.grid}
        letters={letters}
      />
      <path
        d={`M${left} ${foot}H${left + plot}M${end} ${top}V${bottom}`}
        stroke={colours.foreground}
      />
      <AxisName
        side="below"
        middle={left + plot / 2}
        baseline={foot + 32}
        text={axisTitle(view.variable, view.unit)}
        letters={letters}
      />
      <text {...letters} x={left - 6} y={top + 2} text-anchor="end" font-weight="600">
        {view.result}
      </text>
    </>
  );
}

/** p_X as it is, and p_Y as a histogram. */
function Densities({ view, frame, scales: { px, py, down, across }, colours }: PartProps) {
  const { end, foot } = frame;
  const below = view.x.map((x, i) => {
    const p = view.baseDensity[i] ?? NaN;
    return `L${px(x).toFixed(1)},${down(Number.isFinite(p) ? p : 0).toFixed(1)}`;
  });
  const beside = view.density.map((p, i) => {
    const [low = NaN, high = NaN] = view.yEdges.slice(i, i + 2);
    const x = across(p).toFixed(1);
    return `L${x},${py(low).toFixed(1)}L${x},${py(high).toFixed(1)}`;
  });
  const ends = (values: readonly number[]) => [values[0] ?? NaN, values.at(-1) ?? NaN] as const;
  const [left, right] = ends(view.x);
  const [low, high] = ends(view.yEdges);
  const areas = [
    [`M${px(left)},${foot}${below.join('')}L${px(right)},${foot}Z`, colours.data],
    [`M${end},${py(low)}${beside.join('')}L${end},${py(high)}Z`, colours.flow],
  ] as const;
  return (
    <>
      {areas.map(([d, stroke]) => (
        <path key={stroke} d={d} fill={colours.area} stroke={stroke} stroke-width={1.5} />
      ))}
    </>
  );
}

/** A curve is cut so far above and below the plot. */
const FAR = 2000;

function curve(
  points: readonly (readonly [number, number])[],
  { top, bottom }: Frame,
  { px, py }: Scales,
): string {
  return points
    .map(([x, y], i) => {
      const at = clamp(py(y), top - FAR, bottom + FAR);
      return `${i === 0 ? 'M' : 'L'}${px(x).toFixed(1)},${at.toFixed(1)}`;
    })
    .join('');
}

/** The names of both densities, and how far their axes reach where there is room for that. */
function DensityScales({ view, frame, scales: { highest, widest }, colours }: PartProps) {
  const { left, bottom, end, foot, roomy } = frame;
  const letters = lettersOf(colours);
  const words = (of: string, most: number, densities: readonly number[]) => {
    if (!roomy) return `p(${of})`;
    return densities.some((p) => Number.isFinite(p) && p > most)
      ? t('p({0}): 0 to {1}, cut', of, formatValue(most))
      : t('p({0}): 0 to {1}', of, formatValue(most));
  };
  return (
    <>
      <text {...letters} x={left} y={foot + 32} fill={colours.data}>
        {words(view.variable, highest, view.baseDensity)}
      </text>
      <text {...letters} x={end + 4} y={bottom + 18} fill={colours.flow}>
        {words(view.result, widest, view.density)}
      </text>
    </>
  );
}

/** The picture as it stands, drawn once more beside the page in the colours of its background. */
function pictureFile(props: PictureProps, background: Background): string {
  const holder = document.createElement('div');
  render(<TransformPicture {...props} colours={coloursOn(background)} />, holder);
  const drawn = holder.querySelector('svg')!;
  drawn.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  for (const name of ['class', 'style', 'role', 'aria-label']) drawn.removeAttribute(name);
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = props.label;
  drawn.prepend(title);
  const text = new XMLSerializer().serializeToString(drawn);
  render(null, holder);
  return text;
}
