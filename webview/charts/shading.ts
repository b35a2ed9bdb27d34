// Very many points as shades: how many lie on a pixel is seen wherever they crowd, and no colour covers another.
import { type Seen, WHOLE } from '../state/zoom';
import { type PointCloud, sizeFor } from './point-cloud';

/** More points than this are shaded; fewer are discs over one another. */
export const MOST_DISCS = 5000;

/** Opacity of a pixel with one point: among few as that of a disc, among many as little as can still be seen. */
const ALONE = { few: 0.85, many: 0.28, halving: 0.15 };
const FULLEST = 0.95;
/** The shade is full from the pixels on that are fuller than this part of them. */
const NEARLY_ALL = 0.995;
const LARGEST_COUNT = 4096;

/** points on each pixel, for one colour after the other; reused from frame to frame */
let held = new Uint32Array(0);

/**
 * A picture of a cloud: the colour of a pixel is the mean of its points, its opacity rises with the logarithm of their
 * number.
 * @returns red, green, blue, alpha, not multiplied; row by row from the top
 */
export function shaded(
  cloud: PointCloud,
  width: number,
  height: number,
  ratio: number,
  seen: Seen = WHOLE,
): Uint8ClampedArray<ArrayBuffer> {
  const size = width * height;
  const palette = paletteOf(cloud);
  const kinds = palette.colours.length;
  if (held.length < kinds * size) held = new Uint32Array(kinds * size);
  const counts = held;
  counts.fill(0, 0, kinds * size);
  count(cloud, { counts, kind: palette.kind, width, height, ratio, seen });
  const opacity = opacities(counts, size, kinds);
  const pixels = new Uint8ClampedArray(4 * size);
  for (let p = 0; p < size; p++) {
    let [n, r, g, b] = [0, 0, 0, 0];
    for (let k = 0; k < kinds; k++) {
      const own = counts[k * size + p]!;
      if (own === 0) continue;
      const colour = palette.colours[k]!;
      n += own;
      r += own * colour[0];
      g += own * colour[1];
      b += own * colour[2];
    }
    if (n === 0) continue;
    const at = 4 * p;
    pixels[at] = r / n;
    pixels[at + 1] = g / n;
    pixels[at + 2] = b / n;
    pixels[at + 3] = 255 * opacity[Math.min(n, LARGEST_COUNT)]!;
  }
  return pixels;
}

interface Target {
  counts: Uint32Array;
  /** place of each point's colour; null where all have one */
  kind: Uint8Array | null;
  width: number;
  height: number;
  ratio: number;
  seen: Seen;
}

/** Points on each pixel. Positions are rounded to pixels: among so many nobody can see the difference. */
function count(cloud: PointCloud, { counts, kind, width, height, ratio, seen }: Target): void {
  const { positions, count: n } = cloud;
  const scaleX = width / 2 / (seen.x[1] - seen.x[0]);
  const scaleY = height / 2 / (seen.y[1] - seen.y[0]);
  const [shiftX, shiftY] = [(1 - 2 * seen.x[0]) * scaleX, (2 * seen.y[1] - 1) * scaleY];
  const stamp = stampOf(Math.max(1, Math.round(sizeOf(cloud, seen) * ratio)));
  const { from, to } = stamp;
  const inStamp = stamp.x.length;
  const steps = stamp.x.map((dx, k) => stamp.y[k]! * width + dx);
  const size = width * height;
  for (let i = 0; i < n; i++) {
    const x = Math.floor(positions[2 * i]! * scaleX + shiftX + stamp.half);
    const y = Math.floor(shiftY - positions[2 * i + 1]! * scaleY + stamp.half);
    // also false for what is not finite
    if (!(x >= -to && x < width - from && y >= -to && y < height - from)) continue;
    const start = (kind ? kind[i]! * size : 0) + y * width + x;
    if (x + from >= 0 && x + to < width && y + from >= 0 && y + to < height)
      for (let k = 0; k < inStamp; k++) counts[start + steps[k]!]!++;
    else
      for (let k = 0; k < inStamp; k++) {
        const [px, py] = [x + stamp.x[k]!, y + stamp.y[k]!];
        if (px >= 0 && px < width && py >= 0 && py < height) counts[start + steps[k]!]!++;
      }
  }
}

