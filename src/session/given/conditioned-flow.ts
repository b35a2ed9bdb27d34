// A flow together with what it is given, as one distribution for pictures.
import { ownChoices } from '../../protocol/words/conditions';
import type { Table } from '../../data';
import { uniform } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import { contextNames, encode } from '../../flows/conditions';
import type { Flow } from '../../flows/flow';
import { repeated } from '../../flows/flow-distribution';
import type { Bound } from '../../protocol/bounds';
import type { Lens } from '../../protocol/pictures';
import { SessionError } from '../errors';
import { sampleWithin } from '../models/within';
import { chosenContext } from './chosen';
import { conditionsOf, givenColumnsOf } from './columns';
import { overwrite } from './drawn';
import { say } from '../../protocol/sentence';

/** Rows whose conditions pictures of a flow are drawn with, when nobody chose any. */
const CONDITION_ROWS = 20_000;

/** A flow with the conditions that pictures of it are drawn under: chosen ones, or those of rows. */
export class ConditionedFlow {
  private constructor(
    readonly flow: Flow,
    /** of row `n` of a picture; undefined for a flow that is given nothing */
    private readonly pick: ((first: number, count: number) => Float64Array) | null,
    /** every condition has one value, so that there is one density */
    readonly fixed: boolean,
    /** that its draws keep */
    private readonly bounds: readonly Bound[] = [],
  ) {}

  /** The same, with draws that keep these bounds. */
  within(bounds: readonly Bound[]): ConditionedFlow {
    return bounds.length > 0 ? new ConditionedFlow(this.flow, this.pick, this.fixed, bounds) : this;
  }

  /** @param table where rows come from; without one, every condition must be chosen  @throws SessionError */
  static async of(flow: Flow, table: Table | null, lens: Lens): Promise<ConditionedFlow> {
    const conditions = conditionsOf(flow.specification);
    if (conditions.length === 0) return new ConditionedFlow(flow, null, true);
    const chosen = ownChoices(conditions, lens.given);
    const size = contextNames(conditions).length;
    if (conditions.every((c) => chosen[c.column] !== undefined)) {
      const context = chosenContext(conditions, chosen);
      return new ConditionedFlow(flow, (_, count) => repeated(context, count), true);
    }
    if (!table)
      throw new SessionError(
        say(
          'This model is given {0}: choose a value for each, or open its table beside it.',
          conditions.map((c) => c.column).join(', '),
        ),
      );
    const columns = givenColumnsOf(flow.specification);
    const rows = await table.sample(
      flow.specification.columns,
      CONDITION_ROWS,
      { given: chosen },
      columns,
    );
    const { context, kept } = encode(conditions, { columns, values: rows.givenValues });
    if (kept.length === 0)
      throw new SessionError(say('No row has the chosen conditions. Choose others.'));
    // numbers that were chosen count exactly; rows near to them only say the rest
    overwrite(conditions, context, chosen);
    return new ConditionedFlow(
      flow,
      (first, count) => {
        const out = new Float64Array(count * size);
        for (let k = 0; k < count; k++) {
          const n = Math.min(
            kept.length - 1,
            Math.floor(uniform(1, STREAMS.conditionRows, first + k) * kept.length),
          );
          out.set(context.subarray(n * size, (n + 1) * size), k * size);
        }
        return out;
      },
      false,
    );
  }

  get dim(): number {
    return this.flow.dim;
  }

  contextOf(first: number, count: number): Float64Array | undefined {
    return this.pick?.(first, count);
  }

  sample(count: number, seed: number, first = 0): Promise<Float64Array> {
    const context = this.contextOf(first, count);
    return this.bounds.length > 0
      ? sampleWithin(this.flow, this.bounds, count, seed, first, context)
      : this.flow.sample(count, seed, first, context);
  }

  /** Only where `fixed`. */
  logProb(values: Float64Array, count: number): Promise<Float64Array> {
    return this.flow.logProb(values, count, this.contextOf(0, count));
  }
}
