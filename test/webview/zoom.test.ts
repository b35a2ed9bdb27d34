// @vitest-environment happy-dom
// Enlarging and moving a picture: what stays where it is, and that nothing beyond the whole is ever seen.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { between } from '../../webview/charts/moving';
import { rasterise } from '../../webview/charts/raster';
import { MOST_DISCS } from '../../webview/charts/shading';
import {
  enlarged,
  inSeen,
  inWhole,
  isWhole,
  movedBy,
  type Seen,
  WHOLE,
} from '../../webview/state/zoom';

const part = fc.double({ min: 0, max: 1, noNaN: true });
const factor = fc.double({ min: 0.25, max: 4, noNaN: true });
const place = fc.tuple(part, part);
/** Some way into a picture. */
const seen = fc
  .array(fc.tuple(factor, place), { maxLength: 6 })
  .map((steps) => steps.reduce<Seen>((now, [by, at]) => enlarged(now, by, at), WHOLE));

const lies = ({ x, y }: Seen) =>
  [x, y].every(([from, to]) => from >= 0 && to <= 1 + 1e-12 && from < to);

test('a place in what is seen and the same place in the whole are one to one', () =>
  fc.assert(
    fc.property(seen, place, (now, at) => {
      const back = inSeen(inWhole(at, now), now);
      expect(back[0]).toBeCloseTo(at[0], 6);
      expect(back[1]).toBeCloseTo(at[1], 6);
    }),
  ));

test('what lies under the pointer stays there while the picture is enlarged', () =>
  fc.assert(
    fc.property(seen, fc.double({ min: 1, max: 4, noNaN: true }), place, (now, by, at) => {
      const before = inWhole(at, now);
      const after = inWhole(at, enlarged(now, by, at));
      expect(after[0]).toBeCloseTo(before[0], 9);
      expect(after[1]).toBeCloseTo(before[1], 9);
    }),
  ));

test('nothing beyond the whole is seen, however it is enlarged and moved', () =>
  fc.assert(
    fc.property(seen, fc.double({ min: -3, max: 3, noNaN: true }), (now, by) => {
      expect(lies(now)).toBe(true);
      expect(lies(movedBy(now, [by, -by]))).toBe(true);
      expect(isWhole(enlarged(now, 1e-6, [0.3, 0.8]))).toBe(true);
    }),
  ));

test('a picture goes with the hand', () => {
  const now = enlarged(WHOLE, 4, [0.5, 0.5]);
  const moved = movedBy(now, [0.25, -0.5]);
  const [before, after] = [inSeen([0.5, 0.5], now), inSeen([0.5, 0.5], moved)];
  expect(after[0] - before[0]).toBeCloseTo(0.25, 9);
  expect(after[1] - before[1]).toBeCloseTo(-0.5, 9);
});

const [SIDE, HALF] = [40, 20];
/** `each` points in the middle of the left half and one in that of the right one, of a colour each. */
function crowd(
  each: number,
  colours: [number[], number[]] = [
    [0, 0, 255, 255],
    [0, 0, 255, 255],
  ],
) {
  const count = each + 1;
  const positions = new Float32Array(2 * count);
  const bytes = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    positions.set([i < each ? -0.5 : 0.5, 0], 2 * i);
    bytes.set(colours[i % 2]!, 4 * i);
  }
  return { positions, colours: bytes, count, size: 2 };
}
const alphaAt = (pixels: Uint8ClampedArray, x: number) => pixels[4 * (HALF * SIDE + x) + 3]!;

test('among very many points a single one is still seen, and where they crowd it is darker', () => {
  const pixels = rasterise(crowd(2 * MOST_DISCS), SIDE, SIDE, 1);
  expect(alphaAt(pixels, 30)).toBeGreaterThan(40);
  expect(alphaAt(pixels, 10)).toBeGreaterThan(alphaAt(pixels, 30) + 100);
  expect(alphaAt(pixels, 20)).toBe(0);
});

test('points of two colours on a pixel give their mean, and none covers another', () => {
  const pixels = rasterise(
    crowd(2 * MOST_DISCS, [
      [200, 0, 0, 255],
      [0, 0, 100, 255],
    ]),
    SIDE,
    SIDE,
    1,
  );
  const at = 4 * (HALF * SIDE + 10);
  expect(Math.abs(pixels[at]! - 100)).toBeLessThan(3);
  expect(Math.abs(pixels[at + 2]! - 50)).toBeLessThan(3);
});

test('an enlarged picture draws its part in its place, as discs and as shades', () => {
  const part: Seen = { x: [0.2, 0.3], y: [0.45, 0.55] };
  for (const each of [10, 2 * MOST_DISCS]) {
    const pixels = rasterise(crowd(each), SIDE, SIDE, 1, part);
    expect(alphaAt(pixels, 20)).toBeGreaterThan(100);
    expect(pixels.filter((_, i) => i % 4 === 3 && i > 0).some((a) => a > 0)).toBe(true);
    expect(alphaAt(pixels, 35)).toBe(0);
  }
});

test('values on their way lie between, and what had no place is where it goes at once', () => {
  const way = between(Float32Array.from([0, NaN, 4]), Float32Array.from([2, 3, 4]), 0.25);
  expect([...way]).toEqual([0.5, 3, 4]);
});
