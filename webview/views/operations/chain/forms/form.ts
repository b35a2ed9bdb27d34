// What the page knows of an operation, what its form is given, and first values that make sense.
import type { FunctionComponent } from 'preact';
import type { ExplorationState } from '../../../../../src/protocol/exploration';
import type { ChainView, OperationName, Step } from '../../../../../src/protocol/operations';

export interface FormProps {
  /** the distribution that the operation is done to */
  view: ChainView;
  state: ExplorationState;
  /** the step as it stands; null while something is missing or wrong */
  onChange: (step: Step | null) => void;
}

/** An operation on the page: its line in the menu, its crumb and its form. */
export interface OperationForm<N extends OperationName> {
  label: string;
  /** what it does, beside its name in the menu */
  hint: string;
  /** a step of it, as a crumb */
  words(step: Extract<Step, { operation: N }>): string;
  Form: FunctionComponent<FormProps>;
}

/** With so many digits that it reads well: a tenth of the deviation, or finer. */
export function rounded(value: number, deviation: number): number {
  if (!(deviation > 0)) return Number(value.toPrecision(4));
  const digits = Math.max(0, Math.ceil(-Math.log10(deviation)) + 1);
  return Number(value.toFixed(Math.min(12, digits)));
}

export const deviationOf = ({ covariance, names }: ChainView, d: number) =>
  Math.sqrt(Math.max(0, covariance[d * (names.length + 1)]!));

/** The direction in which the columns vary most, of length 1, by power iteration on their covariance. */
export function firstDirection({ covariance, names }: ChainView): number[] {
  const dim = names.length;
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  let w = names.map((_, d) => deviationOf({ covariance, names } as ChainView, d) || 1e-9);
  for (let k = 0; k < 200; k++) {
    const next = names.map((_, i) => sum(w.map((v, j) => v * covariance[i * dim + j]!)));
    const length = Math.sqrt(sum(next.map((v) => v * v)));
    if (!(length > 0)) break;
    w = next.map((v) => v / length);
  }
  return w.map((v) => Number(v.toFixed(3)));
}
