// Whether a flow can be drawn from: affine scales may multiply where no row was, until draws overflow.
import type { FlowSpecification } from '../protocol/model';
import type { Engine } from './engine';
import { Flow } from './flow';
import type { Tensors } from './layout';
import type { Reach } from './preprocessing';

/** Draws lie within the rows and this many times their range to either side: ten times the range in all. */
const BESIDE = 4.5;
const [FEWEST, MOST, NUMBERS] = [2000, 20_000, 400_000];
const SEED = 0xd7a3;

/** @param context of the training rows, row-major: the draws are given what they are given, in turns */
export async function drawsWithin(
  engine: Engine,
  specification: FlowSpecification,
  tensors: Tensors,
  reach: Reach,
  context?: Float64Array,
): Promise<boolean> {
  const dim = specification.columns.length;
  const count = drawsOf(engine, dim, reach.rows);
  const flow = await Flow.open(engine, specification, tensors);
  try {
    const size = specification.context?.length ?? 0;
    const given = size > 0 && context
      ? Float64Array.from({ length: count * size }, (_, i) => context[i % context.length]!)
      : undefined;
    const values = await flow.sample(count, SEED, 0, given);
    return values.every((v, i) => {
      const d = i % dim;
      const [low, high] = [reach.low[d]!, reach.high[d]!];
      const beside = BESIDE * (high - low);
      return v >= low - beside && v <= high + beside;
    });
  } finally {
    flow.close();
  }
}

function drawsOf({ name }: Engine, dim: number, rows: number): number {
  if (name === 'reference') return Math.min(rows, FEWEST);
  return Math.min(MOST, Math.max(FEWEST, Math.round(NUMBERS / dim)));
}
