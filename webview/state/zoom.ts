// Which part of a picture is seen when it was enlarged, and how that changes: the same for all pictures of a pair.
import { signal } from '@preact/signals';

/** From where to where, in parts of the whole axes: 0 to 1 where all is seen. */
export interface Seen {
  x: readonly [number, number];
  y: readonly [number, number];
}

/** A place in a plot, in parts from the left and from below. */
export type Place = readonly [x: number, y: number];

export const WHOLE: Seen = { x: [0, 1], y: [0, 1] };
/** A step of keys and buttons. */
export const ZOOM_STEP = 1.5;
/** Positions are in single precision: further in, points would jump. */
const MOST = 2000;

/** Of which picture, and what of it; another picture is seen whole. */
const zoom = signal<{ of: string; seen: Seen }>({ of: '', seen: WHOLE });
export const seenOf = (of: string): Seen => (zoom.value.of === of ? zoom.value.seen : WHOLE);
export const see = (of: string, seen: Seen) => void (zoom.value = { of, seen });

export const isWhole = ({ x, y }: Seen) => x[0] <= 0 && x[1] >= 1 && y[0] <= 0 && y[1] >= 1;

/** How many times larger than the whole picture. */
export const enlargement = ({ x, y }: Seen) => 1 / Math.max(x[1] - x[0], y[1] - y[0]);

const toWhole = (part: number, [from, to]: readonly [number, number]) => from + part * (to - from);
const toSeen = (part: number, [from, to]: readonly [number, number]) => (part - from) / (to - from);

/** The same place, in parts of the whole. */
export const inWhole = ([x, y]: Place, seen: Seen): [number, number] => [
  toWhole(x, seen.x),
  toWhole(y, seen.y),
];
/** A place of the whole, in parts of what is seen. */
export const inSeen = ([x, y]: Place, seen: Seen): [number, number] => [
  toSeen(x, seen.x),
  toSeen(y, seen.y),
];

/** Enlarged by a factor about a place of what is seen, which stays where it is; never beyond the whole. */
export function enlarged(seen: Seen, factor: number, [x, y]: Place): Seen {
  const along = (range: readonly [number, number], at: number) => {
    const wanted = (range[1] - range[0]) / factor;
    // steps in and out again end at the whole, and not beside it
    const length = wanted > 1 - 1e-9 ? 1 : Math.max(1 / MOST, wanted);
    return within(toWhole(at, range) - at * length, length);
  };
  return { x: along(seen.x, x), y: along(seen.y, y) };
}

/** Moved by parts of what is seen: the picture goes with the hand. */
export function movedBy(seen: Seen, [right, up]: Place): Seen {
  const along = ([from, to]: readonly [number, number], by: number) =>
    within(from - by * (to - from), to - from);
  return { x: along(seen.x, right), y: along(seen.y, up) };
}

function within(from: number, length: number): [number, number] {
  const start = Math.max(0, Math.min(1 - length, from));
  return [start, start + length];
}
