// The lecture's picture of y = f(x): p_X below, f above it, p_Y at the side; small intervals travel from one axis to the other.
import { render } from 'preact';
import { useRef } from 'preact/hooks';
import type { TransformView } from '../../src/protocol/change-of-variables';
import { formatValue } from '../ui/format';
import { axisTitle } from '../ui/names';
import { useExporter } from './saving';
import type { Range } from './scale';
import { axisTicks, tickTexts } from './ticks';
import { rasterised } from './scatter-file';
import { type Background, coloursOn, type Theme } from './theme';
import { t } from '../ui/translate';

export interface PictureProps {
  view: TransformView;
  width: number;
  colours: Theme;
  /** an x or a y that is held */
  at: { x: number } | { y: number } | null;
  /** the small intervals: 0 on the axis of x, 1 on the curve, 2 on the axis of y */
  travelled: number;
  onPlace: (place: { x: number } | { y: number }) => void;
  label: string;
}

interface Frame {
  left: number;
  top: number;
  plot: number;
  high: number;
  side: number;
  below: number;
  height: number;
}

/** A side of so many CSS pixels has room for the scale of its density. */
const WIDE = 120;

/** Sizes of the three parts, in CSS pixels. */
function frameOf(width: number): Frame {
  const narrow = width < 480;
  const left = 52;
  const side = narrow ? 64 : Math.min(180, Math.round(width * 0.2));
  const plot = Math.max(120, Math.min(720, width - left - side - 14));
  const high = Math.round(Math.min(380, Math.max(180, plot * 0.72)));
  const below = narrow ? 70 : 110;
  return { left, top: 12, plot, high, side, below, height: 12 + high + 8 + below + 40 };
}

