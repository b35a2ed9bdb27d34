// Conditions between tables, models and pictures: what rows are given, what somebody chose, and a flow together with its conditions.
import type { Labels, Table, TableRows } from '../data';
import { Gaussian } from '../distributions/gaussian';
import { LinearGaussian } from '../distributions/linear-gaussian';
import { uniform } from '../distributions/random';
import {
  ConditionError,
  contextNames,
  decode,
  encode,
  encodeValues,
  widthOf,
} from '../flows/conditions';
import type { Flow } from '../flows/flow';
import { repeated } from '../flows/flow-distribution';
import type { Bound } from '../protocol/bounds';
import type { GaussianSummary, GivenColumn, GivenRows } from '../protocol/data';
import type { GivenView, Lens } from '../protocol/pictures';
import type { Condition, FlowSpecification, GivenValues, ModelMetadata } from '../protocol/model';
import { SessionError } from './errors';
import { sampleWithin } from './models/within';

/** Rows whose conditions pictures of a flow are drawn with, when nobody chose any. */
const CONDITION_ROWS = 20_000;
const PICK_STREAM = 41;
const SAMPLE_STREAM = 42;

export const conditionsOf = ({ given }: Pick<FlowSpecification, 'given'>): Condition[] =>
  given?.conditions ?? [];

/** The columns that a density is given, as they are read from a table: numbers, or places among its levels. */
export function givenColumnsOf(specification: Pick<FlowSpecification, 'given'>): GivenColumn[] {
  return conditionsOf(specification).map((c) => ({
    column: c.column,
    levels: c.kind === 'category' ? c.levels : null,
  }));
}

/** What several densities are given, each column once. @throws SessionError where one takes it as a number and another as a category */
export function unitedGiven(specifications: Pick<FlowSpecification, 'given'>[]): GivenColumn[] {
  const found = new Map<string, GivenColumn>();
  for (const { column, levels } of specifications.flatMap(givenColumnsOf)) {
    const before = found.get(column);
    if (before && (before.levels === null) !== (levels === null))
      throw new SessionError(
        `One of the models is given "${column}" as a number and another as a category: they cannot be compared on the same rows.`,
      );
    found.set(column, {
      column,
      levels: levels && [...new Set([...(before?.levels ?? []), ...levels])],
    });
  }
  return [...found.values()];
}

/** Columns of a table that a fit is given. @throws SessionError when one of them is modelled too */
export async function givenOfTable(
  table: Table,
  columns: string[],
  names: string[],
): Promise<GivenColumn[]> {
  const both = names.find((name) => columns.includes(name));
  if (both !== undefined)
    throw new SessionError(
      `"${both}" cannot be given and be described at once: name it among the columns, or among what is given.`,
    );
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined) throw new SessionError(`"${twice}" is given twice. Name it once.`);
  return names.length > 0 ? table.givenColumns(columns, names) : [];
}

/** What the rows of a fit are given, as its input wants it; absent where that is nothing. */
export function givenRows(
  columns: GivenColumn[],
  rows: Pick<TableRows, 'givenValues'>,
): { given?: GivenRows } {
  return columns.length > 0 ? { given: { columns, values: rows.givenValues } } : {};
}

/** The numbers of rows, with the positions of those that have known levels; nothing where nothing is given. */
export function contextOfRows(
  specification: Pick<FlowSpecification, 'given'>,
  columns: GivenColumn[],
  values: Float64Array,
): { context: Float64Array; kept: Int32Array } | null {
  const conditions = conditionsOf(specification);
  return conditions.length === 0 ? null : encode(conditions, { columns, values });
}

/** Some rows of `values`, row-major. */
export function rowsAt(
  values: Float64Array,
  positions: ArrayLike<number>,
  dim: number,
): Float64Array {
  const out = new Float64Array(positions.length * dim);
  for (let k = 0; k < positions.length; k++)
    out.set(values.subarray(positions[k]! * dim, (positions[k]! + 1) * dim), k * dim);
  return out;
}

