// Log densities of single rows: of the flow that is shown, and of the Gaussian beside it.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import { logDensities } from '../../flows/flow-distribution';
import type { GaussianSummary, GivenColumn } from '../../protocol/data';
import { gaussianDensities } from '../comparing/comparison';
import { ConditionedFlow } from '../given/conditioned-flow';
import { contextOfRows, givenColumnsOf } from '../given/columns';
import type { ShownModel } from '../models/shown-model';
import { DistributionError, rowsAt } from '../../distributions/distribution';

export interface RowDensities {
  flow: Float64Array | null;
  gaussian: Float64Array | null;
}

/** What gives densities of rows at the moment: the flow with its own Gaussian, or the Gaussian of all rows. */
export class Densities {
  readonly columns: string[];
  readonly given: GivenColumn[];

  private constructor(
    private readonly shown: ShownModel | null,
    private readonly summary: GaussianSummary | null,
  ) {
    this.columns = shown ? shown.columns : (summary?.names ?? []);
    this.given = shown?.flow ? givenColumnsOf(shown.flow.specification) : [];
  }

  /** @param table which may lack columns of the flow: then it has no densities here */
  static async of(
    shown: ShownModel,
    summary: GaussianSummary | null,
    table: Table,
  ): Promise<Densities> {
    if (!shown.flow) return new Densities(null, summary);
    const { columns } = await table.profile();
    const needed = [
      ...shown.columns,
      ...givenColumnsOf(shown.flow.specification).map((g) => g.column),
    ];
    const known = needed.every((name) => columns.some((c) => c.name === name));
    return new Densities(known ? shown : null, summary);
  }

  get by(): 'flow' | 'Gaussian' | null {
    return this.shown ? 'flow' : this.summary ? 'Gaussian' : null;
  }

  /** Of complete rows; NaN where a row has levels that no training row had. */
  async all(values: Float64Array, count: number, givenValues: Float64Array): Promise<RowDensities> {
    const dim = this.columns.length;
    if (!this.shown)
      return { flow: null, gaussian: this.summary && gaussianOf(this.summary, values, count) };
    const { flow, model } = this.shown;
    const { specification } = flow!;
    const known = contextOfRows(specification, this.given, givenValues);
    const own = known ? rowsAt(values, known.kept, dim) : values;
    const rows = known ? known.kept.length : count;
    const spread = (found: Float64Array) => {
      if (!known) return found;
      const out = new Float64Array(count).fill(NaN);
      known.kept.forEach((i, k) => (out[i] = found[k]!));
      return out;
    };
    const scored = spread(await logDensities(flow!, own, rows, dim, known?.context));
    if (model)
      return {
        flow: scored,
        gaussian: spread((await gaussianDensities(model, own, rows, known?.context)).gaussian),
      };
    const same = this.summary?.names.join('\n') === this.columns.join('\n');
    return {
      flow: scored,
      gaussian: same ? gaussianOf(this.summary!, values, count) : null,
    };
  }

  /** Of draws of it, lowest first; what a flow is given is drawn from the rows. Null where nothing is known. */
  async ofDraws(count: number, seed: number, table: Table): Promise<Float64Array | null> {
    const { flow } = this.shown ?? {};
    if (!flow) return this.summary && ofGaussianDraws(this.summary, count, seed);
    const conditioned = await ConditionedFlow.of(flow, table, {});
    const draws = await conditioned.sample(count, seed);
    const context = conditioned.contextOf(0, count);
    return (await logDensities(flow, draws, count, this.columns.length, context)).sort();
  }

  /** By row number; rows with a gap are not among them. */
  async at(
    table: Table,
    rowNumbers: number[],
  ): Promise<Map<number, { flow: number | null; gaussian: number | null }>> {
    if (this.columns.length === 0 || rowNumbers.length === 0) return new Map();
    const { values, found, givenValues } = await table.rowsAt(this.columns, rowNumbers, this.given);
    const { flow, gaussian } = await this.all(values, found.length, givenValues);
    return new Map(
      found.map((row, k) => [row, { flow: known(flow?.[k]), gaussian: known(gaussian?.[k]) }]),
    );
  }
}

const known = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? null : value;

function ofGaussianDraws(summary: GaussianSummary, count: number, seed: number) {
  return (
    gaussianOf(summary, new Gaussian(summary).sample(count, seed).values, count)?.sort() ?? null
  );
}

/** Null where the covariance has no density. */
function gaussianOf(summary: GaussianSummary, values: Float64Array, count: number) {
  try {
    return new Gaussian(summary).logProb({ values, count });
  } catch (error) {
    if (error instanceof DistributionError) return null; // the page says why
    throw error;
  }
}
