// Lies over a plot of points: areas that are dragged, points that are clicked or looked at, and all of it by keys.
import { useEffect, useRef, useState } from 'preact/hooks';
import { clearSelection, select } from '../state/choices';
import { hoverNothing, hoverRow } from '../state/hover';
import { type How, howOf, isSelected, tool } from '../state/selection';
import { openRow } from '../state/store';
import { inSeen, inWhole, type Place, type Seen, WHOLE } from '../state/zoom';
import { t } from '../text/translate';
import { type Area, thinned } from './gesture';
import { nearestPoint, nextPoint, type PointCloud } from './point-cloud';
import { overPlot, type PlotBox } from './vega';
import { isMove, useZooming, type Zooming, zoomByKey } from './zooming';

/** A shorter drag is a click, a point is met so near, a lasso has a corner every so many: in CSS pixels. */
const [CLICK, NEAR, CORNER] = [4, 10, 4];
/** A key makes the box larger by this part of the plot. */
const STEP = 1 / 40;
const ARROWS = new Map<string, [right: number, up: number]>([
  ['ArrowRight', [1, 0]],
  ['ArrowLeft', [-1, 0]],
  ['ArrowUp', [0, 1]],
  ['ArrowDown', [0, -1]],
]);

interface Props {
  box: PlotBox;
  /** what is drawn, for screen readers */
  name: string;
  points: () => PointCloud;
  /** the row of a point; -1 where it is none of the table */
  rowOf: (index: number) => number;
  onArea: (area: Area, how: How) => void;
  /** a point was clicked or reached by keys */
  onPoint?: ((index: number) => void) | undefined;
  /** null or absent: the picture is always seen whole */
  zooming?: Zooming | null | undefined;
}

export function Gestures({ box, name, points, rowOf, onArea, onPoint, zooming = null }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<number[] | null>(null);
  const [keyed, setKeyed] = useState<{ index: number; area: [number, number] | null }>({
    index: -1,
    area: null,
  });
  const seen = zooming?.seen ?? WHOLE;
  const isRow = (index: number) => rowOf(index) >= 0;
  useZooming(element, zooming);
  useEscape(drag !== null, () => setDrag(null));
  useEffect(() => hoverNothing, []);

  const at = (event: PointerEvent): [number, number] => {
    const { left, top, width, height } = element.current!.getBoundingClientRect();
    const part = (v: number) => Math.max(0, Math.min(1, v));
    return [part((event.clientX - left) / width), part(1 - (event.clientY - top) / height)];
  };
  const met = (place: Place) => {
    const [x, y] = inWhole(place, seen);
    const whole = {
      width: box.width / (seen.x[1] - seen.x[0]),
      height: box.height / (seen.y[1] - seen.y[0]),
    };
    return nearestPoint(
      points(),
      [2 * x - 1, 2 * y - 1],
      whole,
      NEAR,
      (i) => isRow(i) || !!onPoint,
    );
  };
  const down = (event: PointerEvent) => {
    // a second finger enlarges
    if (!event.isPrimary && event.pointerType === 'touch') return setDrag(null);
    if (zooming && isMove(event)) return hoverNothing();
    if (event.button !== 0) return;
    element.current!.setPointerCapture?.(event.pointerId);
    hoverNothing();
    setDrag(at(event));
  };
  const move = (event: PointerEvent) => {
    const place = at(event);
    if (!drag) {
      const index = met(place);
      if (index >= 0 && isRow(index) && event.buttons === 0)
        hoverRow(rowOf(index), { x: event.clientX, y: event.clientY });
      else hoverNothing();
    } else if (tool.peek() !== 'lasso') setDrag([...drag.slice(0, 2), ...place]);
    else if (apart(drag.slice(-2), place, box) >= CORNER) setDrag([...drag, ...place]);
  };
  const up = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    const place = at(event);
    if (isClick(drag, place, box)) return click(met(place), howOf(event, true));
    const area = areaOf([...drag, ...place], seen);
    if (area) onArea(area, howOf(event));
  };
  const click = (index: number, how: How) => {
    if (index >= 0) onPoint?.(index);
    if (index >= 0 && isRow(index)) pick(rowOf(index), how);
    else if (index < 0 && how === 'set') void clearSelection();
  };
  const key = (event: KeyboardEvent) => {
    const arrow = ARROWS.get(event.key);
    const about = keyed.index < 0 ? undefined : placeIn(points(), keyed.index, seen);
    if (zooming && zoomByKey(event, zooming, arrow, about)) event.preventDefault();
    else if (arrow && event.shiftKey) {
      event.preventDefault();
      grow(arrow);
    } else if (arrow) {
      event.preventDefault();
      const index = nextPoint(points(), keyed.index, arrow, isRow, seen);
      if (index >= 0) reach(index);
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      if (keyed.index < 0) return;
      if (event.key === 'Enter') openRow(rowOf(keyed.index));
      else pick(rowOf(keyed.index), 'toggle');
    }
  };
  /** Goes to a point by keys, and says what it is. */
  const reach = (index: number) => {
    setKeyed({ index, area: null });
    onPoint?.(index);
    const { left, top, width, height } = element.current!.getBoundingClientRect();
    const [x, y] = placeIn(points(), index, seen);
    hoverRow(rowOf(index), { x: left + x * width, y: top + (1 - y) * height }, 'keys');
  };
  /** A box from the point that was reached, or from the middle. */
  const grow = ([right, up]: [number, number]) => {
    const [x, y] = keyed.index >= 0 ? placeIn(points(), keyed.index, seen) : [0.5, 0.5];
    const part = (v: number) => Math.max(0, Math.min(1, v));
    const [toX, toY] = keyed.area ?? [x, y];
    const area: [number, number] = [part(toX + right * STEP), part(toY + up * STEP)];
    setKeyed({ index: keyed.index, area });
    onArea(boxBetween([x, y], area, seen), 'set');
  };
  const shown = drag && drag.length > 2 ? drag : null;
  return (
    <div
      ref={element}
      class={zooming && tool.value === 'move' ? 'gestures moves' : 'gestures'}
      tabIndex={0}
      role="group"
      aria-label={t(
        'Points of {0}. Arrow keys go from point to point, Space selects, Enter opens the row in the file, Shift with arrow keys draws a box, Escape clears.',
        name,
      )}
      aria-description={
        zooming ? t('Plus and minus enlarge, Ctrl with arrow keys moves, 0 shows all.') : undefined
      }
      style={overPlot(box)}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => hoverNothing()}
      onKeyDown={key}
      onBlur={() => {
        setKeyed({ index: -1, area: null });
        hoverNothing();
      }}
    >
      <svg viewBox={`0 0 ${box.width} ${box.height}`} aria-hidden="true">
        {shown && <path class="area" d={pathOf(shown, box)} />}
        {keyed.index >= 0 && <Ring place={placeIn(points(), keyed.index, seen)} box={box} />}
      </svg>
    </div>
  );
}

