// Points drawn without WebGL: where they lie, what covers what, and what is left out.
import { expect, test } from 'vitest';
import { rasterise } from '../../webview/charts/raster';

const draw = (
  points: [x: number, y: number, ...colour: number[]][],
  width = 20,
  height = 10,
  size = 3,
) =>
  rasterise(
    {
      positions: Float32Array.from(points.flatMap(([x, y]) => [x, y])),
      colours: Uint8Array.from(points.flatMap(([, , ...c]) => c)),
      count: points.length,
      size,
    },
    width,
    height,
    1,
  );
const at = (pixels: Uint8ClampedArray, x: number, y: number, width = 20) => [
  ...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];
const inked = (pixels: Uint8ClampedArray) =>
  pixels.filter((_, i) => i % 4 === 3).reduce((n, a) => n + (a > 0 ? 1 : 0), 0);

test('up is up, and a disc is round', () => {
  const pixels = draw([[-1 + 2 * (3.5 / 20), 1 - 2 * (2.5 / 10), 10, 20, 30, 255]]);
  expect(at(pixels, 3, 2)).toEqual([10, 20, 30, 255]);
  expect(inked(pixels)).toBe(9 - 4 * Number(Math.hypot(1, 1) > 1.5));
  expect(inked(draw([[0, 0, 1, 2, 3, 255]], 101, 101, 41))).toBeCloseTo(Math.PI * 20.5 ** 2, -2);
});
test('later points lie over earlier ones, as far as they are opaque', () => {
  expect(
    at(
      draw([
        [0.05, 0.1, 255, 0, 0, 255],
        [0.05, 0.1, 0, 0, 255, 255],
      ]),
      10,
      4,
    ),
  ).toEqual([0, 0, 255, 255]);
  const [red, green, blue, alpha] = at(
    draw([
      [0.05, 0.1, 255, 0, 0, 128],
      [0.05, 0.1, 0, 0, 255, 128],
    ]),
    10,
    4,
  );
  expect(
    [red, green, blue, alpha].map((v, i) => Math.abs(v! - [85, 0, 170, 192][i]!) <= 1),
  ).toEqual([true, true, true, true]);
});
test('points outside, and points that are no numbers, draw nothing', () => {
  expect(
    inked(
      draw([
        [3, 0, 1, 1, 1, 255],
        [NaN, 0, 1, 1, 1, 255],
        [0, Infinity, 1, 1, 1, 255],
      ]),
    ),
  ).toBe(0);
});
