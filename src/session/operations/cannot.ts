// What can be done to a distribution, with the reason where it cannot: what the menu of the page shows.
import type { Obstacle, OperationName } from '../../protocol/operations';
import { LEAST_EFFECTIVE } from './condition';
import type { Held } from './held';

/** For each operation an obstacle; null where it can be tried. */
export function cannotOf(held: Held): Record<OperationName, Obstacle | null> {
  const one = held.names.length === 1 ? 'one column' : null;
  const fixed = held.kind === 'gaussian' && held.rank === 0 ? 'nothing varies' : null;
  const degenerate = (
    held.kind === 'gaussian'
      ? held.rank < held.dim
      : held.kind === 'mixture' && held.components[0]!.rank < held.dim
  )
    ? 'degenerate'
    : null;
  const few = held.kind === 'finite' && held.effective < LEAST_EFFECTIVE ? 'few rows' : null;
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
