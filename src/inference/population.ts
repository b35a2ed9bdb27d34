// A population of parameters that goes from a prior to a posterior, tempered: sequential Monte Carlo (Del Moral,
// Doucet and Jasra 2006), moved by a mixture of Gaussians as independent proposals and by differences between members
// of the other half (ter Braak 2006), which finds its scale and several modes by itself.
import { DistributionError, rowsAt, rowsOf } from '../distributions/distribution';
import { fitMixture } from '../distributions/fit-mixture';
import { Gaussian } from '../distributions/gaussian';
import { Mixture } from '../distributions/mixture';
import { normals, uniform } from '../distributions/random';
import { STREAMS } from '../distributions/streams';
import { say } from '../protocol/sentence';
import { Chart } from './chart';
import type { Prior } from './prior';
import { systematic } from './resample';

/** Log likelihood of all trials at each row of parameters; -Infinity where there is none. */
export type LogLikelihood = (values: Float64Array, count: number) => Promise<Float64Array>;

export const MEMBERS = 2000;
/** Effective share of the members after each step of the temperature; sweeps at each. */
const [KEPT, SWEEPS, LONGEST] = [0.5, 3, 200];
const [MOST_COMPONENTS, JUMPS, JITTER] = [8, 0.1, 1e-3];
/** The proposal: components this much wider, and a part that is the whole, this much wider. */
const [WIDER, FAR, FAR_PART] = [1.2, 2.5, 0.1];

/** Rows in free coordinates with what they are worth there. */
export interface Members {
  free: Float64Array;
  /** log likelihood, and log prior per free unit */
  logLikelihood: Float64Array;
  logPrior: Float64Array;
}

export class Population {
  readonly chart: Chart;
  private readonly names: readonly string[];
  private moves = 0;
  accepted = 0;
  proposed = 0;

  constructor(
    private readonly prior: Prior,
    private readonly likelihood: LogLikelihood,
    private readonly seed: number,
  ) {
    this.names = prior.names;
    this.chart = new Chart(prior.names, prior.support);
  }

  /** @throws DistributionError where no member of the prior could have made the observations */
  async toPosterior(): Promise<{ members: Members; steps: number }> {
    const { dim } = this.chart;
    const drawn = await this.prior.sample(MEMBERS, this.seed);
    let members = await this.look(this.chart.free(drawn.values));
    if (!members.logLikelihood.some((v) => v > -Infinity))
      throw new DistributionError(
        say(
          'None of {0} draws of the prior could have made these observations: the model gives them no density. Check the units of the observations, and the prior.',
          MEMBERS,
        ),
      );
    let [power, steps] = [0, 0];
    while (power < 1) {
      if (++steps > LONGEST)
        throw new DistributionError(
          say(
            'The posterior is too far from the prior to be reached in {0} steps. Give fewer trials, or a narrower prior.',
            LONGEST,
          ),
        );
      const next = nextPower(members.logLikelihood, power);
      const weights = powered(members.logLikelihood, next - power);
      const places = systematic(weights, MEMBERS, this.seed, steps);
      members = {
        free: rowsAt(members.free, places, dim),
        logLikelihood: rowsAt(members.logLikelihood, places, 1),
        logPrior: rowsAt(members.logPrior, places, 1),
      };
      power = next;
      const proposal = this.proposal(members.free);
      for (let sweep = 0; sweep < SWEEPS; sweep++) await this.sweep(members, power, proposal);
    }
    return { members, steps };
  }

  /** One move of each kind; acceptance is counted anew by whoever wants it. */
  async sweep(members: Members, power: number, proposal: Mixture | null): Promise<void> {
    if (proposal) await this.independent(members, power, proposal);
    const half = Math.floor(MEMBERS / 2);
    await this.differences(members, power, [0, half], [half, MEMBERS]);
    await this.differences(members, power, [half, MEMBERS], [0, half]);
  }

  /** Log likelihood and prior at rows in free coordinates; nothing where a number is not finite. */
  async look(free: Float64Array): Promise<Members> {
    const { dim } = this.chart;
    const { values, logSlope } = this.chart.values(free);
    const prior = await this.prior.logDensity(rowsOf(values, dim));
    const logPrior = prior.map((v, n) =>
      Number.isFinite(v + logSlope[n]!) ? v + logSlope[n]! : -Infinity,
    );
    const there = [...logPrior.keys()].filter((n) => logPrior[n]! > -Infinity);
    const found = await this.likelihood(rowsAt(values, there, dim), there.length);
    const logLikelihood = new Float64Array(logPrior.length).fill(-Infinity);
    there.forEach((n, k) => (logLikelihood[n] = Number.isNaN(found[k]!) ? -Infinity : found[k]!));
    return { free, logLikelihood, logPrior };
  }

