// Rows of one page by themselves: those that were selected, their values, densities and lines.
import { DataError } from '../../data';
import type { Lens } from '../../protocol/pictures';
import type {
  DrawnDensities,
  RowPlace,
  RowsView,
  SelectedBars,
  SelectedRows,
  SelectionStep,
  Surprising,
} from '../../protocol/selection';
import { noLongerOpen, SessionError } from '../errors';
import { ownLens } from '../given/chosen';
import type { LiveState } from '../live-state';
import type { ShownModel } from '../models/shown-model';
import type { ShownTable } from '../opening/shown-table';
import { PICTURE_SEED } from '../pictures/pictures';
import { Densities } from './densities';
import { surprisingRows } from './surprising';
import { say, type Sentence } from '../../protocol/sentence';

/** Columns that a table of rows shows at most. */
const MOST_COLUMNS = 60;
/** Draws that say how rare a row is: 1 in so many at most. */
const DRAWS = 10_000;

export class PageRows {
  private drawn: { key: string; value: Promise<Float64Array | null> } | null = null;
  private lowest: { key: string; value: Promise<Surprising | null> } | null = null;

  constructor(
    private readonly live: LiveState,
    private readonly shown: ShownTable,
    private readonly model: ShownModel,
  ) {}

  selected(steps: SelectionStep[]): Promise<SelectedRows> {
    return this.shown.needed().selected(steps, this.live.now.selected);
  }

  selectedBars(steps: SelectionStep[], lens: Lens): Promise<SelectedBars[]> {
    const { selected } = this.live.now;
    if (selected.length === 0) return Promise.resolve([]);
    const own = ownLens(this.model.flow?.specification ?? null, lens);
    return this.shown.needed().selectedBars(selected, own, steps);
  }

  async rows(rowNumbers: number[]): Promise<RowsView> {
    const table = this.shown.needed();
    const { columns: profiles } = await table.profile();
    const { selected, given = [], gaussian } = this.live.now;
    const first = profiles.filter((c) => selected.includes(c.name) || given.includes(c.name));
    const others = profiles.filter((c) => !first.includes(c));
    const among = new Set([...first, ...others].slice(0, MOST_COLUMNS));
    const columns = profiles.filter((c) => among.has(c));
    const densities = await Densities.of(this.model, gaussian, table);
    const [cells, found, { lines, reason }] = await Promise.all([
      table.cells(
        rowNumbers,
        columns.map((c) => c.name),
      ),
      densities.at(table, rowNumbers),
      this.linesOf(rowNumbers),
    ]);
    return {
      columns: columns.map((c) => ({
        name: c.name,
        unit: c.unit ?? null,
        numeric: c.modelled || (c.type === 'constant' && c.min !== null),
      })),
      rows: rowNumbers.flatMap((row, k) => {
        const own = cells[k];
        const density = found.get(row);
        return own
          ? [
              {
                row,
                line: lines?.[k] ?? null,
                cells: own,
                flow: density?.flow ?? null,
                gaussian: density?.gaussian ?? null,
              },
            ]
          : [];
      }),
      reason,
    };
  }

  /** @throws a sentence that says why no line can be named */
  async place(row: number): Promise<RowPlace> {
    const table = this.shown.needed();
    const [line] = await table.lines([row]);
    return { path: table.path, line: line! };
  }

  /** Computed once for a density and a filter. */
  async surprising(): Promise<Surprising> {
    const table = this.shown.needed();
    const densities = await Densities.of(this.model, this.live.now.gaussian, table);
    if (!densities.by)
      throw new SessionError(
        say('No density is known here, so no row is surprising. Choose columns, or fit a flow.'),
      );
    const key = this.keyOf();
    if (this.lowest?.key !== key) {
      const stale = () => this.live.closed || this.keyOf() !== key;
      const one = { key, value: surprisingRows(table, densities, stale) };
      one.value.catch(() => this.lowest === one && (this.lowest = null));
      this.lowest = one;
    }
    try {
      const found = await this.lowest.value;
      if (found) return found;
    } catch (error) {
      if (!this.live.closed) throw error; // its table went under way
    }
    if (this.live.closed) throw noLongerOpen();
    return this.surprising();
  }

  /** Computed once for a density and a filter; null where none is known, and where another one came meanwhile. */
  async drawnDensities(): Promise<DrawnDensities | null> {
    const table = this.shown.needed();
    const densities = await Densities.of(this.model, this.live.now.gaussian, table);
    const { by } = densities;
    if (!by) return null;
    const key = this.keyOf();
    const { dataRevision, modelRevision } = this.live.now;
    if (this.drawn?.key !== key) {
      const one = { key, value: densities.ofDraws(DRAWS, PICTURE_SEED, table) };
      one.value.catch(() => this.drawn === one && (this.drawn = null));
      this.drawn = one;
    }
    try {
      const values = await this.drawn.value;
      return values && { values, by, of: { dataRevision, modelRevision } };
    } catch (error) {
      if (this.live.closed || key !== this.keyOf()) return null; // the flow was closed under way
      throw error;
    }
  }

  private keyOf(): string {
    const { dataRevision, modelRevision } = this.live.now;
    return `${dataRevision}/${modelRevision}`;
  }

  private async linesOf(
    rowNumbers: number[],
  ): Promise<{ lines: number[] | null; reason: Sentence | null }> {
    try {
      return { lines: await this.shown.needed().lines(rowNumbers), reason: null };
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      return { lines: null, reason: error.sentence };
    }
  }
}
