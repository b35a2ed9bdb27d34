// The columns that a density is given, between tables and models: which they are, and what their rows hold.
import type { Table, TableRows } from '../../data';
import { contextNames, encode, widthOf } from '../../flows/conditions';
import type { GivenColumn, GivenRows } from '../../protocol/data';
import type { Condition, FlowSpecification, ModelMetadata } from '../../protocol/model';
import { SessionError } from '../errors';
import { say, type Sentence } from '../../protocol/sentence';

export const conditionsOf = ({ given }: Pick<FlowSpecification, 'given'>): Condition[] =>
  given?.conditions ?? [];

/** The columns that a density is given, as they are read from a table: numbers, or places among its levels. */
export function givenColumnsOf(specification: Pick<FlowSpecification, 'given'>): GivenColumn[] {
  return conditionsOf(specification).map((c) => ({
    column: c.column,
    levels: c.kind === 'category' ? c.levels : null,
  }));
}

/**
 * What several densities are given, each column once.
 * @throws SessionError where one takes it as a number and another as a category
 */
export function unitedGiven(specifications: Pick<FlowSpecification, 'given'>[]): GivenColumn[] {
  const found = new Map<string, GivenColumn>();
  for (const { column, levels } of specifications.flatMap(givenColumnsOf)) {
    const before = found.get(column);
    if (before && (before.levels === null) !== (levels === null))
      throw new SessionError(
        say(
          'One of the models is given "{0}" as a number and another as a category: they cannot be compared on the same rows.',
          column,
        ),
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
      say(
        '"{0}" cannot be given and be described at once: name it among the columns, or among what is given.',
        both,
      ),
    );
  const twice = names.find((name, k) => names.indexOf(name) < k);
  if (twice !== undefined)
    throw new SessionError(say('"{0}" is given twice. Name it once.', twice));
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

/** @throws SessionError for an operation that needs a distribution which is given nothing */
export function requireNothingGiven(
  { specification }: Pick<ModelMetadata, 'specification'>,
  act: Sentence,
): void {
  const names = conditionsOf(specification).map((c) => c.column);
  if (names.length > 0)
    throw new SessionError(
      say(
        'This model describes its columns given {0}: {1} needs one that is given nothing. Fit one without conditions.',
        names.join(', '),
        act,
      ),
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
