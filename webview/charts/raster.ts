// Points as pixels without WebGL: where a machine has none, or only one in software, which is slower than this and
// holds up everything else that is drawn.
import { layersOf, type PointCloud } from './point-cloud';

/**
 * The picture that the shaders in points.ts draw: discs over one another, in the order given.
 * @returns red, green, blue, alpha, not multiplied; row by row from the top
 */
export function rasterise(
  cloud: PointCloud,
  width: number,
  height: number,
  ratio: number,
): Uint8ClampedArray<ArrayBuffer> {
  // multiplied by alpha, 0 to 1
  const sum = new Float32Array(4 * width * height);
  for (const layer of layersOf(cloud)) add(layer, sum, width, height, ratio);
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
): void {
  const radius = (size * ratio) / 2;
  for (let i = 0; i < count; i++) {
    const x = ((positions[2 * i]! + 1) / 2) * width;
    const y = ((1 - positions[2 * i + 1]!) / 2) * height;
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
