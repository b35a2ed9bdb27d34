// What a change of variables may begin with: a typed distribution, the histogram or rows of a table, or a fitted model.
import { existsSync } from 'node:fs';
import { checkColumns, type OpenOptions, type Table } from '../data';
import { type Base, histogram, OUTSIDE } from '../distributions/change-of-variables/base';
import { looksLikeBase, parseBases } from '../distributions/change-of-variables/base-text';
import { erfc } from '../distributions/change-of-variables/functions';
import { independent, type JointBase } from '../distributions/change-of-variables/joint';
import { DistributionError } from '../distributions/distribution';
import { uniform as uniformNumber } from '../distributions/random';
import type { Flow } from '../flows/flow';
import type { SessionContext } from './context';
import { SessionError } from './errors';
import { requireNothingGiven } from './given';
import { Model } from './model';
import { logDensities } from './scoring';
import { MODEL_SUFFIX } from './store';
import type { SentColumn } from './transform-drawing';

/** A distribution of one column or of several; `close` frees what it holds open. */
export interface OpenBase {
  names: string[];
  /** set where there is one column */
  single: Base | null;
  joint: JointBase;
  /** what it is drawn from, for the mean of k draws: the rows of a column, or null for a distribution */
  rows: Float64Array | null;
  /** sentences for the user */
  notes: string[];
  close(): void;
}

const Z = 7.1305;
const ROW_STREAM = 31;
const BOX_DRAWS = 20_000;
const SENT_ROWS = 200_000;

/** @param text a typed distribution, a model file or a data file  @throws SessionError or DistributionError with a sentence */
export async function openBase(context: SessionContext, text: string, columns: string[] | undefined, how: OpenOptions): Promise<OpenBase> {
  if (!existsSync(text)) {
    if (!looksLikeBase(text)) throw new SessionError(`"${text}" is neither a file nor a distribution. Write a file's path, uniform(100,160), normal(0,1) or mixture(0.3*normal(-1,0.5), 0.7*normal(2,1)).`);
    if (columns) throw new SessionError('--columns belongs to a data file; a typed distribution names its columns itself, as in "a=normal(0,1), b=uniform(0,1)".');
    const { names, bases } = await parseBases(text);
    return { names, single: bases.length === 1 ? bases[0]! : null, joint: independent(names, bases), rows: null, notes: [], close: () => undefined };
  }
  if (text.endsWith(MODEL_SUFFIX)) {
    if (columns) throw new SessionError('--columns belongs to a data file; a model has the columns it was fitted to.');
    return modelBase(context, await Model.read(text));
  }
  const table = await context.data.open(text, how);
  try {
    return await tableBase(table, columns);
  } finally {
    table.close();
  }
}

/** The chosen columns of a table: the histogram of one, the rows of several. */
export async function tableBase(table: Table, columns?: string[]): Promise<OpenBase> {
  const profile = await table.profile();
  const names = columns ?? profile.columns.filter((c) => c.modelled).map((c) => c.name);
  checkColumns(profile, names);
  if (names.length === 0) throw new SessionError('This table has no numeric column. A change of variables needs one.');
  const read = await table.rows(names);
  if (read.count === 0) throw new SessionError('No row is complete in the chosen columns.');
  const dim = names.length;
  let single: Base | null = null;
  if (dim === 1) {
    const { edges, counts } = (await table.histograms(names))[0]!;
    single = histogram(edges, counts, `the histogram of "${names[0]}" (${counts.length} bins)`);
  }
  const notes = read.leftOut > 0 ? [`${read.leftOut.toLocaleString('en')} rows with a gap in a chosen column are left out.`] : [];
  return { names, single, joint: single ? independent(names, [single]) : rowsBase(names, read.values), rows: dim === 1 ? read.values : null, notes, close: () => undefined };
}

/** One column of a table as it is sent to a thread. */
export async function sentColumn(table: Table, name: string): Promise<SentColumn> {
  checkColumns(await table.profile(), [name]);
  const { values, count, leftOut } = await table.rows([name], { limit: SENT_ROWS });
  if (count === 0) throw new SessionError(`The column "${name}" has no number in it.`);
  const { edges, counts } = (await table.histograms([name]))[0]!;
  const notes = leftOut > 0 ? [`${leftOut.toLocaleString('en')} rows with a gap in the column are left out.`] : [];
  return { kind: 'histogram', name, edges, counts, rows: values, notes };
}

