// Variational inference as a whole: modes, several starts in a race, the best one trained on, and what came out.
import type { Engine } from '../../flows/engine';
import type { Tensors } from '../../flows/layout';
import { DistributionError } from '../../distributions/distribution';
import type { FlowSpecification } from '../../protocol/model';
import { say } from '../../protocol/sentence';
import { Approximation } from './approximation';
import type { Density } from './density';
import { drawsFor, evaluated, type Evaluation } from './evaluation';
import { modesOf } from './modes';
import { startsOf } from './starts';
import { Unconstrained } from './unconstrained';
import { transformOf } from './variables';
import type { Start } from './wide-laws';

export interface VariationalWish {
  seed: number;
  /** steps in all, which make it reproducible; null: as many as the seconds allow */
  steps: number | null;
  seconds: number;
  /** rows that the formula sums over: the more, the fewer draws a step takes */
  rows: number;
}

export interface VariationalHooks {
  /** @param elbo of the last steps, in nats; null before there is one */
  progress?(done: number, elbo: number | null): void;
  shouldStop?(): boolean;
}

export interface VariationalResult extends Evaluation {
  specification: FlowSpecification;
  tensors: Tensors;
  steps: number;
  seconds: number;
}

/** The share of the time in which the training ends, and that of the race in what is left of it at its start. */
const [TRAINED, RACE] = [0.9, 0.45];
const [RACE_RATE, RATE] = [5e-3, 3e-3];
/** In this part of its turn in the race a start is heated up to the target, from this power on. */
const [HEATING, COLDEST] = [0.6, 0.05];
/** log p - log q that varies less than this is as good as exact; over so many steps */
const [EXACT, STEADY] = [0.02, 25];
const RACE_DRAWS = 2000;

/** @throws DistributionError where the formula has no number, or no density can be found */
export async function approximate(
  engine: Engine,
  density: Density,
  wish: VariationalWish,
  hooks: VariationalHooks = {},
): Promise<VariationalResult> {
  const clock = new Clock(wish, hooks);
  const plain = density.variables.map((v) => transformOf(v, 0, 1));
  const target = new Unconstrained(density, plain);
  const names = density.variables.map((v) => v.name);
  const modes = modesOf(target, names, wish.seed);
  if (modes.length === 0) requireSome(target);
  const starts = startsOf(target, names, modes, drawsFor(wish.rows), wish.seed);
  const best = await race(engine, density, starts, wish, clock);
  try {
    await train(best, wish, clock, TRAINED, (done) => ({
      rate: RATE * 0.5 * (1 + Math.cos(Math.PI * done)),
      heat: 1,
    }));
    const tensors = await best.flow.tensors();
    const evaluation = await evaluated(best, modes, wish);
    const { specification } = best;
    return { ...evaluation, specification, tensors, steps: clock.steps, seconds: clock.seconds() };
  } finally {
    best.close();
  }
}

/** The approximation from the start with the largest ELBO after an equal share of time each. */
async function race(
  engine: Engine,
  density: Density,
  starts: readonly Start[],
  wish: VariationalWish,
  clock: Clock,
): Promise<Approximation> {
  const from = clock.done();
  const share = (RACE * (TRAINED - from)) / starts.length;
  let best: { approximation: Approximation; elbo: number } | null = null;
  for (const [k, start] of starts.entries()) {
    const approximation = await Approximation.open(engine, density, start, wish.seed);
    const exact = await train(approximation, wish, clock, from + (k + 1) * share, (done) => ({
      rate: RACE_RATE,
      heat: Math.min(1, COLDEST + ((1 - COLDEST) * done) / HEATING),
    }));
    const { logP, logQ } = await approximation.draws(RACE_DRAWS, 0);
    const elbo = logP.reduce((sum, v, n) => sum + (v - logQ[n]!), 0) / RACE_DRAWS;
    if (!best || elbo > best.elbo) {
      best?.approximation.close();
      best = { approximation, elbo };
    } else approximation.close();
    if (exact || clock.stopped()) break;
  }
  return best!.approximation;
}

/** Trains until `until`, a share of the whole. @returns whether log p - log q became constant */
async function train(
  approximation: Approximation,
  { rows }: VariationalWish,
  clock: Clock,
  until: number,
  plan: (done: number) => { rate: number; heat: number },
): Promise<boolean> {
  const count = rows <= 1000 ? 256 : rows <= 4000 ? 128 : 64;
  const from = clock.done();
  let steady = 0;
  for (;;) {
    const now = clock.done();
    if (!(now < until) || clock.stopped()) return false;
    const done = (now - from) / (until - from);
    const { rate, heat } = plan(done);
    const ratios = await approximation.step(count, rate, heat);
    clock.step(ratios);
    steady = heat === 1 && ratios.length === count && spread(ratios) < EXACT ? steady + 1 : 0;
    if (steady === STEADY) return true;
  }
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}

/** How much of the time, or of the steps, is over. */
class Clock {
  steps = 0;
  private readonly start = performance.now();
  private elbo: number | null = null;

  constructor(
    private readonly wish: VariationalWish,
    private readonly hooks: VariationalHooks,
  ) {}

  seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  done(): number {
    const { steps, seconds } = this.wish;
    // the result's own draws come after the last step
    return steps === null ? this.seconds() / seconds : (TRAINED * this.steps) / steps;
  }

  step(ratios: Float64Array): void {
    this.steps++;
    const mean = ratios.reduce((sum, v) => sum + v, 0) / ratios.length;
    if (Number.isFinite(mean)) this.elbo = mean + 0.95 * ((this.elbo ?? mean) - mean);
    this.hooks.progress?.(Math.min(1, this.done()), this.elbo);
  }

  stopped(): boolean {
    return this.hooks.shouldStop?.() ?? false;
  }
}

/** @throws DistributionError where the density is zero, or has no number, wherever it was looked at */
function requireSome(target: Unconstrained): void {
  for (const v of [0, 1, -1, 3, -3])
    if (target.at(new Float64Array(target.dim).fill(v), 1).usable[0]) return;
  throw new DistributionError(
    say('The density is zero wherever it was looked at. Check the formula and the bounds.'),
  );
}
