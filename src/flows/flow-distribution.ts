// A flow as a distribution like any other.
import { type Distribution, rowsOf } from '../distributions/distribution';
import type { Flow } from './flow';

const CHUNK = 20_000;

/** @param context what every row is given, for a flow with conditions */
export function flowDistribution(flow: Flow, context?: Float64Array): Distribution {
  const { dim } = flow;
  const given = (count: number) => context && repeated(context, count);
  return {
    kind: 'flow',
    method: 'closed form',
    names: flow.specification.columns,
    logProb: ({ values, count }) => logDensities(flow, values, count, dim, given(count)),
    sample: async (count, seed, first = 0) =>
      rowsOf(await flow.sample(count, seed, first, given(count)), dim),
  };
}

/** @param context row-major, for a density with conditions */
export async function logDensities(
  flow: Flow,
  values: Float64Array,
  count: number,
  dim: number,
  context?: Float64Array,
): Promise<Float64Array> {
  const out = new Float64Array(count);
  const size = context && count > 0 ? context.length / count : 0;
  for (let from = 0; from < count; from += CHUNK) {
    const n = Math.min(CHUNK, count - from);
    out.set(
      await flow.logProb(
        values.subarray(from * dim, (from + n) * dim),
        n,
        context?.subarray(from * size, (from + n) * size),
      ),
      from,
    );
    await new Promise((resolve) => setImmediate(resolve)); // let other requests in
  }
  return out;
}

export function repeated(context: Float64Array, count: number): Float64Array {
  const out = new Float64Array(count * context.length);
  for (let n = 0; n < count; n++) out.set(context, n * context.length);
  return out;
}