/** @throws SessionError for an operation that needs a distribution which is given nothing */
export function requireNothingGiven(
  { specification }: Pick<ModelMetadata, 'specification'>,
  act: string,
): void {
  const names = conditionsOf(specification).map((c) => c.column);
  if (names.length > 0)
    throw new SessionError(
      `This model describes its columns given ${names.join(', ')}: ${act} needs one that is given nothing. Fit one without conditions.`,
    );
}

/** How many rows are given a number that lies outside those of all training rows. @param context row-major */
export function rowsOutside(
  specification: Pick<FlowSpecification, 'given'>,
  context: Float64Array,
  count: number,
): number {
  const conditions = conditionsOf(specification);
  const size = contextNames(conditions).length;
  let at = 0;
  const ends = conditions.flatMap((c) => {
    const place = at;
    at += widthOf(c);
    if (c.kind !== 'number' || c.low === undefined || c.high === undefined) return [];
    return [{ place, low: (c.low - c.shift) / c.scale, high: (c.high - c.shift) / c.scale }];
  });
  let rows = 0;
  for (let n = 0; n < count; n++)
    if (
      ends.some(
        ({ place, low, high }) =>
          context[n * size + place]! < low || context[n * size + place]! > high,
      )
    )
      rows++;
  return rows;
}

/** The numbers of chosen values. @throws SessionError */
export function chosenContext(conditions: Condition[], chosen: GivenValues): Float64Array {
  try {
    return encodeValues(conditions, chosen);
  } catch (error) {
    if (error instanceof ConditionError) throw new SessionError(error.message);
    throw error;
  }
}

