// The rows with the lowest log density of a whole table, read in pieces: only they are held.
import type { Table } from '../../data';
import type { Surprising } from '../../protocol/selection';
import type { Densities } from './densities';

/** So many are listed. */
export const MOST_SURPRISING = 1000;

/** @param stale whether nobody waits for it any more @returns null then */
export async function surprisingRows(
  table: Table,
  densities: Densities,
  stale: () => boolean,
): Promise<Surprising | null> {
  const lowest = new Lowest(MOST_SURPRISING);
  let of = 0;
  const { columns, given, by } = densities;
  for await (const { values, rowNumbers, count, givenValues } of table.pieces(
    columns,
    undefined,
    given,
  )) {
    const { flow, gaussian } = await densities.all(values, count, givenValues);
    if (stale()) return null;
    const scores = flow ?? gaussian;
    for (let i = 0; scores && i < count; i++) {
      if (Number.isNaN(scores[i])) continue;
      lowest.add(scores[i]!, rowNumbers[i]!);
      of++;
    }
  }
  return { rows: lowest.rows(), of, by: by ?? 'Gaussian' };
}

/** The few lowest of many values, with their rows. */
class Lowest {
  private kept: { value: number; row: number }[] = [];
  private limit = Infinity;

  constructor(private readonly most: number) {}

  add(value: number, row: number): void {
    if (!(value < this.limit) && this.kept.length >= this.most) return;
    this.kept.push({ value, row });
    if (this.kept.length >= 4 * this.most) this.cut();
  }

  rows(): number[] {
    this.cut();
    return this.kept.map(({ row }) => row);
  }

  private cut(): void {
    this.kept.sort((a, b) => (a.value === b.value ? a.row - b.row : a.value < b.value ? -1 : 1));
    this.kept = this.kept.slice(0, this.most);
    if (this.kept.length === this.most) this.limit = this.kept.at(-1)!.value;
  }
}