export function TransformPicture(props: PictureProps) {
  const { view, width, colours, at, travelled, onPlace, label } = props;
  const svg = useRef<SVGSVGElement>(null);
  const frame = frameOf(width);
  useExporter({
    name: 'change-of-variables',
    svg: (background) => Promise.resolve(pictureFile(props, background)),
    png: (background) =>
      rasterised(pictureFile(props, background), {
        width: totalWidth(frame),
        height: frame.height,
      }),
  });
  const { left, top, plot, high, side, below, height } = frame;
  const bottom = top + high;
  const base = bottom + 8 + below;
  const px = (x: number) =>
    left + ((x - view.xRange[0]) / (view.xRange[1] - view.xRange[0])) * plot;
  const py = (y: number) =>
    bottom - ((y - view.yRange[0]) / (view.yRange[1] - view.yRange[0])) * high;
  const highest = Math.max(...view.baseDensity.filter(Number.isFinite)) || 1;
  const widest = cap(view.density);
  const down = (p: number) => base - (p / highest) * (below - 10);
  const across = (p: number) => left + plot + 6 + (Math.min(p, widest) / widest) * (side - 12);

  const drag = (event: PointerEvent) => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    const box = svg.current!.getBoundingClientRect();
    const scale = width > 0 && box.width > 0 ? box.width / totalWidth(frame) : 1;
    const [x, y] = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
    if (x > left + plot + 2 && y < bottom + 4)
      return onPlace({
        y: clamp(
          view.yRange,
          view.yRange[0] + ((bottom - y) / high) * (view.yRange[1] - view.yRange[0]),
        ),
      });
    if (x >= left - 8)
      onPlace({
        x: clamp(
          view.xRange,
          view.xRange[0] + ((x - left) / plot) * (view.xRange[1] - view.xRange[0]),
        ),
      });
  };
  const path = (points: [number, number][]) =>
    points
      .map(
        ([x, y], i) =>
          `${i === 0 ? 'M' : 'L'}${px(x).toFixed(1)},${clampTo(py(y), top - 2000, bottom + 2000).toFixed(1)}`,
      )
      .join('');
  const inside = (y: number) => y >= view.yRange[0] && y <= view.yRange[1];
  const areaX =
    `M${px(view.x[0])},${base}` +
    view.x
      .map(
        (x, i) =>
          `L${px(x).toFixed(1)},${down(Number.isFinite(view.baseDensity[i]) ? view.baseDensity[i] : 0).toFixed(1)}`,
      )
      .join('') +
    `L${px(view.x[view.x.length - 1])},${base}Z`;
  const areaY =
    `M${left + plot + 6},${py(view.yEdges[0])}` +
    view.density
      .map(
        (p, i) =>
          `L${across(p).toFixed(1)},${py(view.yEdges[i]).toFixed(1)}L${across(p).toFixed(1)},${py(view.yEdges[i + 1]).toFixed(1)}`,
      )
      .join('') +
    `L${left + plot + 6},${py(view.yEdges[view.yEdges.length - 1])}Z`;
  const atomMost = Math.max(...view.atoms.map((a) => a.probability), 1e-300);
  const held = view.place;
  /** the name of a density, and how far its axis reaches where there is room for that */
  const scale = (of: string, most: number, densities: readonly number[]) =>
    side < WIDE
      ? `p(${of})`
      : densities.some((p) => Number.isFinite(p) && p > most)
        ? t('p({0}): 0 to {1}, cut', of, formatValue(most))
        : t('p({0}): 0 to {1}', of, formatValue(most));
  const letters = { fill: colours.foreground, 'font-family': colours.font, 'font-size': 11 };

  return (
    <svg
      ref={svg}
      class="transform-picture"
      role="img"
      aria-label={label}
      width={totalWidth(frame)}
      height={height}
      viewBox={`0 0 ${totalWidth(frame)} ${height}`}
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
          <rect x={left} y={top} width={plot} height={high} />
        </clipPath>
      </defs>
      <rect
        x={0}
        y={0}
        width={totalWidth(frame)}
        height={height}
        fill={colours.background === 'transparent' ? 'none' : colours.background}
      />
      {labelled(view.xRange, plot / 80).map(([x, text]) => (
        <g key={`x${x}`}>
          <line x1={px(x)} x2={px(x)} y1={top} y2={base} stroke={colours.grid} />
          <text {...letters} x={px(x)} y={base + 15} text-anchor="middle">
            {text}
          </text>
        </g>
      ))}
      {labelled(view.yRange, high / 50).map(([y, text]) => (
        <g key={`y${y}`}>
          <line x1={left} x2={left + plot + side} y1={py(y)} y2={py(y)} stroke={colours.grid} />
          <text {...letters} x={left - 6} y={py(y) + 4} text-anchor="end">
            {text}
          </text>
        </g>
      ))}
      <line x1={left} x2={left + plot} y1={base} y2={base} stroke={colours.foreground} />
      <line
        x1={left + plot + 6}
        x2={left + plot + 6}
        y1={top}
        y2={bottom}
        stroke={colours.foreground}
      />
      <text {...letters} x={left + plot / 2} y={base + 32} text-anchor="middle">
        {axisTitle(view.variable, view.unit)}
      </text>
      <text {...letters} x={left - 6} y={top + 2} text-anchor="end" font-weight="600">
        {view.result}
      </text>
      <path d={areaX} fill={colours.area} stroke={colours.data} stroke-width={1.5} />
      <path d={areaY} fill={colours.area} stroke={colours.flow} stroke-width={1.5} />
      {view.atoms
        .filter((a) => inside(a.value))
        .map((a) => (
          <line
            key={a.value}
            x1={left + plot + 6}
            x2={left + plot + 6 + (a.probability / atomMost) * (side - 14)}
            y1={py(a.value)}
            y2={py(a.value)}
            stroke={colours.high}
            stroke-width={4}
          >
            <title>
              {t(
                '{0} = {1} has the probability {2}',
                view.result,
                formatValue(a.value),
                formatValue(a.probability),
              )}
            </title>
          </line>
        ))}
      <g clip-path="url(#transform-plot)">
        {view.curve.map((piece, i) => (
          <path key={i} d={path(piece)} fill="none" stroke={colours.foreground} stroke-width={2} />
        ))}
      </g>
      {[0, 2].map((rest) =>
        view.intervals.map((interval, i) => (
          <g key={`${rest} ${i}`} opacity={0.4}>
            <Travelling
              interval={interval}
              travelled={rest}
              px={px}
              py={py}
              foot={bottom}
              end={left + plot + 6}
              inside={inside}
              colours={colours}
              odd={i % 2 === 1}
            />
          </g>
        )),
      )}
      {view.intervals.map((interval, i) => (
        <Travelling
          key={i}
          interval={interval}
          travelled={travelled}
          px={px}
          py={py}
          foot={bottom}
          end={left + plot + 6}
          inside={inside}
          colours={colours}
          odd={i % 2 === 1}
        />
      ))}
      {view.marks
        .filter((m) => !Number.isFinite(m.y) || inside(m.y))
        .map((m, i) => (
          <g key={i} stroke={colours.middle} stroke-width={2} fill="none">
            <title>{m.sentence}</title>
            {Number.isFinite(m.y) ? (
              <circle cx={px(m.x)} cy={py(m.y)} r={5} />
            ) : (
              <path d={`M${px(m.x) - 4},${bottom - 4}l8,8m0,-8l-8,8`} />
            )}
          </g>
        ))}
      {at && held && (
        <Held
          view={view}
          colours={colours}
          px={px}
          py={py}
          down={down}
          across={across}
          foot={base}
          end={left + plot + 6}
          inside={inside}
        />
      )}
      <text {...letters} x={left} y={base + 32} fill={colours.data}>
        {scale(view.variable, highest, view.baseDensity)}
      </text>
      <text {...letters} x={left + plot + 10} y={bottom + 18} fill={colours.flow}>
        {scale(view.result, widest, view.density)}
      </text>
    </svg>
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

function labelled(range: Range, count: number): (readonly [number, string])[] {
  const found = axisTicks(range, count);
  return tickTexts(found).map((text, i) => [found.values[i], text] as const);
}
const totalWidth = ({ left, plot, side }: Frame) => left + plot + side + 8;
const clampTo = (v: number, low: number, high: number) => Math.max(low, Math.min(high, v));
const clamp = ([low, high]: Range, v: number) => clampTo(v, low, high);

/** The largest density that is drawn in full: a spike where f turns would flatten all the rest. */
function cap(density: readonly number[]): number {
  const sorted = density.filter((d) => d > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return 1;
  return Math.min(sorted[sorted.length - 1], 2.5 * sorted[Math.floor(0.9 * (sorted.length - 1))]);
}

interface Travel {
  interval: TransformView['intervals'][number];
  travelled: number;
  px: (x: number) => number;
  py: (y: number) => number;
  /** where the axis of x and that of y are, in pixels */
  foot: number;
  end: number;
  inside: (y: number) => boolean;
  colours: Theme;
  odd: boolean;
}

/** One small interval: a dash on the axis of x, then on the curve, then on the axis of y, where its length is dy. */
function Travelling({ interval, travelled, px, py, foot, end, inside, colours, odd }: Travel) {
  const { x, y } = interval;
  if (!y.every(inside)) return null;
  const mix = (a: number, b: number, t: number) => a + (b - a) * t;
  const up = Math.min(1, travelled);
  const over = Math.max(0, travelled - 1);
  const ends = [0, 1].map((i) => [mix(px(x[i]), end, over), mix(foot, py(y[i]), up)]);
  return (
    <line
      x1={ends[0][0]}
      y1={ends[0][1]}
      x2={ends[1][0]}
      y2={ends[1][1]}
      stroke={odd ? colours.accent : colours.gaussian}
      stroke-width={4}
      stroke-linecap="butt"
    />
  );
}

/** The place that is held: every root, its height under p_X, and the density they add up to. */
function Held({
  view,
  colours,
  px,
  py,
  down,
  across,
  foot,
  end,
  inside,
}: {
  view: TransformView;
  colours: Theme;
  px: (x: number) => number;
  py: (y: number) => number;
  down: (p: number) => number;
  across: (p: number) => number;
  foot: number;
  end: number;
  inside: (y: number) => boolean;
}) {
  const { x, y, roots, density } = view.place!;
  if (!Number.isFinite(y))
    return x === null ? null : (
      <line
        x1={px(x)}
        x2={px(x)}
        y1={down(0)}
        y2={foot - 30}
        stroke={colours.middle}
        stroke-dasharray="2 3"
      />
    );
  if (!inside(y))
    return x === null ? null : (
      <line
        x1={px(x)}
        x2={px(x)}
        y1={foot}
        y2={foot - 30}
        stroke={colours.accent}
        stroke-dasharray="4 3"
      />
    );
  const shown = roots.filter((r) => r.x >= view.xRange[0] && r.x <= view.xRange[1]).slice(0, 200);
  const leftmost = Math.min(...shown.map((r) => px(r.x)), end);
  return (
    <g stroke={colours.accent} fill={colours.accent}>
      <line
        x1={leftmost}
        x2={across(Number.isFinite(density) ? density : 1e300)}
        y1={py(y)}
        y2={py(y)}
        stroke-dasharray="4 3"
      />
      {shown.map((r) => (
        <g key={r.x}>
          <line x1={px(r.x)} x2={px(r.x)} y1={py(y)} y2={foot} stroke-dasharray="4 3" />
          <circle
            cx={px(r.x)}
            cy={py(y)}
            r={x !== null && Math.abs(px(r.x) - px(x)) < 1 ? 6 : 4}
            stroke="none"
          />
          <circle cx={px(r.x)} cy={down(r.baseDensity)} r={3} stroke="none" />
        </g>
      ))}
    </g>
  );
}
