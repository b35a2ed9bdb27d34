// Which columns the rail lists, and in which order.
import type { ColumnProfile } from '../../../src/protocol/data';
import type { Score } from '../../../src/protocol/model';
import type { RailOrder } from '../../state/rail';

/** @param gains by column, where they are known */
export function listed(
  columns: ColumnProfile[],
  search: string,
  order: RailOrder,
  gains: Map<string, Score> | null,
): ColumnProfile[] {
  const words = search.trim().toLowerCase();
  const found = words ? columns.filter((c) => c.name.toLowerCase().includes(words)) : columns;
  const gainOf = ({ name }: ColumnProfile) => {
    const mean = gains?.get(name)?.mean;
    return mean !== undefined && Number.isFinite(mean) ? mean : -Infinity;
  };
  switch (order) {
    case 'file':
      return found;
    case 'name':
      return found.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    case 'gaps':
      return found.toSorted((a, b) => b.missing - a.missing);
    case 'gain':
      return gains ? found.toSorted((a, b) => compare(gainOf(b), gainOf(a))) : found;
  }
}

/** Also of two that are both infinite. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b);
