// A step in a few English words, for the command line. The page has its own, in its language.
import type { Step } from '../protocol/operations';

export function stepWords(step: Step): string {
  switch (step.operation) {
    case 'marginalise':
      return `only ${step.keep.join(', ')}`;
    case 'condition':
      return 'values' in step
        ? `given ${Object.entries(step.values)
            .map(([name, value]) => `${name} = ${value}`)
            .join(', ')}`
        : `given A x = (${step.equals.join(', ')})`;
    case 'map':
      return `A x${step.offset ? ' + b' : ''}`;
    case 'project':
      return `onto ${Object.entries(step.onto)
        .map(([name, w]) => `${w} ${name}`)
        .join(' + ')}`;
    case 'multiply':
      return (
        'times ' +
        `${step.factor.kind === 'typed' ? 'a Gaussian' : step.factor.kind === 'table' ? "the table's Gaussian" : 'the flow'}`
      );
    case 'transform':
      return step.formulas.join(', ');
    case 'mean of k':
      return `mean of ${step.k}`;
  }
}