/** Points are larger where few of them are seen. */
function sizeOf(cloud: PointCloud, seen: Seen): number {
  const { positions, count: n, size } = cloud;
  const [left, right] = [2 * seen.x[0] - 1, 2 * seen.x[1] - 1];
  const [below, above] = [2 * seen.y[0] - 1, 2 * seen.y[1] - 1];
  let inside = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [positions[2 * i]!, positions[2 * i + 1]!];
    if (x >= left && x <= right && y >= below && y <= above) inside++;
  }
  return Math.max(size, sizeFor(inside));
}

/** The pixels of a disc around one, of a diameter in pixels. */
function stampOf(diameter: number) {
  const [x, y]: [number[], number[]] = [[], []];
  // an even one has its middle on a corner of pixels
  const half = diameter % 2 === 0 ? 0.5 : 0;
  const from = -Math.floor(diameter / 2);
  const to = from + diameter - 1;
  const middle = (from + to) / 2;
  for (let dy = from; dy <= to; dy++)
    for (let dx = from; dx <= to; dx++)
      if (diameter < 3 || Math.hypot(dx - middle, dy - middle) <= diameter / 2) {
        x.push(dx);
        y.push(dy);
      }
  return { x: Int32Array.from(x), y: Int32Array.from(y), from, to, half };
}

/** Opacity of a pixel by the number of its points. */
function opacities(counts: Uint32Array, pixels: number, kinds: number): Float64Array {
  const often = new Float64Array(LARGEST_COUNT + 1);
  let used = 0;
  for (let p = 0; p < pixels; p++) {
    let n = 0;
    for (let k = 0; k < kinds; k++) n += counts[k * pixels + p]!;
    if (n === 0) continue;
    often[Math.min(n, LARGEST_COUNT)]!++;
    used++;
  }
  let full = 1;
  for (let below = often[1]!; full < LARGEST_COUNT && below < NEARLY_ALL * used;)
    below += often[++full]!;
  const alone = Math.max(ALONE.many, ALONE.few - ALONE.halving * Math.log2(full));
  const steepness = (FULLEST - alone) / Math.log(Math.max(2, full));
  return often.map((_, n) => (n === 0 ? 0 : Math.min(FULLEST, alone + steepness * Math.log(n))));
}

interface Palette {
  colours: [red: number, green: number, blue: number][];
  kind: Uint8Array | null;
}

/** Clouds have the colours of sources and categories; of more than these the nearest ones are taken. */
const MOST_COLOURS = 16;
const palettes = new WeakMap<Uint8Array, Palette>();

function paletteOf({ colours: bytes, count: n }: PointCloud): Palette {
  const known = palettes.get(bytes);
  if (known) return known;
  const colours: Palette['colours'] = [];
  const places = new Map<number, number>();
  const kind = new Uint8Array(n);
  const placeOf = (colour: [number, number, number]) => {
    if (colours.length < MOST_COLOURS) return colours.push(colour) - 1;
    const apart = colours.map((c) => c.reduce((sum, v, k) => sum + (v - colour[k]!) ** 2, 0));
    return apart.indexOf(Math.min(...apart));
  };
  for (let i = 0; i < n; i++) {
    const [r, g, b] = [bytes[4 * i]!, bytes[4 * i + 1]!, bytes[4 * i + 2]!];
    const key = (r << 16) | (g << 8) | b;
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = placeOf([r, g, b])));
    kind[i] = place;
  }
  const palette = { colours, kind: colours.length > 1 ? kind : null };
  palettes.set(bytes, palette);
  return palette;
}
