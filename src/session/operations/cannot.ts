// What can be done to a distribution, with the reason where it cannot: what the menu of the page shows.
import type { OperationName } from '../../protocol/operations';
import type { Held } from './held';

/** For each operation a sentence; null where it can be tried. */
export function cannotOf(held: Held): Record<OperationName, string | null> {
  const one = held.names.length === 1;
  const fixed = held.kind === 'gaussian' && held.rank === 0;
  const degenerate = held.kind === 'gaussian' ? held.rank < held.dim : held.kind === 'mixture' && held.components[0]!.rank < held.dim;
  const few = held.kind === 'finite' && held.effective < 200 ? 'These are too few rows: fewer than 100 of them would be near to what is given.' : null;
  return {
    marginalise: one ? 'There is only one column.' : null,
    condition: one ? 'There is only one column: once its value is known, nothing is left.' : few,
    map: null,
    project: one ? 'There is only one column: use Map to scale it.' : null,
    multiply: degenerate ? 'A degenerate distribution has no density in all its columns. Marginalise first.' : null,
    transform: fixed ? 'Nothing varies here.' : null,
    'mean of k': fixed ? 'Nothing varies here.' : null,
  };
}
