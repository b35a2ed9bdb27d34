// Log densities, samples, traces and files made from one model and one table.
import { rowsAt } from '../../distributions/distribution';
import type { Table } from '../../data';
import { logDensities } from '../../flows/flow-distribution';
import { toModel } from '../../flows/preprocessing';
import { score } from '../../flows/score';
import { clustersOf } from '../../flows/verdict';
import type { Bound } from '../../protocol/bounds';
import type { EngineChoice } from '../../protocol/choices';
import type { FlowSpecification, GivenValues, Score } from '../../protocol/model';
import type { ScoreResult } from '../../protocol/scoring';
import { outsideValues, outsideWords } from '../../protocol/words/conditions';
import type { SessionContext } from '../context';
import { togetherIn, unitsAmong } from '../fitting/division';
import { SessionError } from '../errors';
import { conditionsOf, contextOfRows, givenColumnsOf, rowsOutside } from '../given/columns';
import { drawnConditions, writtenConditions } from '../given/drawn';
import type { Model } from './model';
import { acceptanceOf, boundsFor, sampleWithin, type Tally } from './within';
import { say, type Sentence } from '../../protocol/sentence';

/** Draws written at once. */
const CHUNK = 20_000;

/** @throws SessionError naming the columns that `table` lacks */
export async function requireColumns(table: Table, model: Model): Promise<void> {
  const profile = await table.profile();
  const names = new Set(
    profile.columns.filter((c) => c.modelled || c.type === 'constant').map((c) => c.name),
  );
  const missing = model.columns.filter((c) => !names.has(c));
  const given = conditionsOf(model.metadata.specification);
  const lacking = given
    .filter((c) => !profile.columns.some((p) => p.name === c.column))
    .map((c) => `"${c.column}"`);
  if (lacking.length > 0)
    throw new SessionError(
      say(
        'The model is given {0}, which this file lacks. Choose the file the model was fitted on, or one with the same columns.',
        lacking.join(', '),
      ),
    );
  const texts = given
    .filter((c) => c.kind === 'number' && !names.has(c.column))
    .map((c) => `"${c.column}"`);
  if (texts.length > 0)
    throw new SessionError(
      say(
        'The model is given {0} as a number, and this file has none there. Choose the file the model was fitted on, or settle its type as number.',
        texts.join(', '),
      ),
    );
  if (missing.length > 0)
    throw new SessionError(
      say(
        missing.length === 1
          ? 'The model needs the numeric column {0}, which this file lacks. Choose the file the model was fitted on, or one with the same columns.'
          : 'The model needs the numeric columns {0}, which this file lacks. Choose the file the model was fitted on, or one with the same columns.',
        missing.map((c) => `"${c}"`).join(', '),
      ),
    );
}

/**
 * Writes every row and column of the file plus `log_density`: empty where a row
 * cannot be scored, or is not among the rows that the table's condition keeps.
 */
export async function scoreRows(
  context: SessionContext,
  table: Table,
  model: Model,
  out: string,
  engine: EngineChoice,
): Promise<ScoreResult> {
  await requireColumns(table, model);
  const flow = await model.open(engine, context.dist, context);
  try {
    const profile = await table.profile();
    const split = await togetherIn(table, model.columns, [model.metadata]);
    const { key, units } = await unitsAmong(table, split);
    const all = new Float64Array(await table.rowEnd()).fill(NaN);
    const unitOf = split && split.by !== 'rows' ? new Float64Array(all.length) : undefined;
    // in pieces: what is held beside the densities does not grow with the table
    const { specification } = model.metadata;
    const columns = givenColumnsOf(specification);
    const dim = model.columns.length;
    const counts = { impossible: 0, tooFar: 0, unseen: 0, outside: 0 };
    let complete = 0;
    for await (const piece of table.pieces(model.columns, undefined, columns, key)) {
      const { values, rowNumbers, count, givenValues } = piece;
      const known = contextOfRows(specification, columns, givenValues);
      const rows = known?.kept ?? Int32Array.from({ length: count }, (_, i) => i);
      const own = known ? rowsAt(values, rows, dim) : values;
      const scores = await logDensities(flow, own, rows.length, dim, known?.context);
      rows.forEach((i, k) => {
        const found = scores[k]!;
        all[rowNumbers[i]!] = Number.isFinite(found) ? found : -Infinity;
        if (Number.isFinite(found)) return;
        if (supports(specification, own.subarray(k * dim, (k + 1) * dim))) counts.tooFar++;
        else counts.impossible++;
      });
      if (unitOf) (await units(piece))?.forEach((unit, i) => (unitOf[rowNumbers[i]!] = unit));
      complete += count;
      counts.unseen += count - rows.length;
      if (known) counts.outside += rowsOutside(specification, known.context, rows.length);
    }
    await table.writeWithColumn(out, 'log_density', all);
    const scored = all.filter((v) => !Number.isNaN(v));
    const { impossible, tooFar, unseen, outside } = counts;
    const together = unitOf?.filter((_, row) => Number.isFinite(all[row]));
    return {
      rows: profile.fileRows ?? profile.rows,
      scored: scored.length,
      ...meanAndError(scored.filter(Number.isFinite), together),
      ...(together ? { clusters: clustersOf({ units: together, split }) } : {}),
      impossible,
      tooFar,
      incomplete: profile.rows - complete,
      ...(columns.length > 0 ? { unseen, outside } : {}),
    };
  } finally {
    flow.close();
  }
}

