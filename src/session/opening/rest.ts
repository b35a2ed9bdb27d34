// A file of which the beginning may be shown before the whole is read.
import type { Table } from '../../data';
import type { ExplorationState } from '../../protocol/exploration';

export class Rest {
  /** settles when every row is read and in use */
  whole: Promise<void> = Promise.resolve();

  /**
   * @param read gives the table, and before it perhaps its beginning to `begun`
   * @param use shows a table, with what it is a part of; null: it is whole
   * @returns once a table is shown: rejects only when none was
   */
  open(
    read: (begun: (table: Table, about: number | null) => void) => Promise<Table>,
    use: (table: Table, part: NonNullable<ExplorationState['soFar']> | null) => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const before = this.whole;
      let shown = false;
      let first: Promise<void> = Promise.resolve();
      this.whole = read((table, about) => {
        first = use(table, { about, stopped: false }).then(
          () => {
            shown = true;
            resolve();
          },
          () => undefined,
        );
      }).then(async (table) => {
        await first;
        await use(table, null);
      });
      this.whole.then(resolve, (error: Error) => {
        if (!shown) this.whole = before; // what was open stays
        reject(error);
      });
    });
  }
}
