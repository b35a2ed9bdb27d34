// What a change of variables may begin with: a typed distribution, the histogram or rows of a table, or a fitted model.
import { existsSync } from 'node:fs';
import { checkColumns, type OpenOptions, type Table } from '../../data';
import { looksLikeBase, parseBases } from '../../distributions/change-of-variables/base-text';
import { type Boxed, independent } from '../../distributions/change-of-variables/joint';
import { histogram, type Univariate } from '../../distributions/change-of-variables/univariate';
import { rowsOf } from '../../distributions/distribution';
import { uniform as uniformNumber } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import type { SentColumn } from '../../operations/one-column';
import { columnsByDefault, leftOutWords } from '../../protocol/columns';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { Model } from '../models/model';
import { MODEL_SUFFIX } from '../models/store';
import type { OpenDistribution } from './open-distribution';
import { modelBase } from './transform-flow';
import { grouped, say } from '../../protocol/sentence';

const SENT_ROWS = 200_000;

/**
 * @param text a typed distribution, a model file or a data file
 * @throws SessionError or DistributionError with a sentence
 */
export async function openBase(
  context: SessionContext,
  text: string,
  columns: string[] | undefined,
  how: OpenOptions,
): Promise<OpenDistribution> {
  if (!existsSync(text)) {
    if (!looksLikeBase(text))
      throw new SessionError(
        say(
          '"{0}" is neither a file nor a distribution. Write a file\'s path, uniform(100,160), normal(0,1) or mixture(0.3*normal(-1,0.5), 0.7*normal(2,1)).',
          text,
        ),
      );
    if (columns)
      throw new SessionError(
        say(
          '--columns belongs to a data file; a typed distribution names its columns itself, as in "a=normal(0,1), b=uniform(0,1)".',
        ),
      );
    const { names, bases } = await parseBases(text);
    return {
      names,
      single: bases.length === 1 ? bases[0]! : null,
      distribution: independent(names, bases),
      rows: null,
      notes: [],
      close: () => undefined,
    };
  }
  if (text.endsWith(MODEL_SUFFIX)) {
    if (columns)
      throw new SessionError(
        say('--columns belongs to a data file; a model has the columns it was fitted to.'),
      );
    return modelBase(context.dist, await Model.read(text));
  }
  const table = await context.data.open(text, how);
  try {
    if (!columns)
      for (const sentence of leftOutWords(columnsByDefault((await table.profile()).columns)))
        context.notice?.(sentence);
    return await tableBase(table, columns);
  } finally {
    table.close();
  }
}

/** The chosen columns of a table: the histogram of one, the rows of several. */
export async function tableBase(table: Table, columns?: string[]): Promise<OpenDistribution> {
  const profile = await table.profile();
  const names = columns ?? columnsByDefault(profile.columns).chosen;
  checkColumns(profile, names);
  if (names.length === 0)
    throw new SessionError(
      say('This table has no numeric column. A change of variables needs one.'),
    );
  const read = await table.rows(names);
  if (read.count === 0) throw new SessionError(say('No row is complete in the chosen columns.'));
  const dim = names.length;
  let single: Univariate | null = null;
  if (dim === 1) {
    const { edges, counts } = (await table.histograms(names))[0]!;
    single = histogram(
      edges,
      counts,
      say('the histogram of "{0}" ({1} bins)', names[0]!, counts.length),
    );
  }
  const notes =
    read.leftOut > 0
      ? [say('{0} rows with a gap in a chosen column are left out.', grouped(read.leftOut))]
      : [];
  return {
    names,
    single,
    distribution: single ? independent(names, [single]) : rowsBase(names, read.values),
    rows: dim === 1 ? read.values : null,
    notes,
    close: () => undefined,
  };
}

/** One column of a table as it is sent to a thread. */
export async function sentColumn(table: Table, name: string): Promise<SentColumn> {
  checkColumns(await table.profile(), [name]);
  const { values, count, leftOut } = await table.rows([name], { limit: SENT_ROWS });
  if (count === 0) throw new SessionError(say('The column "{0}" has no number in it.', name));
  const { edges, counts } = (await table.histograms([name]))[0]!;
  const notes =
    leftOut > 0 ? [say('{0} rows with a gap in the column are left out.', grouped(leftOut))] : [];
  return { kind: 'histogram', name, edges, counts, rows: values, notes };
}

/** Rows drawn with replacement; they have no density of their own. */
function rowsBase(names: string[], values: Float64Array): Boxed {
  const dim = names.length;
  const count = values.length / dim;
  const [lo, hi] = [new Array<number>(dim).fill(Infinity), new Array<number>(dim).fill(-Infinity)];
  values.forEach((v, i) => {
    lo[i % dim] = Math.min(lo[i % dim]!, v);
    hi[i % dim] = Math.max(hi[i % dim]!, v);
  });
  return {
    label: say('{0} rows of {1}', grouped(count), names.join(', ')),
    names,
    lo,
    hi,
    coverage: say('the range of the rows'),
    kind: 'empirical',
    method: null,
    logProb: null,
    sample(n, seed, first = 0) {
      const out = new Float64Array(n * dim);
      for (let i = 0; i < n; i++) {
        const row = Math.min(
          count - 1,
          Math.floor(uniformNumber(seed, STREAMS.transformRows, first + i) * count),
        );
        out.set(values.subarray(row * dim, (row + 1) * dim), i * dim);
      }
      return rowsOf(out, dim);
    },
  };
}
