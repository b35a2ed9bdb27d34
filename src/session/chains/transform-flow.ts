// A fitted model as what a change of variables begins with. No tables here: threads load this too.
import { type Univariate, OUTSIDE } from '../../distributions/change-of-variables/univariate';
import { erfc } from '../../distributions/error-function';
import type { Boxed } from '../../distributions/change-of-variables/joint';
import { DistributionError, rowsOf } from '../../distributions/distribution';
import type { Flow } from '../../flows/flow';
import { requireNothingGiven } from '../given/columns';
import type { Model } from '../models/model';
import { logDensities } from '../../flows/flow-distribution';
import type { OpenDistribution } from './open-distribution';
import { grouped, say } from '../../protocol/sentence';

const Z = 7.1305;
const BOX_DRAWS = 20_000;

/** A model's log densities in double precision by the reference engine; its draws by the fastest one. */
export async function modelBase(dist: string, model: Model): Promise<OpenDistribution> {
  requireNothingGiven(model.metadata, say('an operation'));
  const exact = await model.open('reference', dist);
  const fast = await model.open('auto', dist);
  const close = () => {
    exact.close();
    fast.close();
  };
  try {
    const names = model.columns;
    const dim = names.length;
    const draws = await fast.sample(BOX_DRAWS, 1);
    const range = (d: number, pick: (...v: number[]) => number) =>
      pick(...Array.from({ length: BOX_DRAWS }, (_, n) => draws[n * dim + d]!));
    const distribution: Boxed = {
      kind: 'flow',
      method: 'closed form',
      label: say('the model {0}', model.label),
      names,
      lo: names.map((_, d) => range(d, Math.min)),
      hi: names.map((_, d) => range(d, Math.max)),
      coverage: say('the range of {0} draws', grouped(BOX_DRAWS)),
      logProb: ({ values, count }) => logDensities(exact, values, count, dim),
      sample: async (count, seed, first = 0) => rowsOf(await fast.sample(count, seed, first), dim),
    };
    return {
      names,
      // with bounds the distribution function is not that of u alone
      single:
        dim === 1 && !exact.specification.support ? await flowColumn(distribution, exact) : null,
      distribution,
      rows: null,
      notes: [],
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** A one-column flow rises from u to x, so its distribution function is that of u: Phi(u(x)). */
async function flowColumn(distribution: Boxed, flow: Flow): Promise<Univariate> {
  const uOf = async (x: Float64Array) =>
    (await flow.trace(x, x.length)).layers[0]!.state.map((s) => s[0]!);
  const [a, b] = (await uOf(Float64Array.of(distribution.lo[0]!, distribution.hi[0]!))) as [
    number,
    number,
  ];
  if (!(b > a))
    throw new DistributionError(
      say(
        'This model does not rise from its base to its column, so that its distribution function is not known. Transform its samples instead.',
      ),
    );
  /** the x at which u reaches ±7.13: beyond lies 1e-12; at the edge of a bounded support u is not a number there */
  const edge = async (inside: number, sign: 1 | -1): Promise<number> => {
    const beyond = async (x: number) => {
      const u = sign * (await uOf(Float64Array.of(x)))[0]!;
      return !(u < Z);
    };
    let [near, step] = [inside, distribution.hi[0]! - distribution.lo[0]!];
    let far = inside + sign * step;
    for (let k = 0; k < 60 && !(await beyond(far)); k++)
      [near, step, far] = [far, 2 * step, far + sign * 2 * step];
    for (let k = 0; k < 50; k++) {
      const middle = near + (far - near) / 2;
      if (await beyond(middle)) far = middle;
      else near = middle;
    }
    return near;
  };
  const [lo, hi] = [await edge(distribution.lo[0]!, -1), await edge(distribution.hi[0]!, 1)];
  return {
    ...distribution,
    logProb: distribution.logProb!,
    lo,
    hi,
    whole: false,
    async cumulative(x) {
      const u = await uOf(x);
      return x.map((v, i) =>
        v <= lo ? OUTSIDE / 2 : v >= hi ? 1 - OUTSIDE / 2 : 0.5 * erfc(-u[i]! / Math.SQRT2),
      );
    },
  };
}
