// What is drawn of two columns whose density was integrated on a grid.
import { isSampled, type Operand, type Plane } from '../../operations/operand';
import type { ChainView } from '../../protocol/operations';
import { levelOf } from '../pictures/contours';
import { isolines } from '../pictures/isolines';

const MASSES = [0.5, 0.8, 0.95];

/** Lines around the densest part, where two columns have a density on a grid. */
export function linesOf(operand: Operand): ChainView['lines'] {
  const plane = isSampled(operand) ? operand.plane : null;
  if (!plane) return null;
  const { x, y, density: value } = plane;
  const cell = (x[1]! - x[0]!) * (y[1]! - y[0]!);
  const mass = value.map((v) => v * cell);
  return MASSES.flatMap((wanted) => {
    const level = levelOf({ value, mass }, wanted);
    return level === null ? [] : [{ mass: wanted, lines: isolines({ x, y, value }, level) }];
  });
}

/** The density on a grid, summed over the other column. */
export function alongOne({ x, y, density }: Plane, d: number): { x: number[]; y: number[] } {
  const [across, up] = [x.length, y.length];
  const sums = new Float64Array(d === 0 ? across : up);
  const step = d === 0 ? y[1]! - y[0]! : x[1]! - x[0]!;
  density.forEach((p, k) => (sums[d === 0 ? k % across : Math.floor(k / across)]! += p * step));
  return { x: [...(d === 0 ? x : y)], y: [...sums] };
}