  /** A mixture of Gaussians around rows, wider than these; null where none fits. */
  proposal(free: Float64Array, components = MOST_COMPONENTS): Mixture | null {
    const { names } = this;
    try {
      const { mixture } = fitMixture(rowsOf(free, names.length), names, {
        seed: this.seed,
        kMax: components,
      });
      const wide = (g: Gaussian, by: number) =>
        new Gaussian({ names, mean: g.mean, covariance: g.covariance.map((v) => v * by ** 2) });
      return new Mixture(
        [...mixture.weights.map((w) => w * (1 - FAR_PART)), FAR_PART],
        [...mixture.components.map((c) => wide(c, WIDER)), wide(mixture.moments(), FAR)],
      );
    } catch (error) {
      if (error instanceof DistributionError) return null;
      throw error;
    }
  }

  private async independent(members: Members, power: number, proposal: Mixture): Promise<void> {
    const { dim } = this.chart;
    const first = this.moves++ * MEMBERS;
    const there = proposal.sample(MEMBERS, this.seed, first).values;
    const [forth, back] = [rowsOf(there, dim), rowsOf(members.free, dim)].map((rows) =>
      proposal.logProb(rows),
    );
    await this.accept(members, there, 0, power, first, (n) => back![n]! - forth![n]!);
  }

  private async differences(
    members: Members,
    power: number,
    [from, to]: readonly [number, number],
    [low, high]: readonly [number, number],
  ): Promise<void> {
    const { dim } = this.chart;
    const count = to - from;
    const first = this.moves++ * MEMBERS;
    const spread = deviations(members.free, dim);
    const jitter = normals(this.seed, STREAMS.populationMoves, first, count, dim);
    const there = members.free.slice(from * dim, to * dim);
    for (let n = 0; n < count; n++) {
      const chance = (place: number) =>
        uniform(this.seed, STREAMS.populationChoices, first + n, place);
      const pick = (place: number) => low + Math.floor(chance(place) * (high - low));
      const [a, b] = [pick(1), pick(2)];
      const scale = chance(3) < JUMPS ? 1 : (2.38 / Math.sqrt(2 * dim)) * (0.5 + chance(4));
      for (let d = 0; d < dim; d++)
        there[n * dim + d]! +=
          scale * (members.free[a * dim + d]! - members.free[b * dim + d]!) +
          JITTER * spread[d]! * jitter[n * dim + d]!;
    }
    await this.accept(members, there, from, power, first, () => 0);
  }

  /** Metropolis: rows from `from` on become those of `there` with the chance that keeps the tempered posterior. */
  private async accept(
    members: Members,
    there: Float64Array,
    from: number,
    power: number,
    first: number,
    correction: (n: number) => number,
  ): Promise<void> {
    const { dim } = this.chart;
    const found = await this.look(there);
    for (let n = 0; n < found.logPrior.length; n++) {
      const m = from + n;
      const gain =
        found.logPrior[n]! -
        members.logPrior[m]! +
        (found.logLikelihood[n]! > -Infinity
          ? power * (found.logLikelihood[n]! - members.logLikelihood[m]!)
          : -Infinity) +
        correction(m - from);
      this.proposed++;
      if (!(Math.log(uniform(this.seed, STREAMS.populationChoices, first + n)) < gain)) continue;
      this.accepted++;
      members.free.set(there.subarray(n * dim, (n + 1) * dim), m * dim);
      members.logPrior[m] = found.logPrior[n]!;
      members.logLikelihood[m] = found.logLikelihood[n]!;
    }
  }
}

/** exp(step * log likelihood), with a sum of 1 */
function powered(logLikelihood: Float64Array, step: number): Float64Array {
  const top = logLikelihood.reduce((most, v) => Math.max(most, v), -Infinity);
  const weights = logLikelihood.map((v) => (v === -Infinity ? 0 : Math.exp(step * (v - top))));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.map((w) => w / total);
}

/** The power up to 1 at which the weights are worth KEPT of the members. */
function nextPower(logLikelihood: Float64Array, power: number): number {
  const worth = (step: number) =>
    1 / powered(logLikelihood, step).reduce((sum, w) => sum + w * w, 0) / logLikelihood.length;
  if (worth(1 - power) >= KEPT) return 1;
  let [low, high] = [0, 1 - power];
  for (let k = 0; k < 60 && high - low > 1e-6 * high; k++) {
    const middle = low > 0 ? (low + high) / 2 : high / 8;
    if (worth(middle) >= KEPT) low = middle;
    else high = middle;
  }
  // members without any likelihood fall away at once, however small the step
  return power + (low > 0 ? low : high);
}

function deviations(rows: Float64Array, dim: number): Float64Array {
  const count = rows.length / dim;
  const [sum, squares] = [new Float64Array(dim), new Float64Array(dim)];
  rows.forEach((v, i) => (sum[i % dim]! += v / count));
  rows.forEach((v, i) => (squares[i % dim]! += (v - sum[i % dim]!) ** 2 / count));
  return squares.map(Math.sqrt);
}