function Ring({ place: [x, y], box }: { place: [number, number]; box: PlotBox }) {
  return <circle class="reached" cx={x * box.width} cy={(1 - y) * box.height} r={7} />;
}

const pick = (row: number, how: How) =>
  void select({ kind: 'rows', rows: [row] }, how, isSelected(row));

const placeIn = ({ positions }: PointCloud, index: number, seen: Seen) =>
  inSeen([(positions[2 * index]! + 1) / 2, (positions[2 * index + 1]! + 1) / 2], seen);

function boxBetween(from: Place, to: Place, seen: Seen): Area {
  const [[x0, y0], [x1, y1]] = [inWhole(from, seen), inWhole(to, seen)];
  return { kind: 'box', x: [x0, x1], y: [y0, y1] };
}

const apart = (a: number[], b: number[], { width, height }: PlotBox) =>
  Math.hypot((a[0]! - b[0]!) * width, (a[1]! - b[1]!) * height);

/** A lasso that comes back to where it began is none. */
function isClick(drag: number[], place: [number, number], box: PlotBox): boolean {
  const way = drag.length / 2 > 2 ? Infinity : apart(drag, place, box);
  return way < CLICK;
}

/** Null where it encloses nothing. */
function areaOf(line: number[], seen: Seen): Area | null {
  const cornerAt = (k: number): [number, number] => [line[2 * k]!, line[2 * k + 1]!];
  const last = line.length / 2 - 1;
  if (tool.peek() !== 'lasso') return boxBetween(cornerAt(0), cornerAt(last), seen);
  if (last < 2) return null;
  const corners = Array.from({ length: last + 1 }, (_, k) => inWhole(cornerAt(k), seen)).flat();
  return { kind: 'lasso', corners: thinned(corners) };
}

function pathOf(line: number[], { width, height }: PlotBox): string {
  const place = (k: number) =>
    `${(line[2 * k]! * width).toFixed(1)} ${((1 - line[2 * k + 1]!) * height).toFixed(1)}`;
  if (tool.peek() === 'lasso')
    return `M${Array.from({ length: line.length / 2 }, (_, k) => place(k)).join('L')}Z`;
  const [x0, y0, x1, y1] = line as [number, number, number, number];
  return (
    `M${x0 * width} ${(1 - y0) * height}H${x1 * width}V${(1 - y1) * height}` + `H${x0 * width}Z`
  );
}

/** Escape ends what is under way, before it clears anything. */
export function useEscape(active: boolean, cancel: () => void): void {
  useEffect(() => {
    if (!active) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      event.preventDefault();
      cancel();
    };
    document.addEventListener('keydown', pressed, true);
    return () => document.removeEventListener('keydown', pressed, true);
  }, [active]);
}
