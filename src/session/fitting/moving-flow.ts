// The flow of a fit under way as it is at this moment, for those who watch it learn.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import type { FitProgress } from '../../flows/fit/request';
import { basePoints, type Flow } from '../../flows/flow';
import type { GaussianSummary } from '../../protocol/data';
import type { TrainingSamples } from '../../protocol/pictures';
import { ConditionedFlow } from '../given/conditioned-flow';
import { PICTURE_SEED } from '../pictures/pictures';

type Parameters = NonNullable<FitProgress['moving']>;

/** A fit goes on beside: a picture that moves needs no more points. */
const MOST = 5000;

/** Nothing is opened or drawn unless somebody asks. */
export class MovingFlow {
  private now: Parameters | null = null;
  private moved = 0;

  constructor(private readonly open: (now: Parameters) => Promise<Flow>) {}

  /** @returns how often it has moved */
  to(parameters: Parameters): number {
    this.now = parameters;
    return ++this.moved;
  }

  ended(): void {
    this.now = null;
  }

  /**
   * Row k of each answer comes from the same base point, so that it can be followed from one to the next; at the very
   * start it is that row of the Gaussian.
   * @param table where conditions come from
   */
  async samples(
    count: number,
    table: Table | null,
    gaussian: GaussianSummary | null,
  ): Promise<TrainingSamples | null> {
    const { now, moved } = this;
    if (!now) return null;
    const { columns } = now.specification;
    const rows = Math.min(count, MOST);
    const flow = await this.open(now);
    try {
      const drawn = await ConditionedFlow.of(flow, table, {});
      return {
        columns,
        count: rows,
        flow: Float32Array.from(await drawn.sample(rows, PICTURE_SEED)),
        gaussian: gaussian && pushed(gaussian, columns, rows),
        moved,
      };
    } finally {
      flow.close();
    }
  }
}

/** The base points of a flow's draws as rows of the Gaussian. */
function pushed(gaussian: GaussianSummary, columns: string[], count: number): Float32Array | null {
  if (gaussian.names.join('\n') !== columns.join('\n')) return null;
  const base = basePoints(PICTURE_SEED, 0, count, columns.length);
  return Float32Array.from(new Gaussian(gaussian).push(base, count).values);
}