/** Which of `chosen` are conditions of the flow: what was chosen for another one does not count. */
function ownChoices(conditions: Condition[], chosen: GivenValues = {}): GivenValues {
  return Object.fromEntries(
    conditions.flatMap((c) => {
      const value = chosen[c.column];
      const fits =
        c.kind === 'category'
          ? typeof value === 'string' && c.levels.includes(value)
          : typeof value === 'number' && Number.isFinite(value);
      return fits ? [[c.column, value!]] : [];
    }),
  );
}

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
        `This model is given ${conditions.map((c) => c.column).join(', ')}: choose a value for each, or open its table beside it.`,
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
      throw new SessionError('No row has the chosen conditions. Choose others.');
    // numbers that were chosen count exactly; rows near to them only say the rest
    overwrite(conditions, context, chosen);
    return new ConditionedFlow(
      flow,
      (first, count) => {
        const out = new Float64Array(count * size);
        for (let k = 0; k < count; k++) {
          const n = Math.min(
            kept.length - 1,
            Math.floor(uniform(1, PICK_STREAM, first + k) * kept.length),
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

/** The linear Gaussian at chosen values; null until every condition has one. */
export function gaussianAt(
  { specification, baseline }: Pick<ModelMetadata, 'specification' | 'baseline'>,
  given: GivenValues | undefined,
): GaussianSummary | null {
  const conditions = conditionsOf(specification);
  const chosen = ownChoices(conditions, given);
  if (!baseline || conditions.some((c) => chosen[c.column] === undefined)) return null;
  const { names, mean, covariance }: Gaussian = new LinearGaussian(
    specification.columns,
    baseline,
  ).at(chosenContext(conditions, chosen));
  return { names: [...names], mean: [...mean], covariance: [...covariance], rows: 0 };
}

/** What the lens says about the conditions of this flow, and nothing about others. */
export function ownLens(specification: Pick<FlowSpecification, 'given'> | null, lens: Lens): Lens {
  const { given, ...rest } = lens;
  const own = specification ? ownChoices(conditionsOf(specification), given) : {};
  return Object.keys(own).length > 0 ? { ...rest, given: own } : rest;
}

export async function givenView(
  table: Table,
  { specification }: Pick<ModelMetadata, 'specification'>,
  chosen: GivenValues,
): Promise<GivenView | null> {
  const conditions = conditionsOf(specification);
  if (conditions.length === 0) return null;
  const own = ownChoices(conditions, chosen);
  const { rows, of, reach } = await table.beside(specification.columns, own);
  const { columns } = await table.profile();
  const range = Object.fromEntries(
    conditions.flatMap((c) => {
      const profile = columns.find((p) => p.name === c.column);
      return c.kind === 'number' && profile && profile.min !== null && profile.max !== null
        ? [[c.column, [profile.min, profile.max] as [number, number]]]
        : [];
    }),
  );
  return { conditions, rows, of, reach, range };
}

/**
 * The conditions of drawn rows: chosen values, and for categories without one, levels drawn as often as among the training rows that
 * have the chosen ones. @throws SessionError where that is not known
 */
export function drawnConditions(
  { specification, frequencies }: Pick<ModelMetadata, 'specification' | 'frequencies'>,
  chosen: GivenValues,
  drawSeed: number,
): ((first: number, count: number) => Float64Array) | null {
  const conditions = conditionsOf(specification);
  if (conditions.length === 0) {
    if (Object.keys(chosen).length > 0)
      throw new SessionError('This model is given nothing: leave the conditions out.');
    return null;
  }
  const open = conditions.filter((c) => chosen[c.column] === undefined);
  if (
    open.length === 0 ||
    Object.keys(chosen).some((name) => !conditions.some((c) => c.column === name))
  ) {
    const context = chosenContext(conditions, chosen);
    return (_, count) => repeated(context, count);
  }
  const needed = open.map((c) => `"${c.column}"`).join(', ');
  if (!frequencies) {
    const [first] = open;
    const example =
      first!.kind === 'number' ? Number(first!.shift.toPrecision(3)) : first!.levels[0];
    throw new SessionError(
      `A value of ${needed} is needed: the model does not know how often its values occur. Choose one, as in --given ${first!.column}=${example}.`,
    );
  }
  const levels = conditions.map((c) => (c.kind === 'category' ? c.levels : []));
  const entries = frequencies.levels
    .map((places, k) => ({
      rows: frequencies.rows[k]!,
      values: Object.fromEntries(conditions.map((c, i) => [c.column, levels[i]![places[i]!]!])),
    }))
    .filter(({ values }) =>
      conditions.every(
        (c) => chosen[c.column] === undefined || values[c.column] === String(chosen[c.column]),
      ),
    );
  for (const c of conditions)
    if (chosen[c.column] !== undefined) chosenContext([c], { [c.column]: chosen[c.column]! }); // an unknown level is said by its name
  const total = entries.reduce((sum, e) => sum + e.rows, 0);
  if (total === 0)
    throw new SessionError('No training row has these levels together: give the others too.');
  const contexts = entries.map((e) => chosenContext(conditions, e.values));
  const size = contextNames(conditions).length;
  return (first, count) => {
    const out = new Float64Array(count * size);
    for (let k = 0; k < count; k++) {
      let at = uniform(drawSeed, SAMPLE_STREAM, first + k) * total;
      const place = entries.findIndex((e) => (at -= e.rows) < 0);
      out.set(contexts[place < 0 ? contexts.length - 1 : place]!, k * size);
    }
    return out;
  };
}

/** What drawn rows were given, as columns of a table: numbers, and levels. */
export function writtenConditions(
  conditions: Condition[],
  context: Float64Array,
  count: number,
): { names: string[]; numbers: Float64Array; labels: Labels[] } {
  const numeric = conditions.flatMap((c, k) => (c.kind === 'number' ? [k] : []));
  const numbers = new Float64Array(count * numeric.length);
  const labels = conditions.flatMap((c, k) =>
    c.kind === 'category'
      ? [{ k, name: c.column, levels: c.levels, places: new Int32Array(count) }]
      : [],
  );
  for (let n = 0; n < count; n++) {
    const values = decode(conditions, context, n);
    numeric.forEach(
      (k, d) => (numbers[n * numeric.length + d] = Number((values[k] as number).toPrecision(14))),
    ); // as it was chosen
    for (const { k, levels, places } of labels) places[n] = levels.indexOf(values[k] as string);
  }
  return { names: numeric.map((k) => conditions[k]!.column), numbers, labels };
}

function overwrite(conditions: Condition[], context: Float64Array, chosen: GivenValues): void {
  const size = contextNames(conditions).length;
  let at = 0;
  for (const c of conditions) {
    if (c.kind === 'number') {
      const value = chosen[c.column];
      if (value !== undefined)
        for (let n = at; n < context.length; n += size)
          context[n] = (Number(value) - c.shift) / c.scale;
      at++;
    } else at += c.levels.length;
  }
}
