// Which rows a lens shows, as SQL.
import type { Lens } from '../../../protocol/pictures';
import { rowsBeside } from '../rows/given';
import type { FilteredTable } from '../filtered-table';
import { type Split, splitOf } from './split';

/** SQL is of the relation `n`. */
export interface Scope {
  indices: number[];
  relation: string;
  /** the rows with a number in every column */
  complete: string;
  /** of these, the ones beside chosen conditions; the same where nothing is chosen */
  shown: string;
  split: Split | null;
}

/** @param columns none: every row is complete  @param others columns that queries name beside those of the lens */
export async function scopeOf(
  filtered: FilteredTable,
  columns: string[],
  { split, given = {} }: Lens,
  others: string[] = [],
): Promise<Scope> {
  const named = [...(split === undefined ? [] : [split]), ...others];
  const indices = await filtered.anyIndices(columns, named);
  const { relation, loaded } = filtered;
  const complete = filtered.completeSql(indices, 'n.');
  const chosen = Object.keys(given).length > 0;
  return {
    indices,
    relation,
    complete,
    shown: chosen ? (await rowsBeside(filtered, columns, given)).sql : complete,
    split: split === undefined ? null : await splitOf(loaded, relation, split, complete),
  };
}