/** Whether each value of a row, or some value of its cell, can occur under the transforms. */
function supports({ preprocessing }: FlowSpecification, row: Float64Array): boolean {
  const inside = (shift: number) =>
    toModel(
      row.map((v, d) => (preprocessing[d]!.integer ? v + shift : v)),
      1,
      preprocessing,
    ).outside === 0;
  return inside(0) || inside(0.5) || inside(-0.5);
}

function meanAndError(
  values: Float64Array,
  units?: Float64Array,
): { meanLogDensity: number | null; standardError: number | null } {
  const { mean, standardError } = score(values, units);
  return {
    meanLogDensity: values.length > 0 ? mean : null,
    standardError: Number.isFinite(standardError) ? standardError : null,
  };
}

/** Which draws are kept: those within the bounds that the model knows, or within these. */
export type Within = 'data' | Bound[];

export interface Drawn {
  rows: number;
  /** the bounds that every row keeps, and the share of the model's draws that keep them */
  within?: { bounds: Bound[]; acceptance: Score };
  /** draws beyond double precision, made again */
  notFinite?: number;
  /** sentences about conditions outside those of the training rows */
  warnings?: Sentence[];
}

/**
 * Draws `count` samples into a file, Parquet by its name, else CSV: the
 * same seed gives the same file. What they are given stands behind them.
 */
export async function drawSamples(
  context: SessionContext,
  model: Model,
  out: string,
  count: number,
  seed: number,
  chosen: GivenValues = {},
  within?: Within,
): Promise<Drawn> {
  if (!Number.isInteger(count) || count < 1)
    throw new SessionError(say('The number of samples must be a whole number of at least 1.'));
  const { specification } = model.metadata;
  const bounds = boundsFor(model, within);
  const given = drawnConditions(model.metadata, chosen, seed);
  const flow = await model.open('auto', context.dist);
  try {
    const dim = model.columns.length;
    const values = new Float64Array(count * dim);
    const total: Tally = { drawn: 0, kept: 0, notFinite: 0 };
    for (let from = 0; from < count; from += CHUNK) {
      const n = Math.min(CHUNK, count - from);
      values.set(
        await sampleWithin(flow, bounds, n, seed, from, given?.(from, n), total),
        from * dim,
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    const integer = specification.preprocessing.map((t) => t.integer === true);
    const { names, numbers, labels } = writtenConditions(
      conditionsOf(specification),
      given?.(0, count) ?? new Float64Array(0),
      given ? count : 0,
    );
    await context.data.write(
      out,
      [...model.columns, ...names],
      beside(values, numbers, count),
      count,
      integer,
      labels,
    );
    const warnings = outsideValues(conditionsOf(specification), chosen).map((value) =>
      outsideWords(value),
    );
    return {
      rows: count,
      ...(bounds.length > 0 ? { within: { bounds, acceptance: acceptanceOf(total) } } : {}),
      ...(total.notFinite > 0 ? { notFinite: total.notFinite } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  } finally {
    flow.close();
  }
}

/** Two row-major arrays of the same rows as one. */
function beside(a: Float64Array, b: Float64Array, count: number): Float64Array {
  if (b.length === 0) return a;
  const [wa, wb] = [a.length / count, b.length / count];
  const out = new Float64Array(a.length + b.length);
  for (let n = 0; n < count; n++) {
    out.set(a.subarray(n * wa, (n + 1) * wa), n * (wa + wb));
    out.set(b.subarray(n * wb, (n + 1) * wb), n * (wa + wb) + wa);
  }
  return out;
}
