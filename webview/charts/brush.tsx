// A range chosen on a chart: by dragging, by keys, or by two numbers.
import { useRef, useState } from 'preact/hooks';
import { formatValue } from '../text/format';
import { t } from '../text/translate';
import { partOf, type Range, valueAt } from './scale';
import type { PlotBox } from './vega';

/** Steps of the keys, a plot's width. */
const STEPS = 40;
/** A drag shorter than this many CSS pixels is a click, which clears. */
const CLICK = 4;

interface Props {
  box: PlotBox;
  axis: { range: Range; log: boolean };
  range: [number, number] | null;
  /** what is brushed, for screen readers */
  name: string;
  onChange: (range: [number, number] | null) => void;
}

/** Lies over a plot. Shift with left and right moves the upper end, with down and up the lower one; Escape clears. */
export function Brush({ box, axis, range, name, onChange }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const parts =
    drag ??
    (range && (range.map((v) => Math.max(0, Math.min(1, partOf(v, axis)))) as [number, number]));
  const at = (event: PointerEvent) => {
    const { left, width } = element.current!.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width));
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    element.current!.setPointerCapture?.(event.pointerId);
    setDrag([at(event), at(event)]);
  };
  const up = () => {
    if (!drag) return;
    setDrag(null);
    const [low, high] = [Math.min(...drag), Math.max(...drag)];
    onChange((high - low) * box.width < CLICK ? null : ends(low, high, axis));
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && range) {
      event.stopPropagation();
      onChange(null);
    }
    const next = event.shiftKey ? moved(range, axis, event.key) : null;
    if (!next) return;
    event.preventDefault();
    onChange(next);
  };
  return (
    <div
      ref={element}
      class="brush"
      tabIndex={0}
      role="group"
      aria-label={t(
        'Filter by {0}: {1}. Shift with arrow keys changes the ends, Escape clears.',
        name,
        range ? t('{0} to {1}', formatValue(range[0]), formatValue(range[1])) : t('all rows'),
      )}
      style={{
        left: `${box.left}px`,
        top: `${box.top}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
      }}
      onPointerDown={down}
      onPointerMove={(event) => drag && setDrag([drag[0], at(event)])}
      onPointerUp={up}
      onPointerCancel={() => setDrag(null)}
      onKeyDown={key}
    >
      {parts && <span style={{ left: 0, width: `${100 * Math.min(...parts)}%` }} />}
      {parts && <span style={{ right: 0, width: `${100 * (1 - Math.max(...parts))}%` }} />}
    </div>
  );
}

/** Parts of the axis as numbers, rounded to what a pixel can tell. */
function ends(low: number, high: number, axis: { range: Range; log: boolean }): [number, number] {
  const digits = (v: number) => {
    const grain = axis.log ? Math.abs(v) / 100 : (axis.range[1] - axis.range[0]) / 1000;
    const places = Math.max(0, Math.min(15, Math.ceil(-Math.log10(grain))));
    return Number(grain >= 1 ? Math.round(v) : v.toFixed(places));
  };
  return [digits(valueAt(low, axis)), digits(valueAt(high, axis))];
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
  return from < to ? ends(from / STEPS, to / STEPS, axis) : [low, high];
}
