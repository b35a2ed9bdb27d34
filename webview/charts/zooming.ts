// Gestures that enlarge and move a picture: the wheel, two fingers, the middle button or the hand, and keys.
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { tool } from '../state/selection';
import { enlarged, isWhole, movedBy, type Place, type Seen, WHOLE, ZOOM_STEP } from '../state/zoom';

/** What of a picture is seen, and what to do with a wish to see another part of it. */
export interface Zooming {
  seen: Seen;
  see: (seen: Seen) => void;
  /** what a drag does instead of moving what is seen, in parts of the plot */
  drag?: (by: Place) => void;
}

/** So much of a turn of the wheel, in CSS pixels, is a step of keys and buttons. */
const WHEEL = 200;
/** Parts of the plot that a key moves it by. */
const KEY_STEP = 0.1;
const MIDDLE: Place = [0.5, 0.5];
/** Milliseconds in which turns of a wheel belong together. */
const ONE_TURN = 250;

/** when the page was scrolled last: a wheel that comes upon a picture on the way goes on scrolling */
let scrolled = -Infinity;

const placeOf = (element: Element, { clientX, clientY }: MouseEvent): Place => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [(clientX - left) / width, 1 - (clientY - top) / height];
};

/** Whether a press moves the picture, and selects nothing. */
export const isMove = ({ button }: MouseEvent) =>
  button === 1 || (button === 0 && tool.peek() === 'move');

/** Listens on the element that lies over a plot. @param zooming null where a picture is always seen whole */
export function useZooming(element: RefObject<HTMLElement>, zooming: Zooming | null): void {
  const latest = useRef(zooming);
  latest.current = zooming;
  const enabled = zooming !== null;
  useEffect(() => {
    const plot = element.current;
    if (!plot || !enabled) return;
    const now = () => latest.current!;
    const fingers = new Map<number, Place>();
    const wheel = (event: WheelEvent) => {
      const { seen, see } = now();
      const outwards = event.deltaY > 0;
      const scrolling = !event.ctrlKey && event.timeStamp - scrolled < ONE_TURN;
      if (scrolling || (isWhole(seen) && outwards && !event.ctrlKey)) {
        scrolled = event.timeStamp;
        return;
      }
      event.preventDefault();
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const { width } = plot.getBoundingClientRect();
        return see(movedBy(seen, [-event.deltaX / width, 0]));
      }
      // a pinch on a touch pad comes as small turns with Ctrl
      const turn = event.deltaMode === 1 ? 33 * event.deltaY : event.deltaY;
      const factor = ZOOM_STEP ** (-(event.ctrlKey ? 8 : 1) * (turn / WHEEL));
      see(enlarged(seen, Math.max(0.2, Math.min(5, factor)), placeOf(plot, event)));
    };
    const down = (event: PointerEvent) => {
      const touch = event.pointerType === 'touch';
      if (!touch && !isMove(event)) return;
      event.preventDefault(); // the middle button would scroll
      fingers.set(event.pointerId, placeOf(plot, event));
      plot.focus({ preventScroll: true });
      plot.setPointerCapture?.(event.pointerId);
    };
    const move = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const place = placeOf(plot, event);
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      fingers.set(event.pointerId, place);
      const by: Place = [place[0] - before[0], place[1] - before[1]];
      const { seen, see, drag } = now();
      const [other] = others;
      if (other) {
        const apart = (at: Place) => Math.hypot(at[0] - other[0], at[1] - other[1]);
        const middle: Place = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2];
        const moved = movedBy(seen, [by[0] / 2, by[1] / 2]);
        see(enlarged(moved, apart(place) / Math.max(0.01, apart(before)), middle));
      } else if (event.pointerType !== 'touch' || tool.peek() === 'move')
        (drag ?? ((part) => see(movedBy(seen, part))))(by);
    };
    const up = (event: PointerEvent) => fingers.delete(event.pointerId);
    const whole = () => now().see(WHOLE);
    plot.addEventListener('wheel', wheel, { passive: false });
    plot.addEventListener('pointerdown', down);
    plot.addEventListener('pointermove', move);
    plot.addEventListener('pointerup', up);
    plot.addEventListener('pointercancel', up);
    plot.addEventListener('dblclick', whole);
    return () => {
      plot.removeEventListener('wheel', wheel);
      plot.removeEventListener('pointerdown', down);
      plot.removeEventListener('pointermove', move);
      plot.removeEventListener('pointerup', up);
      plot.removeEventListener('pointercancel', up);
      plot.removeEventListener('dblclick', whole);
    };
  }, [enabled]);
}

/**
 * Plus and minus enlarge about a place, 0 shows all, Ctrl with arrow keys moves.
 * @returns whether the key was one of them
 */
export function zoomByKey(
  event: KeyboardEvent,
  { seen, see, drag }: Zooming,
  arrow: readonly [right: number, up: number] | undefined,
  about: Place = MIDDLE,
): boolean {
  if (arrow && (event.ctrlKey || event.metaKey)) {
    const by: Place = [-arrow[0] * KEY_STEP, -arrow[1] * KEY_STEP];
    (drag ?? ((part) => see(movedBy(seen, part))))(by);
  } else if (event.key === '+' || event.key === '=') see(enlarged(seen, ZOOM_STEP, about));
  else if (event.key === '-') see(enlarged(seen, 1 / ZOOM_STEP, about));
  else if (event.key === '0') see(WHOLE);
  else return false;
  return true;
}
