// The price of a determinant, measured where it runs: LU decomposition
// against the sum of log-diagonals, and a whole log density of a flow.
import { logDeterminant } from '../../distributions/determinant';
import { normals } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import type { Engine } from '../../flows/engine';
import { Flow } from '../../flows/flow';
import { buildSpecification, countParameters, initialParameters } from '../../flows/specification';
import type { DeterminantPrice } from '../../protocol/first-flow';

const SIZES = [2, 4, 8, 16, 32, 64, 128, 256, 512];
/** Slopes are fitted from here on: below, what a call costs hides how it grows. */
const SLOPES_FROM = 64;
const SEED = 1;
/** Numbers of matrices that lie ready, so that small ones do not all come from the same cache lines. */
const MOST_NUMBERS = 1 << 16;
const BATCH_SECONDS = 0.004;
const FLOW_ROWS = 1024;

export interface PriceRequest {
  /** columns of the flow whose whole log density is timed */
  columns: number;
  /** for all of it */
  seconds: number;
  sizes?: number[] | undefined;
}

/** @param engine on one thread */
export async function measurePrice(
  engine: Engine,
  { columns, seconds, sizes: wanted = SIZES }: PriceRequest,
  shouldStop: () => boolean,
): Promise<DeterminantPrice> {
  const sizes: DeterminantPrice['sizes'] = [];
  const flows: DeterminantPrice['flows'] = [];
  const share = (0.8 * seconds) / wanted.length;
  for (const n of wanted) {
    if (shouldStop()) break;
    const many = Math.max(1, Math.min(64, Math.floor(MOST_NUMBERS / (n * n))));
    const matrices = Array.from({ length: many }, (_, k) =>
      normals(SEED, STREAMS.prices(n), k * n, n, n),
    );
    const work = new Float64Array(n * n);
    const lu = await least(0.75 * share, shouldStop, (times) => {
      let all = 0;
      for (let k = 0; k < times; k++) {
        work.set(matrices[k % many]!);
        all += logDeterminant(work, n).log;
      }
      return all;
    });
    const diagonals = normals(SEED, STREAMS.prices(0), 0, 64, n);
    const sum = await least(0.25 * share, shouldStop, (times) => {
      let all = 0;
      for (let k = 0; k < times; k++) {
        const from = (k % 64) * n;
        let sum = 0;
        for (let i = from; i < from + n; i++) sum += diagonals[i]!;
        all += sum;
      }
      return all;
    });
    if (lu !== null && sum !== null) sizes.push({ n, lu, sum });
  }
  for (const flow of ['affine-autoregressive', 'spline-autoregressive'] as const) {
    if (shouldStop()) break;
    if (columns === 1 && flow === 'affine-autoregressive') continue; // a Gaussian
    const names = Array.from({ length: columns }, (_, d) => `x${d + 1}`);
    const plain = names.map(() => ({ kind: 'none' as const, shift: 0, scale: 1 }));
    const rows = normals(SEED, STREAMS.prices(0), 0, FLOW_ROWS, columns);
    const specification = buildSpecification(flow, names, plain, FLOW_ROWS);
    const opened = await Flow.open(
      engine,
      specification,
      initialParameters(specification, rows, FLOW_ROWS, SEED),
    );
    const each = await least(0.1 * seconds, shouldStop, async (times) => {
      let all = 0;
      for (let k = 0; k < times; k++) all += (await opened.logProb(rows, FLOW_ROWS))[0]!;
      return all;
    });
    opened.close();
    if (each !== null)
      flows.push({
        flow,
        columns,
        layers: specification.layers.length,
        parameters: countParameters(specification),
        seconds: each / FLOW_ROWS,
      });
  }
  return {
    sizes,
    slopes: slopesOf(sizes),
    flows,
    engine: engine.name,
    stopped: shouldStop() && sizes.length < wanted.length,
  };
}

/**
 * Least seconds for one time, over batches until `seconds` are over: other work on the machine only
 * ever adds. At least one batch is measured after one that warms up. Null when stopped before that.
 */
async function least(
  seconds: number,
  shouldStop: () => boolean,
  act: (times: number) => number | Promise<number>,
): Promise<number | null> {
  const began = performance.now();
  let best = Infinity;
  let times = 1;
  for (let batch = 0; batch < 2 || performance.now() - began < 1000 * seconds; batch++) {
    if (shouldStop()) return null;
    const from = performance.now();
    const found = await act(times);
    const took = (performance.now() - from) / 1000;
    // reading it also keeps compilers from leaving the work out
    if (Number.isNaN(found)) throw new Error('a result that was timed is not a number');
    if (batch > 0) best = Math.min(best, took / times);
    if (took < BATCH_SECONDS)
      times = Math.ceil(times * Math.min(16, Math.max(1.2, BATCH_SECONDS / Math.max(took, 1e-6))));
  }
  return best;
}

/** Least squares of log seconds on log N. */
export function slopesOf(sizes: DeterminantPrice['sizes']): DeterminantPrice['slopes'] {
  const used = sizes.filter((s) => s.n >= SLOPES_FROM);
  if (used.length < 3) return null;
  const x = used.map((s) => Math.log(s.n));
  const middle = x.reduce((a, b) => a + b, 0) / x.length;
  const slope = (of: (s: (typeof used)[number]) => number) => {
    const [top, bottom] = used.reduce(
      ([t, b], s, i) => [t + (x[i]! - middle) * Math.log(of(s)), b + (x[i]! - middle) ** 2],
      [0, 0],
    );
    return top! / bottom!;
  };
  return { from: used[0]!.n, lu: slope((s) => s.lu), sum: slope((s) => s.sum) };
}
