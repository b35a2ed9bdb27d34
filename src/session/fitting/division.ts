// How a table's rows are divided: by a choice, as a model remembers, or as copies and the order of the file ask for.
import type { KeyOf, Table, TableRows } from '../../data';
import { areCopies } from '../../flows/split/copies';
import { isOrdered, MOST_TIMES, timeOf } from '../../flows/split/order';
import { pickColumns } from '../../flows/parts';
import type { FitInput } from '../../flows/fit/request';
import { unitsOf } from '../../flows/split/split';
import type { GivenColumn } from '../../protocol/data';
import type { ModelMetadata } from '../../protocol/model';
import type { Split, SplitBy, SplitChoice } from '../../protocol/split';
import { SessionError } from '../errors';
import { grouped, say, type Sentence } from '../../protocol/sentence';

/** Rows that are looked at for copies, and for the order of the file. */
const LOOKED_AT = 20_000;
/** Rows that a fit reads at most, unless it is told otherwise. */
export const TRAINING_ROWS = 200_000;
const FEWEST_GROUPS = 10;
/** Blocks are so many autocorrelation times long, and what is left out between them so many. */
const [BLOCK_TIMES, PURGED_TIMES] = [10, 2];
/** A file is split in about so many blocks at least; they are too few then to tell anything. */
const FEWEST_BLOCKS = MOST_TIMES / BLOCK_TIMES;

export type DividedRows = TableRows &
  Pick<FitInput, 'divided' | 'notes'> & { split: Split | undefined };

interface Wanted {
  limit?: number;
  given?: GivenColumn[];
}

/**
 * The rows of a new fit.
 * @param before how the rows were split for the model that goes on
 * @throws SessionError, DataError
 */
export async function rowsToFit(
  table: Table,
  columns: string[],
  choice: SplitChoice = { by: 'auto' },
  wanted: Wanted = {},
  before?: { split?: Split | undefined },
): Promise<DividedRows> {
  if (before) return rowsSplitAs(table, columns, before.split, wanted);
  if (choice.by === 'rows') return rowsSplitAs(table, columns, { by: 'rows', asked: true }, wanted);
  if (choice.by === 'column')
    return inGroups(
      await rowsSplitAs(table, columns, { ...choice, asked: true }, wanted),
      choice.column,
    );
  const rows = await table.rows(columns, { ...wanted, key: { of: 'content' } });
  const copies = await haveCopies(table, rows);
  const split = await splitFor(table, rows, columns, copies, choice.by);
  return divide(rows, split, split?.by === 'copies' ? rows.keys : undefined);
}

/** Rows divided as a model's were, or for an older one each by itself. */
export async function rowsSplitAs(
  table: Table,
  columns: string[],
  split: Split | undefined,
  wanted: Wanted = {},
): Promise<DividedRows> {
  const key = keyOf(split);
  const rows = await table.rows(columns, { ...wanted, ...(key ? { key } : {}) });
  return divide(rows, split, await dealt(table, split, rows.keys));
}

/**
 * What is not independent among rows that models are tried on: as they were split where all
 * know these rows, groups that one knows, or what copies and the order of the file ask for.
 */
export async function togetherIn(
  table: Table,
  columns: string[],
  models: Pick<ModelMetadata, 'data' | 'split'>[],
): Promise<Split | undefined> {
  const profile = await table.profile();
  if (models.every(({ data }) => data?.fingerprint.hash === profile.fingerprint.hash))
    return models.map(({ split }) => split).find((split) => split && split.by !== 'rows');
  const known = models
    .map(({ split }) => split)
    .find(
      (split) => split?.by === 'column' && profile.columns.some((c) => c.name === split.column),
    );
  return known ?? foundIn(table, columns);
}

async function foundIn(table: Table, columns: string[]): Promise<Split | undefined> {
  const rows = await table.rows(columns, { limit: TRAINING_ROWS, key: { of: 'content' } });
  return splitFor(table, rows, columns, await haveCopies(table, rows), 'auto');
}

/** What goes together among rows that are read otherwise: of the key to be read with them, the units. */
export async function unitsAmong(
  table: Table,
  split: Split | undefined,
): Promise<{
  key: KeyOf | undefined;
  units(rows: Pick<TableRows, 'rowNumbers' | 'keys'>): Promise<Float64Array | undefined>;
}> {
  const key = split?.by === 'blocks' ? undefined : keyOf(split);
  return {
    key,
    units: async ({ rowNumbers, keys }) =>
      unitsOf(split, rowNumbers, await dealt(table, split, keys)),
  };
}

function keyOf(split: SplitBy | undefined): KeyOf | undefined {
  if (split?.by === 'column') return { of: 'column', column: split.column };
  return split?.by === 'copies' || (split?.by === 'blocks' && split.copies)
    ? { of: 'content' }
    : undefined;
}

/** Few groups are numbered, so that they can be dealt out evenly. */
async function dealt(
  table: Table,
  split: SplitBy | undefined,
  keys: Float64Array | undefined,
): Promise<Float64Array | undefined> {
  const groups = split?.by === 'column' && keys ? await table.groups(split.column) : null;
  if (!groups) return keys;
  const numbers = new Map(groups.map((key, k) => [key, k]));
  return keys!.map((key) => numbers.get(key) ?? key);
}

function divide(
  rows: TableRows,
  split: Split | undefined,
  keys: Float64Array | undefined,
): DividedRows {
  const units = unitsOf(split, rows.rowNumbers, keys);
  const copies = split?.by === 'blocks' && split.copies ? rows.keys : undefined;
  return {
    ...rows,
    split,
    ...(split ? { divided: { split, units, copies } } : {}),
    notes: notesOf(rows, split, units),
  };
}

