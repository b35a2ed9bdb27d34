// Points to draw on a canvas, and how large and opaque they are among many.
import { inSeen, inWhole, type Seen, WHOLE } from '../state/zoom';

/** Points to draw, over one another in the order given. */
export interface PointCloud {
  /** clip coordinates, -1 to 1, two for each point; points that are not finite are not drawn */
  positions: Float32Array;
  /** red, green, blue, alpha for each point, 0 to 255 */
  colours: Uint8Array;
  count: number;
  /** diameter in CSS pixels */
  size: number;
  /** points above all of these: the selected ones */
  over?: PointCloud | null;
  /** rows of the table that these are, each once */
  rows?: number[];
}

/** The points, and those above them, in the order they are drawn. */
export function layersOf(cloud: PointCloud): PointCloud[] {
  return [cloud, ...(cloud.over ? layersOf(cloud.over) : [])];
}

/**
 * Points of `cloud` that are told apart: once more, larger and in a colour of their own, with a rim around each.
 * @param rowOf the row of the table that a point is
 */
export function pickedOut(
  { positions, count, size }: PointCloud,
  rowOf: (index: number) => number,
  isPicked: (row: number) => boolean,
  colour: readonly [number, number, number],
  rim: readonly [number, number, number],
): PointCloud | null {
  const found: number[] = [];
  for (let i = 0; i < count; i++) if (isPicked(rowOf(i))) found.push(i);
  if (found.length === 0) return null;
  const own = new Float32Array(2 * found.length);
  found.forEach((i, k) => own.set(positions.subarray(2 * i, 2 * i + 2), 2 * k));
  const painted = ([r, g, b]: readonly [number, number, number], alpha: number) => {
    const colours = new Uint8Array(4 * found.length);
    for (let k = 0; k < found.length; k++) colours.set([r, g, b, alpha], 4 * k);
    return colours;
  };
  const rows = [...new Set(found.map(rowOf))].sort((a, b) => a - b);
  // among very many the rims would hide what lies between
  const rimmed = found.length <= MOST_RIMS;
  const inner = Math.max(size, rimmed ? 4 : 2);
  const base = { positions: own, count: found.length, rows };
  const points = { ...base, colours: painted(colour, 255), size: inner };
  return rimmed ? { ...base, colours: painted(rim, 255), size: inner + 2, over: points } : points;
}
const MOST_RIMS = 5000;

/** Opacity of a point among `count`: dense clouds show where they are dense. */
export function alphaFor(count: number): number {
  return Math.max(0.05, Math.min(0.85, 30 / Math.sqrt(Math.max(1, count))));
}

/** Diameter of a point among `count`, in CSS pixels. */
export function sizeFor(count: number): number {
  return count > 20_000 ? 2 : count > 1_000 ? 3 : 5;
}

/** Index of the point nearest to a place, in clip coordinates; -1 when none lies within so many CSS pixels. */
export function nearestPoint(
  { positions, count }: PointCloud,
  [atX, atY]: readonly [number, number],
  size: { width: number; height: number },
  within: number,
  counts: (index: number) => boolean = () => true,
): number {
  let best = -1;
  let distance = (2 * within) ** 2; // half pixels: clip coordinates are from -1 to 1
  for (let i = 0; i < count; i++) {
    const dx = (positions[2 * i]! - atX) * size.width;
    const dy = (positions[2 * i + 1]! - atY) * size.height;
    const d = dx * dx + dy * dy;
    if (d < distance && counts(i)) [best, distance] = [i, d];
  }
  return best;
}

/** The nearest point in a direction: what lies aside counts as further away. -1 where there is none. */
export function nextPoint(
  { positions, count }: PointCloud,
  from: number,
  [right, up]: readonly [number, number],
  counts: (index: number) => boolean,
  seen: Seen = WHOLE,
): number {
  let [best, distance] = [-1, Infinity];
  const middle = inWhole([0.5, 0.5], seen);
  const isSeen = (cx: number, cy: number) =>
    inSeen([(cx + 1) / 2, (cy + 1) / 2], seen).every((part) => part >= 0 && part <= 1);
  const [x, y] =
    from < 0
      ? [2 * middle[0] - 1, 2 * middle[1] - 1]
      : [positions[2 * from]!, positions[2 * from + 1]!];
  for (let i = 0; i < count; i++) {
    if (i === from || !counts(i)) continue;
    const [dx, dy] = [positions[2 * i]! - x, positions[2 * i + 1]! - y];
    if (!isSeen(x + dx, y + dy)) continue;
    const along = dx * right + dy * up;
    const aside = Math.abs(dx * up) + Math.abs(dy * right);
    // points in the very same place come one after the other
    const same = dx === 0 && dy === 0 && i > from;
    if (from >= 0 && !same && !(along > 0 && aside <= along)) continue;
    const d = from < 0 ? dx * dx + dy * dy : same ? 0 : along + 2 * aside;
    if (d < distance) [best, distance] = [i, d];
  }
  return best;
}
