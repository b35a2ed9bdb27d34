// The set-up of a fit, for a page and for the command line: which rows, which engine, and whose model comes out.
import type { Table } from '../../data';
import type { FitInput, FitRequest } from '../../flows/fit/request';
import { plausibleBounds } from '../../protocol/bounds';
import type { FitOptions } from '../../protocol/fit-options';
import type { SessionContext } from '../context';
import { givenOfTable, givenRows } from '../given/columns';
import { type FittedOn, Model } from '../models/model';
import { rowsToFit, TRAINING_ROWS } from './division';
import { startFits } from './seeds';
import type { TrainingHooks, TrainingRun } from './training-thread';

/** What of a table is fitted. */
export interface Fitted {
  columns: string[];
  /** names of columns that the density is given */
  given: string[];
  /** a fit to take up again: its split holds */
  resume?: FitRequest['resume'];
}

export interface BegunFit extends TrainingRun {
  /** Rows that were read, of which fewer may be complete. */
  read(): number;
  /** @param path of the table, which may have been renamed meanwhile */
  modelOf(found: Parameters<typeof Model.fromFit>[0], path: string): Model;
}

/** Starts the thread, and reads the rows beside it. @param opened settles when all of the table can be read */
export function beginFit(
  context: SessionContext,
  opened: Promise<Table>,
  { columns, given, resume }: Fitted,
  options: FitOptions,
  hooks: TrainingHooks,
): BegunFit {
  let rows: { read: number; of: Omit<FittedOn, 'path'> } | null = null;
  const known = () => {
    if (!rows) throw new Error('the rows of this fit are not read yet');
    return rows;
  };
  const reading = async (): Promise<FitInput> => {
    const table = await opened;
    const { fingerprint, columns: profiles } = await table.profile();
    const conditions = await givenOfTable(table, columns, given);
    const wanted = { limit: options.rows ?? TRAINING_ROWS, given: conditions };
    const { split, ...found } = await rowsToFit(
      table,
      columns,
      options.split,
      wanted,
      resume?.metadata,
    );
    rows = { read: found.read, of: { fingerprint, where: table.where, split } };
    return {
      columns,
      ...found,
      ...givenRows(conditions, found),
      integer: columns.map((name) => profiles.find((c) => c.name === name)?.type === 'integer'),
      bounds: plausibleBounds(profiles, columns),
    };
  };
  const { engine, seeds = 1, threads = context.threads, rows: _, split: __, ...request } = options;
  const input = reading();
  void input.catch(() => undefined); // the outcome tells
  const run = startFits(
    context.dist,
    {
      input,
      request: { ...request, ...(resume ? { resume } : {}) },
      engine,
      threads,
      tensorflow: context.tensorflow,
    },
    seeds,
    hooks,
  );
  return {
    ...run,
    read: () => known().read,
    modelOf: (found, path) => Model.fromFit(found, { ...known().of, path }, context.version),
  };
}