/** Rows drawn with replacement; they have no density of their own. */
function rowsBase(names: string[], values: Float64Array): JointBase {
  const dim = names.length;
  const count = values.length / dim;
  const [lo, hi] = [new Array<number>(dim).fill(Infinity), new Array<number>(dim).fill(-Infinity)];
  values.forEach((v, i) => {
    lo[i % dim] = Math.min(lo[i % dim]!, v);
    hi[i % dim] = Math.max(hi[i % dim]!, v);
  });
  return {
    label: `${count.toLocaleString('en')} rows of ${names.join(', ')}`, names, lo, hi, coverage: 'the range of the rows', logDensity: null,
    sample(n, seed, first = 0) {
      const out = new Float64Array(n * dim);
      for (let i = 0; i < n; i++) {
        const row = Math.min(count - 1, Math.floor(uniformNumber(seed, ROW_STREAM, first + i) * count));
        out.set(values.subarray(row * dim, (row + 1) * dim), i * dim);
      }
      return out;
    },
  };
}

/** A model's log densities in double precision by the reference engine; its draws by the fastest one. */
export async function modelBase(context: SessionContext, model: Model): Promise<OpenBase> {
  requireNothingGiven(model.metadata, 'an operation');
  const exact = await model.open('reference', context.dist);
  const fast = await model.open('auto', context.dist);
  const close = () => {
    exact.close();
    fast.close();
  };
  try {
    const names = model.columns;
    const dim = names.length;
    const draws = await fast.sample(BOX_DRAWS, 1);
    const range = (d: number, pick: (...v: number[]) => number) => pick(...Array.from({ length: BOX_DRAWS }, (_, n) => draws[n * dim + d]!));
    const joint: JointBase = {
      label: `the model ${model.label}`, names, lo: names.map((_, d) => range(d, Math.min)), hi: names.map((_, d) => range(d, Math.max)),
      coverage: `the range of ${BOX_DRAWS.toLocaleString('en')} draws`,
      logDensity: (rows) => logDensities(exact, rows, rows.length / dim, dim),
      sample: (count, seed, first = 0) => fast.sample(count, seed, first),
    };
    return { names, single: dim === 1 ? await flowBase(joint, exact) : null, joint, rows: null, notes: [], close };
  } catch (error) {
    close();
    throw error;
  }
}

/** A one-column flow rises from u to x, so its distribution function is that of u: Phi(u(x)). */
async function flowBase(joint: JointBase, flow: Flow): Promise<Base> {
  const uOf = async (x: Float64Array) => (await flow.trace(x, x.length)).layers[0]!.state.map((s) => s[0]!);
  const [a, b] = (await uOf(Float64Array.of(joint.lo[0]!, joint.hi[0]!))) as [number, number];
  if (!(b > a)) throw new DistributionError('This model does not rise from its base to its column, so that its distribution function is not known. Transform its samples instead.');
  /** the x at which u reaches ±7.13: beyond lies 1e-12; at the edge of a bounded support u is not a number there */
  const edge = async (inside: number, sign: 1 | -1): Promise<number> => {
    const beyond = async (x: number) => {
      const u = sign * (await uOf(Float64Array.of(x)))[0]!;
      return !(u < Z);
    };
    let [near, step] = [inside, joint.hi[0]! - joint.lo[0]!];
    let far = inside + sign * step;
    for (let k = 0; k < 60 && !(await beyond(far)); k++) [near, step, far] = [far, 2 * step, far + sign * 2 * step];
    for (let k = 0; k < 50; k++) {
      const middle = near + (far - near) / 2;
      if (await beyond(middle)) far = middle;
      else near = middle;
    }
    return near;
  };
  const [lo, hi] = [await edge(joint.lo[0]!, -1), await edge(joint.hi[0]!, 1)];
  return {
    label: joint.label, lo, hi, whole: false, logDensity: (x) => joint.logDensity!(x),
    async cumulative(x) {
      const u = await uOf(x);
      return x.map((v, i) => (v <= lo ? OUTSIDE / 2 : v >= hi ? 1 - OUTSIDE / 2 : 0.5 * erfc(-u[i]! / Math.SQRT2)));
    },
    sample: (count, seed, first = 0) => joint.sample(count, seed, first),
  };
}