function notesOf(
  { count, keys }: TableRows,
  split: Split | undefined,
  units: Float64Array | undefined,
): Sentence[] {
  const notes: Sentence[] = [];
  if (split?.by === 'copies' || (split?.by === 'blocks' && split.copies)) {
    const different = new Set(keys).size;
    if (different < count)
      notes.push(
        say(
          '{0} of {1} rows are copies of others: equal in every column but identifiers. Copies are on one side of every split.',
          grouped(count - different),
          grouped(count),
        ),
      );
  }
  if (split?.by === 'column' && units) {
    const alone = units.filter((u) => u < 0).length;
    notes.push(
      say(
        'Rows with the same value of "{0}" are on one side of every split: {1} groups.',
        split.column,
        grouped(new Set(units).size - alone),
      ),
    );
    if (alone > 0)
      notes.push(
        say('{0} rows without a value of "{1}" stand each alone.', grouped(alone), split.column),
      );
  }
  if (split?.by === 'blocks')
    notes.push(
      say(
        split.asked
          ? 'The file was split in blocks of {0} rows, and what is next to a block of another part was left out.'
          : 'Rows follow one another: the file was split in blocks of {0} rows, and what is next to a block of another part was left out.',
        grouped(split.rows),
      ),
    );
  return notes;
}

/** @throws SessionError where the groups are too few to be divided, or no groups */
function inGroups(rows: DividedRows, column: string): DividedRows {
  const groups = new Set(Array.from(rows.divided!.units!)).size;
  if (groups < FEWEST_GROUPS)
    throw new SessionError(
      say(
        groups === 1
          ? '"{0}" has only {1} group in these rows: at least {2} are needed for training, validation and test. Choose a column with more groups, or split by rows.'
          : '"{0}" has only {1} groups in these rows: at least {2} are needed for training, validation and test. Choose a column with more groups, or split by rows.',
        column,
        groups,
        FEWEST_GROUPS,
      ),
    );
  if (groups === rows.count)
    throw new SessionError(
      say(
        'Every row has its own value of "{0}": there are no groups to keep together. Choose another column, or split by rows.',
        column,
      ),
    );
  return rows;
}

/** Whether copies among these rows are more than the resolution of the columns makes by chance. */
async function haveCopies(table: Table, { keys, rowNumbers }: TableRows): Promise<boolean> {
  const sorted = keys!.slice().sort();
  if (!sorted.some((key, k) => k > 0 && key === sorted[k - 1])) return false;
  const rows = rowNumbers.subarray(0, LOOKED_AT);
  const { columns } = await table.look(rows);
  return areCopies(keys!.subarray(0, rows.length), columns);
}

async function splitFor(
  table: Table,
  rows: TableRows,
  columns: string[],
  copies: boolean,
  by: 'auto' | 'blocks',
): Promise<Split | undefined> {
  const { values, rowNumbers, dim } = await measurements(
    table,
    copies ? withoutCopies(rows, columns.length) : rows,
    columns,
  );
  const first = Math.max(0, Math.floor((rowNumbers.length - LOOKED_AT) / 2));
  const window = rowNumbers.subarray(first, first + LOOKED_AT);
  const part = values.subarray(first * dim, (first + LOOKED_AT) * dim);
  if (
    by === 'auto' &&
    !(await isOrdered(part, dim, async () => (await table.look(window)).columns))
  )
    return copies ? { by: 'copies' } : undefined;
  return {
    ...blocksOf(rowNumbers, timeOf(values, dim)),
    ...(copies ? { copies } : {}),
    ...(by === 'blocks' ? { asked: true } : {}),
  };
}

/** Rows without a counter or a clock: these last as long as the file. */
async function measurements(
  table: Table,
  { values, rowNumbers }: Pick<TableRows, 'values' | 'rowNumbers'>,
  columns: string[],
): Promise<Pick<TableRows, 'values' | 'rowNumbers'> & { dim: number }> {
  const counters = (await table.profile()).columns.filter((c) => c.identifier).map((c) => c.name);
  const kept = columns.flatMap((c, d) => (counters.includes(c) ? [] : [d]));
  if (kept.length === 0 || kept.length === columns.length)
    return { values, rowNumbers, dim: columns.length };
  return {
    values: pickColumns({ values, count: rowNumbers.length, columns }, kept),
    rowNumbers,
    dim: kept.length,
  };
}

/** Only the first of equal rows: its copies beside it would look like an order. */
function withoutCopies(
  { values, rowNumbers, keys }: TableRows,
  dim: number,
): Pick<TableRows, 'values' | 'rowNumbers'> {
  const seen = new Set<number>();
  const kept = [...keys!.keys()].filter((k) => !seen.has(keys![k]!) && seen.add(keys![k]!));
  const out = new Float64Array(kept.length * dim);
  kept.forEach((k, at) => out.set(values.subarray(k * dim, (k + 1) * dim), at * dim));
  return { values: out, rowNumbers: Float64Array.from(kept, (k) => rowNumbers[k]!) };
}

/** @param time autocorrelation time, in rows that are there */
function blocksOf(rowNumbers: Float64Array, time: number): Extract<SplitBy, { by: 'blocks' }> {
  const span = (rowNumbers.at(-1) ?? 0) - (rowNumbers[0] ?? 0) + 1;
  const lasts = (time * span) / Math.max(1, rowNumbers.length);
  const rows = Math.max(
    1,
    Math.min(Math.ceil(BLOCK_TIMES * lasts), Math.ceil(span / FEWEST_BLOCKS)),
  );
  return {
    by: 'blocks',
    rows,
    purged: Math.min(Math.ceil(PURGED_TIMES * lasts), Math.floor(rows / 4)),
  };
}
