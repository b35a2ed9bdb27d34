// A density as a small picture: shades over two columns, a curve over one.
import { useEffect, useRef } from 'preact/hooks';
import type { StageDensity } from '../../src/protocol/microscope';
import { mix, parseColour } from '../state/colours';
import type { Theme } from '../state/theme';

const SHADES = 64;

export function DensityTile({ density, colours }: { density: StageDensity; colours: Theme }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { side, values, y } = density;
  useEffect(() => {
    const context = y && canvas.current?.getContext('2d');
    if (!context) return;
    context.putImageData(new ImageData(shadesOf(density, colours), side, side), 0, 0);
  }, [density, colours]);
  if (y)
    return (
      <canvas ref={canvas} class="density-tile" width={side} height={side} aria-hidden="true" />
    );
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const path = Array.from(
    values,
    (v, k) =>
      `${k === 0 ? 'M' : 'L'}${((100 * k) / side).toFixed(2)} ${(96 - (92 * v) / most).toFixed(2)}`,
  ).join('');
  return (
    <svg class="density-tile" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <path
        d={path}
        fill="none"
        stroke={colours.flow}
        stroke-width={2}
        vector-effect="non-scaling-stroke"
      />
    </svg>
  );
}

/** By the square root, so that thin parts are seen beside dense ones; rows from the top. */
export function shadesOf(
  { side, values }: StageDensity,
  colours: Theme,
): Uint8ClampedArray<ArrayBuffer> {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const shades = Array.from({ length: SHADES + 1 }, (_, k) =>
    parseColour(mix(colours.background, colours.flow, k / SHADES)).map((v) => 255 * v),
  );
  const pixels = new Uint8ClampedArray(4 * side * side);
  for (let k = 0; k < side * side; k++) {
    const row = side - 1 - Math.floor(k / side);
    const shade = shades[Math.round(SHADES * Math.sqrt(values[k]! / most))] ?? shades[0]!;
    pixels.set([...shade, 255], 4 * (row * side + (k % side)));
  }
  return pixels;
}
