// The Gaussian beside a histogram: its mass over a bin, divided by the bin's width.
// That is what a bar is to be compared with, however wide bars are.
import { endsOf } from './bins';
import { widthsOf } from '../../src/protocol/bins';
import type { MarginalView } from '../../src/protocol/exploration';

const CURVE_POINTS = 160;
/** Over bins that are narrower, in standard deviations, the density itself is the same. */
const NARROW_BIN = 0.05;

/**
 * Over the range of the histogram, per unit of the column or per factor of ten on a log axis; none where the Gaussian
 * has no width.
 */
export function gaussianCurve({
  gaussian: { mean, standardDeviation: sd },
  histogram: { edges },
  axis: { log },
}: {
  gaussian: MarginalView['gaussian'];
  histogram: { edges: number[] };
  axis: { log: boolean };
}): { x: number; y: number }[] {
  if (!(sd > 0) || edges.length < 2) return [];
  const [to, from] = log
    ? [Math.log10, (p: number) => 10 ** p]
    : [(v: number) => v, (p: number) => p];
  const places = edges.map(to);
  const [first, last] = endsOf(edges);
  const [low, high] = [to(first), to(last)];
  const widthAt = widthBetween(places, widthsOf(edges, log));
  return Array.from({ length: CURVE_POINTS + 1 }, (_, k) => {
    const place = low + (k * (high - low)) / CURVE_POINTS;
    const x = log ? first * (last / first) ** (k / CURVE_POINTS) : place;
    const width = widthAt(place);
    const [a, b] = [from(place - width / 2), from(place + width / 2)];
    if (b - a > NARROW_BIN * sd)
      return { x, y: massBetween((a - mean) / sd, (b - mean) / sd) / width };
    const density = Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
    return { x, y: log ? density * x * Math.LN10 : density };
  });
}

/** Widths of bins, passing from one to the next between their middles. To be asked for places from left to right. */
function widthBetween(places: number[], widths: number[]): (place: number) => number {
  const bins = widths.map((width, b) => ({ width, middle: places[b]! + width / 2 }));
  const [first] = bins;
  let at = 0;
  return (place) => {
    while (at < bins.length - 2 && place > bins[at + 1]!.middle) at++;
    const [left, right] = bins.slice(at, at + 2);
    if (!left || !right || place <= first!.middle) return first!.width;
    const part = Math.min(1, (place - left.middle) / (right.middle - left.middle));
    return left.width + part * (right.width - left.width);
  };
}

/** Of a standard normal, on whichever side of 0 nothing cancels. */
export function massBetween(a: number, b: number): number {
  return a > 0 ? tail(a) - tail(b) : b < 0 ? tail(-b) - tail(-a) : 1 - tail(-a) - tail(b);
}

/** P(Z > z) for z >= 0, to 1e-7 (Abramowitz and Stegun 26.2.17). */
function tail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  return (
    (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  );
}
