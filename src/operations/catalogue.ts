// The operations, one entry each: a step in a few English words, for the command line (the page has its own, in its
// language), and what stands in the way of the operation, for the page's menu.
import type { Obstacle, OperationName, Step } from '../protocol/operations';
import { LEAST_EFFECTIVE } from './conditioned';
import type { Operand } from './operand';

interface Entry<N extends OperationName> {
  words(step: Extract<Step, { operation: N }>): string;
  /** null where it can be tried */
  obstacle(operand: Operand): Obstacle | null;
}

const oneColumn = (operand: Operand) => (operand.names.length === 1 ? 'one column' : null);
const fixed = (operand: Operand) =>
  operand.kind === 'gaussian' && operand.rank === 0 ? 'nothing varies' : null;
const fewRows = (operand: Operand) =>
  operand.kind === 'empirical' && operand.effective < LEAST_EFFECTIVE ? 'few rows' : null;
function degenerate(operand: Operand): Obstacle | null {
  const lost =
    operand.kind === 'gaussian'
      ? operand.rank < operand.dim
      : operand.kind === 'mixture' && operand.components[0]!.rank < operand.dim;
  return lost ? 'degenerate' : null;
}
const FACTORS = { typed: 'a Gaussian', table: "the table's Gaussian", flow: 'the flow' };

const CATALOGUE: { [N in OperationName]: Entry<N> } = {
  marginalise: { words: ({ keep }) => `only ${keep.join(', ')}`, obstacle: oneColumn },
  condition: {
    words: (step) =>
      'values' in step
        ? `given ${Object.entries(step.values)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', ')}`
        : `given A x = (${step.equals.join(', ')})`,
    obstacle: (operand) => oneColumn(operand) ?? fewRows(operand),
  },
  map: { words: ({ offset }) => `A x${offset ? ' + b' : ''}`, obstacle: () => null },
  project: {
    words: ({ onto }) =>
      `onto ${Object.entries(onto)
        .map(([name, w]) => `${w} ${name}`)
        .join(' + ')}`,
    obstacle: oneColumn,
  },
  multiply: {
    words: ({ factor }) => `times ${FACTORS[factor.kind]}`,
    obstacle: (operand) => degenerate(operand) ?? fewRows(operand),
  },
  transform: { words: ({ formulas }) => formulas.join(', '), obstacle: fixed },
  'mean of k': { words: ({ k }) => `mean of ${k}`, obstacle: fixed },
};

export const stepWords = (step: Step): string =>
  (CATALOGUE[step.operation] as Entry<OperationName>).words(step);

/** For each operation an obstacle; null where it can be tried. */
export function cannotOf(operand: Operand): Record<OperationName, Obstacle | null> {
  const found = Object.entries(CATALOGUE).map(([name, { obstacle }]) => [name, obstacle(operand)]);
  return Object.fromEntries(found) as Record<OperationName, Obstacle | null>;
}
