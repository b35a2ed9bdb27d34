// Starts of chains for the tests, and how far an estimate is from what is known.
import { Gaussian } from '../../../../src/distributions/gaussian';
import type { ChainView, Estimate, Step } from '../../../../src/protocol/operations';
import { ChainRoom, type Sent } from '../../../../src/session/chains/chain';
import { viewOf } from '../../../../src/session/chains/view';

export const NAMES = ['a', 'b', 'c'];
export const joint = new Gaussian({
  names: NAMES,
  mean: [1, -2, 5],
  covariance: [2, 0.9, -0.4, 0.9, 1.5, 0.3, -0.4, 0.3, 1],
});

export const gaussianStart: Sent = {
  start: {
    from: 'gaussian',
    summary: { names: NAMES, mean: [...joint.mean], covariance: [...joint.covariance], rows: 1000 },
    notes: [],
  },
  table: { names: NAMES, mean: [...joint.mean], covariance: [...joint.covariance], rows: 1000 },
  flow: null,
};
export const rowsStart = (count = 20_000, seed = 3): Sent => ({
  ...gaussianStart,
  start: { from: 'rows', names: NAMES, values: joint.sample(count, seed).values, notes: [] },
});
export const typedStart = (text: string): Sent => ({
  start: { from: 'typed', text },
  table: null,
  flow: null,
});

let next = 0;
/** The result of a chain in a room of its own. */
export async function resultOf(sent: Sent, ...steps: Step[]): Promise<ChainView> {
  return viewOf(
    (await new ChainRoom('dist').at({ key: String(next++), factorsKey: 'all', sent, steps }))!,
    null,
  );
}

/** How many standard errors an estimate is away. */
export const errorsAway = ({ value, standardError }: Estimate, exact: number): number =>
  Math.abs(value - exact) / standardError!;

/** The largest distance of means and covariances from a Gaussian's, in standard errors. */
export function worst(view: ChainView, exact: Gaussian): number {
  const means = view.mean.map((m, d) => errorsAway(m, exact.mean[d]!));
  const covariances = view.covariance.map((value, k) =>
    errorsAway({ value, standardError: view.covarianceError![k]! }, exact.covariance[k]!),
  );
  return Math.max(...means, ...covariances);
}
