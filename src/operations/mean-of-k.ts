// The mean of k independent draws: exact for a Gaussian, drawn otherwise.
import { rowsOf } from '../distributions/distribution';
import { Gaussian } from '../distributions/gaussian';
import { type Operand, labelOf, sampled } from './operand';
import { say } from '../protocol/sentence';

/** Numbers drawn for one set of means. */
const MOST_NUMBERS = 4_000_000;
const AT_ONCE = 200_000;

export function meanOfK(operand: Operand, k: number): Operand {
  if (operand.kind === 'gaussian')
    return new Gaussian({
      names: operand.names,
      mean: operand.mean,
      covariance: operand.covariance.map((v) => v / k),
    });
  const dim = operand.names.length;
  return sampled({
    kind: 'draws',
    label: say('means of {0} from {1}', k, labelOf(operand)),
    names: operand.names,
    most: meansFor(k, dim),
    async sample(count, seed, first = 0) {
      const out = new Float64Array(count * dim);
      const most = Math.max(1, Math.floor(AT_ONCE / k));
      for (let from = 0; from < count; from += most) {
        const n = Math.min(most, count - from);
        const { values } = await operand.sample(n * k, seed, (first + from) * k);
        const each = Math.floor(values.length / dim / n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < each; j++)
            for (let d = 0; d < dim; d++)
              out[(from + i) * dim + d]! +=
                (values[(i * each + j) * dim + d]! - out[(from + i) * dim + d]!) / (j + 1);
      }
      return rowsOf(out, dim);
    },
  });
}

/** How many means pictures are made of. */
export const meansFor = (k: number, dim: number) =>
  Math.max(1000, Math.min(20_000, Math.floor(MOST_NUMBERS / (k * dim))));
