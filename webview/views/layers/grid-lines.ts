// The plane of the microscope as lines: at a stage or between two, coloured by log|det J| of the layer passed through.
import type { PlaneGrid } from '../../../src/protocol/microscope';
import type { DrawnLine } from '../../charts/contour-lines';
import type { Range } from '../../charts/scale';
import { scaleColour, type Theme } from '../../state/theme';

/** Pieces of lines are sorted into so many shades. */
const SHADES = 7;

/** @param at a stage, or between two  @param scale ends of the colours; null: one colour */
export function gridLines(
  { points, states, logDets }: PlaneGrid,
  at: number,
  scale: Range | null,
  colours: Theme,
): DrawnLine[] {
  const [before, after] = [states[Math.floor(at)]!, states[Math.ceil(at)]!];
  const part = at - Math.floor(at);
  const logDet = logDets[Math.ceil(at)]!;
  const there = before.map((v, k) => v + part * (after[k]! - v));
  const shades: Float32Array[][] = Array.from({ length: scale ? SHADES : 1 }, () => []);
  const shadeOf = (k: number) => {
    if (!scale) return 0;
    const value = (logDet[k]! + logDet[k + 1]!) / 2;
    const place = (value - scale[0]) / (scale[1] - scale[0]);
    return Math.max(0, Math.min(SHADES - 1, Math.floor(SHADES * place))) || 0;
  };
  // neighbours of one shade are one piece
  for (let start = 0; start < logDet.length; start += points)
    for (let k = start; k < start + points - 1;) {
      const shade = shadeOf(k);
      let end = k + 1;
      while (end < start + points - 1 && shadeOf(end) === shade) end++;
      shades[shade]!.push(there.subarray(2 * k, 2 * (end + 1)));
      k = end;
    }
  return shades.flatMap((lines, s) =>
    lines.length === 0
      ? []
      : [
          {
            points: lines,
            colour: scale ? rgb(scaleColour(colours, (s + 0.5) / SHADES)) : colours.flow,
            under: colours.background,
            width: 1.1,
          },
        ],
  );
}

const rgb = (colour: readonly number[]) => `rgb(${colour.map((v) => Math.round(255 * v)).join()})`;
