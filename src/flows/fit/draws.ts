// Whether a flow can be drawn from: affine scales may multiply where no row was, until draws overflow.
import { type Bound, keeps } from '../../protocol/bounds';
import type { EngineName } from '../../protocol/choices';
import type { FlowSpecification, ModelMetadata } from '../../protocol/model';
import type { Engine } from '../engine';
import { Flow } from '../flow';
import type { Tensors } from '../layout';
import type { Reach } from '../choose-preprocessing';
import { score } from '../score';

/** Draws lie within the rows and this many times their range to either side: ten times the range in all. */
const BESIDE = 4.5;
/** Few tell whether a flow may lead; the one that is kept is looked at closely. */
const [FEWEST, MOST, NUMBERS] = [2000, 10_000, 400_000];
const SEED = 0xd7a3;
/** Engines that draw in no time; the others draw fewer. */
const FAST = new Set<EngineName>(['kernel', 'tensorflow']);

/** @param context of the training rows, row-major: the draws are given what they are given, in turns */
export async function drawsWithin(
  engine: Engine,
  specification: FlowSpecification,
  tensors: Tensors,
  reach: Reach,
  context: Float64Array | undefined,
  closely: boolean,
): Promise<boolean> {
  const most = closely ? drawsOf(engine, specification.columns.length, reach.rows) : FEWEST;
  const count = Math.min(Math.max(reach.rows, FEWEST), most);
  const { dim, values } = await drawn(engine, specification, tensors, count, context);
  return values.every((v, i) => {
    const d = i % dim;
    const [low, high] = [reach.low[d]!, reach.high[d]!];
    const beside = BESIDE * (high - low);
    return v >= low - beside && v <= high + beside;
  });
}

/** The share of draws outside each bound, and outside any. @param bounds others than of its columns are left out */
export async function drawnOutside(
  engine: Engine,
  specification: FlowSpecification,
  tensors: Tensors,
  bounds: Bound[],
  rows: number,
  context?: Float64Array,
): Promise<ModelMetadata['bounds']> {
  const own = bounds.filter(({ column }) => specification.columns.includes(column));
  if (own.length === 0) return undefined;
  const count = drawsOf(engine, specification.columns.length, rows);
  const { dim, values } = await drawn(engine, specification, tensors, count, context);
  const any = new Float64Array(count);
  const columns = own.map((bound) => {
    const d = specification.columns.indexOf(bound.column);
    let outside = 0;
    for (let n = 0; n < count; n++)
      if (!keeps(bound, values[n * dim + d]!)) {
        outside++;
        any[n] = 1;
      }
    return { ...bound, outside: outside / count };
  });
  return { columns, outside: score(any) };
}

async function drawn(
  engine: Engine,
  specification: FlowSpecification,
  tensors: Tensors,
  count: number,
  context?: Float64Array,
): Promise<{ dim: number; values: Float64Array }> {
  const dim = specification.columns.length;
  const flow = await Flow.open(engine, specification, tensors);
  try {
    const size = specification.context?.length ?? 0;
    const given =
      size > 0 && context
        ? Float64Array.from({ length: count * size }, (_, i) => context[i % context.length]!)
        : undefined;
    return { dim, values: await flow.sample(count, SEED, 0, given) };
  } finally {
    flow.close();
  }
}

function drawsOf({ name }: Engine, dim: number, rows: number): number {
  if (!FAST.has(name)) return Math.min(rows, FEWEST);
  return Math.min(MOST, Math.max(FEWEST, Math.round(NUMBERS / dim)));
}
