// Points as pixels without WebGL: where a machine has none, or only one in software, which is slower than this and
// holds up everything else that is drawn.
import { type Seen, WHOLE } from '../state/zoom';
import { layersOf, type PointCloud } from './point-cloud';
import { MOST_DISCS, shaded } from './shading';

/**
 * The picture that the shaders in points.ts draw: discs over one another, in the order given. Very many points are
 * shaded instead, below the others.
 * @returns red, green, blue, alpha, not multiplied; row by row from the top
 */
export function rasterise(
  cloud: PointCloud,
  width: number,
  height: number,
  ratio: number,
  seen: Seen = WHOLE,
): Uint8ClampedArray<ArrayBuffer> {
  const [base, ...over] = layersOf(cloud) as [PointCloud, ...PointCloud[]];
  const shades = base.count > MOST_DISCS ? shaded(base, width, height, ratio, seen) : null;
  if (shades && over.length === 0) return shades;
  // multiplied by alpha, 0 to 1
  const sum = new Float32Array(4 * width * height);
  if (shades)
    for (let at = 0; at < sum.length; at += 4) {
      const alpha = shades[at + 3]! / 255;
      if (alpha === 0) continue;
      for (let c = 0; c < 3; c++) sum[at + c] = (shades[at + c]! / 255) * alpha;
      sum[at + 3] = alpha;
    }
  for (const layer of shades ? over : [base, ...over]) add(layer, sum, width, height, ratio, seen);
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < sum.length; at += 4) {
    const alpha = sum[at + 3]!;
    if (alpha === 0) continue;
    for (let c = 0; c < 3; c++) pixels[at + c] = (255 * sum[at + c]!) / alpha;
    pixels[at + 3] = 255 * alpha;
  }
  return pixels;
}

function add(
  { positions, colours, count, size }: PointCloud,
  sum: Float32Array,
  width: number,
  height: number,
  ratio: number,
  seen: Seen,
): void {
  const radius = (size * ratio) / 2;
  const [across, up] = [width / (seen.x[1] - seen.x[0]), height / (seen.y[1] - seen.y[0])];
  for (let i = 0; i < count; i++) {
    const x = ((positions[2 * i]! + 1) / 2 - seen.x[0]) * across;
    const y = (seen.y[1] - (positions[2 * i + 1]! + 1) / 2) * up;
    // also false for what is not finite
    if (!(x > -radius && x < width + radius && y > -radius && y < height + radius)) continue;
    const alpha = colours[4 * i + 3]! / 255;
    const red = (colours[4 * i]! / 255) * alpha;
    const green = (colours[4 * i + 1]! / 255) * alpha;
    const blue = (colours[4 * i + 2]! / 255) * alpha;
    const left = Math.max(0, Math.ceil(x - radius - 0.5));
    const right = Math.min(width - 1, Math.floor(x + radius - 0.5));
    const bottom = Math.min(height - 1, Math.floor(y + radius - 0.5));
    for (let py = Math.max(0, Math.ceil(y - radius - 0.5)); py <= bottom; py++)
      for (let px = left; px <= right; px++) {
        if ((px + 0.5 - x) ** 2 + (py + 0.5 - y) ** 2 > radius * radius) continue;
        const at = 4 * (py * width + px);
        sum[at] = red + sum[at]! * (1 - alpha);
        sum[at + 1] = green + sum[at + 1]! * (1 - alpha);
        sum[at + 2] = blue + sum[at + 2]! * (1 - alpha);
        sum[at + 3] = alpha + sum[at + 3]! * (1 - alpha);
      }
  }
}
