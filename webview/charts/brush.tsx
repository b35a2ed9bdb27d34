// Lies over the plot of one column: ranges that are dragged, bars that are clicked or looked at, and all of it by keys.
import { useRef, useState } from 'preact/hooks';
import { clearSelection } from '../state/choices';
import { hoverNothing } from '../state/hover';
import { type How, howOf } from '../state/selection';
import { formatValue } from '../text/format';
import { t } from '../text/translate';
import { binsOf } from './bins';
import { useEscape } from './gestures';
import { useKeyedBars } from './keyed-bars';
import { numbersBetween, partOf, type Range, valueAt } from './scale';
import { overPlot, type PlotBox } from './vega';

/** Steps of the keys, a plot's width. */
const STEPS = 40;
/** A drag shorter than this many CSS pixels is a click. */
const CLICK = 4;

export interface BrushProps {
  box: PlotBox;
  axis: { range: Range; log: boolean };
  /** of the bars */
  edges: number[];
  /** what is selected by this column alone */
  range: [number, number] | null;
  /** how an end of it is written */
  write?: (value: number) => string;
  /** ranges begin and end with bars */
  whole?: boolean;
  /** the column, for screen readers */
  name: string;
  /** what there is to say of a bar */
  describe: (bar: number) => string[];
  onRange: (range: [number, number], how: How) => void;
  onBar: (bar: number, how: How) => void;
}

/** @param range whose ends may lie within bars */
function aroundBars(edges: number[], [low, high]: Range): Range {
  const first = Math.max(
    0,
    edges.findLastIndex((edge) => edge <= low),
  );
  const last = edges.findIndex((edge) => edge >= high);
  return [edges[first]!, edges[last < 0 ? edges.length - 1 : Math.max(last, first + 1)]!];
}

/** Arrows go from bar to bar; with Shift left and right move the upper end, down and up the lower one. */
export function Brush({
  box,
  axis,
  edges,
  range,
  write = formatValue,
  whole = false,
  name,
  describe,
  onRange,
  onBar,
}: BrushProps) {
  const element = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  useEscape(drag !== null, () => setDrag(null));
  const clamp = (part: number) => Math.max(0, Math.min(1, part));
  const bars = binsOf(edges).map(({ low, high }) => [
    clamp(partOf(low, axis)),
    clamp(partOf(high, axis)),
  ]);
  const shown = drag ?? (range && (range.map((v) => clamp(partOf(v, axis))) as [number, number]));
  const at = (event: PointerEvent) => {
    const { left, width } = element.current!.getBoundingClientRect();
    return clamp((event.clientX - left) / width);
  };
  const barAt = (part: number) => bars.findIndex(([low, high]) => part >= low! && part <= high!);
  const keys = useKeyedBars({
    count: bars.length,
    name,
    describe,
    onBar,
    steps: { ArrowLeft: -1, ArrowRight: 1 },
    pointOf: (bar) => {
      const { left, top, width } = element.current!.getBoundingClientRect();
      return { x: left + (width * (bars[bar]![0]! + bars[bar]![1]!)) / 2, y: top };
    },
  });
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    element.current!.setPointerCapture?.(event.pointerId);
    hoverNothing();
    setDrag([at(event), at(event)]);
  };
  const up = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    const [low, high] = [Math.min(...drag), Math.max(...drag)];
    if ((high - low) * box.width >= CLICK)
      return onRange(
        whole
          ? aroundBars(edges, [valueAt(low, axis), valueAt(high, axis)])
          : numbersBetween(low, high, axis),
        howOf(event),
      );
    const bar = barAt(low);
    if (bar >= 0) onBar(bar, howOf(event, true));
    else void clearSelection();
  };
  const key = (event: KeyboardEvent) => {
    const next = !event.shiftKey
      ? null
      : whole
        ? movedBars(range, edges, event.key)
        : moved(range, axis, event.key);
    if (next) onRange(next, 'set');
    else if (!keys.press(event)) return;
    event.preventDefault();
  };
  return (
    <div
      ref={element}
      class="brush"
      tabIndex={0}
      role="group"
      aria-label={t(
        'Select by {0}: {1}. Arrow keys go from bar to bar, Space selects one, Shift with arrow keys changes the ends, Escape clears.',
        name,
        range ? t('{0} to {1}', write(range[0]), write(range[1])) : t('all rows'),
      )}
      style={overPlot(box)}
      onPointerDown={down}
      onPointerMove={(event) =>
        drag ? setDrag([drag[0], at(event)]) : keys.hover(barAt(at(event)), event)
      }
      onPointerUp={up}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={hoverNothing}
      onKeyDown={key}
      onBlur={keys.leave}
    >
      {shown && <Band parts={shown} kind="band" />}
      {keys.reached !== null && bars[keys.reached] && (
        <Band parts={bars[keys.reached] as [number, number]} kind="reached" />
      )}
    </div>
  );
}

function Band({ parts, kind }: { parts: [number, number]; kind: 'band' | 'reached' }) {
  const [low, high] = [Math.min(...parts), Math.max(...parts)];
  return <span class={kind} style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />;
}

/** What a key adds to both ends, in steps. */
const KEYS = new Map([
  ['ArrowRight', { low: 0, high: 1 }],
  ['ArrowLeft', { low: 0, high: -1 }],
  ['ArrowUp', { low: 1, high: 0 }],
  ['ArrowDown', { low: -1, high: 0 }],
]);

/** The range after Shift and an arrow key; null for other keys. It starts as the whole axis and never turns over. */
export function moved(
  range: [number, number] | null,
  axis: { range: Range; log: boolean },
  key: string,
): [number, number] | null {
  const step = KEYS.get(key);
  if (!step) return null;
  const [low, high] = range ?? axis.range;
  const place = (value: number) => Math.round(partOf(value, axis) * STEPS);
  const [from, to] = [Math.max(0, place(low) + step.low), Math.min(STEPS, place(high) + step.high)];
  return from < to ? numbersBetween(from / STEPS, to / STEPS, axis) : [low, high];
}

/** The same by whole bars. */
export function movedBars(
  range: [number, number] | null,
  edges: number[],
  key: string,
): [number, number] | null {
  const step = KEYS.get(key);
  const last = edges.length - 1;
  if (!step || last < 1) return null;
  const place = (value: number) => edges.findIndex((edge) => edge >= value);
  const [from, to] = range ? [place(range[0]), place(range[1])] : [0, last];
  if (from < 0) return [edges[0]!, edges[last]!];
  const low = Math.max(0, from + step.low);
  const high = Math.min(last, (to < 0 ? last : to) + step.high);
  return low < high ? [edges[low]!, edges[high]!] : [edges[from]!, edges[Math.max(to, from + 1)]!];
}
