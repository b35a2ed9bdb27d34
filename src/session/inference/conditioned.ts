// p(rest | values and ranges) as draws with their log densities: of a model, a Gaussian or mixture, or a typed one.
import { existsSync } from 'node:fs';
import { parseBases } from '../../distributions/change-of-variables/base-text';
import { type Distribution, rowsOf } from '../../distributions/distribution';
import { flowDistribution } from '../../flows/flow-distribution';
import { type Ranges, restricted } from '../../inference/restricted';
import { condition } from '../../operations/condition';
import { independentColumns, isClosed, type Operand, sampled } from '../../operations/operand';
import type { GivenValues } from '../../protocol/model';
import { grouped, say, type Sentence } from '../../protocol/sentence';
import { readClosed } from '../chains/gaussian';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { chosenContext } from '../given/chosen';
import { conditionsOf } from '../given/columns';
import { Model } from '../models/model';
import { MODEL_SUFFIX } from '../models/store';

/** How the draws were made; `numerical`: one or two columns are left, whose density is integrated. */
export type Method =
  'closed form' | 'conditional flow' | 'numerical' | 'importance' | 'nearest' | 'draws';

export interface ConditionResult {
  method: Method;
  /** the share of the draws within the ranges, with its standard error; absent without ranges */
  within?: { share: number; standardError: number };
  effectiveSampleSize: number;
  /** log density of the values that are given; null where it is not known, or there are none */
  logDensityOfGiven: { value: number; standardError: number | null } | null;
  rows: number;
  columns: string[];
  notes: Sentence[];
}

interface Wish {
  values: GivenValues;
  ranges: Ranges;
  count: number;
  seed: number;
  out: string;
}

/** Writes draws and, as `log_density`, the log density of each, per unit of the columns that are left. */
export async function conditionInto(
  context: SessionContext,
  from: string,
  wish: Wish,
): Promise<ConditionResult> {
  const { operand, values, direct, close } = await openOperand(context, from, wish.values);
  try {
    const known = Object.keys(values).length > 0;
    const {
      operand: cut,
      logZ,
      notes,
    } = known ? await condition(operand, { values }) : { operand, logZ: null, notes: [] };
    const names = [...cut.names];
    const found = await restricted(
      { names, sample: (...args) => cut.sample(...args) },
      wish.ranges,
      wish.count,
      wish.seed,
    );
    const rest = found.values;
    const logDensity = await densitiesOf(cut, rest);
    const log = logDensity?.map((v) => v - Math.log(found.share));
    await context.data.write(
      wish.out,
      log ? [...names, 'log_density'] : names,
      log ? withColumn(rest, names.length, log) : rest,
      wish.count,
    );
    const worth = cut.kind === 'empirical' ? cut.effective * found.share : Infinity;
    const method = methodOf(operand, cut, known, direct);
    return {
      method,
      ...(Object.keys(wish.ranges).length > 0
        ? { within: { share: found.share, standardError: found.shareError } }
        : {}),
      effectiveSampleSize: Math.min(wish.count, worth),
      logDensityOfGiven: logZ,
      rows: wish.count,
      columns: names,
      notes: [...notes, ...repeatedWords(wish.count, worth)],
    };
  } finally {
    close();
  }
}

const repeatedWords = (count: number, worth: number): Sentence[] =>
  count > worth
    ? [
        say(
          'The {0} rows are drawn again from weighted draws worth {1}: some of them are the same.',
          grouped(count),
          grouped(Math.floor(worth)),
        ),
      ]
    : [];

function methodOf(operand: Operand, cut: Operand, known: boolean, direct: boolean): Method {
  if (isClosed(operand)) return 'closed form';
  if (known && cut.kind === 'empirical') return cut.logProb ? 'importance' : 'nearest';
  if (known) return cut.method === 'closed form' ? 'closed form' : 'numerical';
  return direct ? 'conditional flow' : 'draws';
}

/** Log densities of rows of what is left; null where they are not known. */
const densitiesOf = async (cut: Operand, rows: Float64Array): Promise<Float64Array | null> =>
  cut.logProb && cut.logProb(rowsOf(rows, cut.names.length));

function withColumn(rows: Float64Array, dim: number, column: Float64Array): Float64Array {
  const out = new Float64Array(column.length * (dim + 1));
  column.forEach((value, n) => {
    out.set(rows.subarray(n * dim, (n + 1) * dim), n * (dim + 1));
    out[n * (dim + 1) + dim] = value;
  });
  return out;
}

interface OpenOperand {
  operand: Operand;
  /** given values of its own columns; those of a model's conditions are in it already */
  values: Record<string, number>;
  /** whether it is a density with conditions, at chosen ones */
  direct: boolean;
  close(): void;
}

async function openOperand(
  context: SessionContext,
  from: string,
  given: GivenValues,
): Promise<OpenOperand> {
  if (existsSync(from) && from.endsWith(MODEL_SUFFIX)) {
    const model = await Model.read(from);
    const conditions = conditionsOf(model.metadata.specification);
    const own = (name: string) => conditions.some((c) => c.column === name);
    const entries = Object.entries(given);
    const chosen = Object.fromEntries(entries.filter(([name]) => own(name)));
    const values = numbersOf(entries.filter(([name]) => !own(name)));
    const at = conditions.length > 0 ? chosenContext(conditions, chosen) : undefined;
    const flow = await model.open('auto', context.dist);
    const distribution: Distribution = flowDistribution(flow, at);
    return {
      operand: sampled({
        ...distribution,
        kind: 'flow',
        method: 'closed form',
        label: say('the model {0}', model.label),
      }),
      values,
      direct: at !== undefined,
      close: () => flow.close(),
    };
  }
  const closed = existsSync(from) || from.trimStart().startsWith('{');
  const plain = { values: numbersOf(Object.entries(given)), direct: false, close: () => undefined };
  if (closed) return { operand: await readClosed(from), ...plain };
  const { names, bases } = await parseBases(from);
  return { operand: independentColumns(names, bases), ...plain };
}

function numbersOf(entries: [string, string | number][]): Record<string, number> {
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const number = Number(value);
      if (!Number.isFinite(number))
        throw new SessionError(
          say('The value of "{0}" is {1}: it must be a finite number.', name, value),
        );
      return [name, number];
    }),
  );
}
