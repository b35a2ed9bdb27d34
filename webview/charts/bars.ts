// The bars of a histogram: what one of them selects.
import type { LevelsView } from '../../src/protocol/column-views';
import type { SelectionStep, Shape } from '../../src/protocol/selection';
import { endsOf } from './bins';

/** Between two edges, the lower one not among them, as bars are counted; that of the first bar is. */
export function barShape(column: string, edges: number[], bar: number): Shape {
  const [from, to] = [edges[bar]!, edges[bar + 1]!];
  return {
    kind: 'box',
    ranges: [{ column, from, to, ...(from > endsOf(edges)[0] ? { above: true } : {}) }],
  };
}

/** One bar of dates. */
export const datesShape = (column: string, edges: number[], bar: number): Shape => ({
  kind: 'dates',
  column,
  from: edges[bar]!,
  to: edges[bar + 1]!,
});

/** The rows of one bar of levels; the last one may stand for many. */
export const levelShape = (
  { column, levels, others }: Pick<LevelsView, 'column' | 'levels' | 'others'>,
  bar: number,
): Shape =>
  others > 0 && bar === levels.length
    ? { kind: 'levels', column, levels, others: true }
    : { kind: 'levels', column, levels: [levels[bar]!] };

/** The range that is selected in a column, where a single one is all of the selection. */
export function rangeIn(steps: SelectionStep[], column: string): [number, number] | null {
  const [only, ...others] = steps;
  if (!only || others.length > 0) return null;
  const { shape } = only;
  const range =
    shape.kind === 'box'
      ? shape.ranges.find((r) => r.column === column)
      : shape.kind === 'dates' && shape.column === column
        ? shape
        : null;
  return range ? [range.from, range.to] : null;
}

/** Whether this very bar was selected by a gesture. */
export const isPicked = (steps: SelectionStep[], shape: Shape) =>
  steps.some(({ how, shape: own }) => how === 'add' && holds(own, shape));

function holds(own: Shape, shape: Shape): boolean {
  if (own.kind !== 'levels' || shape.kind !== 'levels' || own.others || shape.others)
    return JSON.stringify(own) === JSON.stringify(shape);
  return own.column === shape.column && shape.levels.every((level) => own.levels.includes(level));
}
