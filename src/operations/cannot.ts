// What can be done to a distribution, with the reason where it cannot: what the menu of the page shows.
import type { Obstacle, OperationName } from '../protocol/operations';
import { LEAST_EFFECTIVE } from './conditioned';
import type { Operand } from './operand';

/** For each operation an obstacle; null where it can be tried. */
export function cannotOf(operand: Operand): Record<OperationName, Obstacle | null> {
  const one = operand.names.length === 1 ? 'one column' : null;
  const fixed = operand.kind === 'gaussian' && operand.rank === 0 ? 'nothing varies' : null;
  const degenerate = (
    operand.kind === 'gaussian'
      ? operand.rank < operand.dim
      : operand.kind === 'mixture' && operand.components[0]!.rank < operand.dim
  )
    ? 'degenerate'
    : null;
  const few =
    operand.kind === 'empirical' && operand.effective < LEAST_EFFECTIVE ? 'few rows' : null;
  return {
    marginalise: one,
    condition: one ?? few,
    map: null,
    project: one,
    multiply: degenerate ?? few,
    transform: fixed,
    'mean of k': fixed,
  };
}
