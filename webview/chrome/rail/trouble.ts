// Choices that make no sense: a column described together with the one that it repeats, a transform that does not suit.
import type { ColumnProfile } from '../../../src/protocol/data';
import { transforms } from '../../state/store';
import { reasonAgainst } from '../../text/column-words';
import { transformProblem } from '../transforms';

/** A sentence; null where nothing is wrong. */
export function troubleWith(column: ColumnProfile, described: string[]): string | null {
  if (!described.includes(column.name)) return null;
  if (column.copyOf && described.includes(column.copyOf.column)) return reasonAgainst(column);
  return transformProblem(column, transforms.value[column.name]);
}
