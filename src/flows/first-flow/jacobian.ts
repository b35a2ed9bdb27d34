// dx/du of a whole flow at a row, without looking into it: differences in double precision, and the determinant by LU.
import { logDeterminant } from '../../distributions/determinant';
import type { JacobianAtRow } from '../../protocol/first-flow';
import type { Flow } from '../flow';

/** Steps of the differences: a kink of a ReLU may lie within the larger ones. */
const STEPS = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
/** Error of a difference of values, in their units in the last place. */
const ULPS = 64 * 2 ** -52;

/**
 * @param flow opened by an engine in double precision
 * @param x one row of original columns  @param row its number in the file
 */
export async function jacobianAt(flow: Flow, x: Float64Array, row: number): Promise<JacobianAtRow> {
  const dim = x.length;
  const { layers } = await flow.trace(x, 1);
  const u = Float64Array.from(layers[0]!.state[0]!);
  const logDet = layers.reduce((sum, layer) => sum + layer.logDet[0]!, 0);
  const moved = new Float64Array(2 * STEPS.length * dim * dim);
  for (let j = 0; j < dim; j++)
    STEPS.forEach((h, s) => {
      for (const [side, sign] of [
        [0, 1],
        [1, -1],
      ] as const) {
        const at = ((j * STEPS.length + s) * 2 + side) * dim;
        moved.set(u, at);
        moved[at + j]! += sign * h;
      }
    });
  const [pushed, here] = [await flow.push(moved, moved.length / dim), await flow.push(u, 1)];
  const values = new Float64Array(dim * dim);
  for (let j = 0; j < dim; j++)
    for (let i = 0; i < dim; i++)
      values[i * dim + j] = slopeOf(
        STEPS.map((_, s) => {
          const at = (j * STEPS.length + s) * 2 * dim;
          // the steps as they were taken: u + h is rounded
          return {
            up: pushed[at + i]!,
            upStep: moved[at + j]! - u[j]!,
            down: pushed[at + dim + i]!,
            downStep: u[j]! - moved[at + dim + j]!,
          };
        }),
        here[i]!,
      );
  return {
    row,
    x: [...x],
    u: [...u],
    values: [...values],
    logDet,
    byLu: logDeterminant(values.slice(), dim).log,
  };
}

interface Around {
  up: number;
  upStep: number;
  down: number;
  downStep: number;
}

/**
 * The slope from values around, by the largest step that is free of kinks: there the two sides differ in
 * proportion to the step (what is curved), while a kink within the step makes them differ by as much whatever
 * the step is.
 */
function slopeOf(around: Around[], here: number): number {
  const noise = around.map(({ upStep }) => (ULPS * Math.abs(here)) / upStep);
  const apart = around.map(({ up, upStep, down, downStep }) =>
    Math.abs((up - here) / upStep - (here - down) / downStep),
  );
  const central = around.map(({ up, upStep, down, downStep }) => (up - down) / (upStep + downStep));
  for (let s = 0; s + 1 < around.length; s++) {
    const [large, small] = [apart[s]!, apart[s + 1]!];
    const curved = large <= 30 * small + noise[s + 1]! && large >= 3 * small - noise[s + 1]!;
    if (large <= noise[s]!) return central[s]!;
    if (curved) return central[s + 1]! + (central[s + 1]! - central[s]!) / 99;
  }
  return central.at(-1)!;
}

/** Whether nothing above the diagonal differs from zero. */
export function isTriangular({ values, u }: Pick<JacobianAtRow, 'values' | 'u'>): boolean {
  const dim = u.length;
  return values.every((v, k) => k % dim <= Math.floor(k / dim) || v === 0);
}
