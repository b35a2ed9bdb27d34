// The bars of a histogram: what one of them selects.
import { endsOf } from './bins';
import type { SelectionStep, Shape } from '../../src/protocol/selection';

/** Between two edges, the lower one not among them, as bars are counted; that of the first bar is. */
export function barShape(column: string, edges: number[], bar: number): Shape {
  const [from, to] = [edges[bar]!, edges[bar + 1]!];
  return {
    kind: 'box',
    ranges: [{ column, from, to, ...(from > endsOf(edges)[0] ? { above: true } : {}) }],
  };
}

/** The range that is selected in a column, where a single one is all of the selection. */
export function rangeIn(steps: SelectionStep[], column: string): [number, number] | null {
  const [only, ...others] = steps;
  if (!only || others.length > 0 || only.shape.kind !== 'box') return null;
  const range = only.shape.ranges.find((r) => r.column === column);
  return range ? [range.from, range.to] : null;
}

/** Whether this very bar was selected by a gesture. */
export const isPicked = (steps: SelectionStep[], shape: Shape) =>
  steps.some(
    ({ how, shape: own }) => how === 'add' && JSON.stringify(own) === JSON.stringify(shape),
  );
