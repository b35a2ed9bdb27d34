// Numbers for pictures of complete rows: histograms, counts and rows that a lens shows, and the axes that they lie on.
import { endingAt } from '../../../protocol/bins';
import type { ColumnProfile, GivenColumn, Histogram } from '../../../protocol/data';
import type { AxisView, Lens } from '../../../protocol/pictures';
import type { SelectedBars, SelectionStep } from '../../../protocol/selection';
import type { Bins, KeyOf, LensCounts, LensRows } from '../../table';
import { apart, namesOf } from '../rows/complete-rows';
import { rowsBeside } from '../rows/given';
import { givenSql } from '../rows/given-sql';
import { selectedSql } from '../rows/selected';
import type { Selection } from '../selection';
import { countRows, row } from '../sql';
import { binsOf } from './axes';
import { countBins } from './counts';
import { histogramsOf } from './histograms';
import { type Split, splitOf } from './lens';
import { sampleRows } from './sample';

/** Which rows a lens shows, as SQL of `relation` n, and how it splits them. */
interface Scope {
  indices: number[];
  relation: string;
  /** of the rows with a number in every column */
  complete: string;
  /** of those that are shown */
  shown: string;
  split: Split | null;
}

export class Pictures {
  private lastBins: { key: string; value: Promise<Bins[]> } | null = null;

  constructor(private readonly selection: Selection) {}

  /** Histograms over the complete rows of these columns, which begin and end with their values. */
  async histograms(columns: string[]): Promise<Histogram[]> {
    const { selection } = this;
    const indices = await selection.indices(columns);
    const { columns: profiles } = await selection.profile();
    // where no value is missing, these are the profile's own
    if (
      indices.every((i) => profiles[i]!.histogram && profiles[i]!.missing === 0) &&
      (await selection.complete(indices))
    )
      return indices.map((i) => ending(profiles[i]!.histogram!, profiles[i]!));
    const { loaded, relation } = selection;
    const complete = selection.completeSql(indices);
    return (await histogramsOf(loaded, relation, indices, profiles, complete)).map((h, k) =>
      ending(h, profiles[indices[k]!]!),
    );
  }

  /**
   * Counts for marginals: over all complete rows, and over those beside chosen conditions, when
   * there are any.
   */
  async counts(columns: string[], lens: Lens): Promise<LensCounts> {
    const { connection } = this.selection.loaded;
    const { axes = {}, given = {} } = lens;
    const bins = await this.bins(columns, axes);
    const { relation, complete, shown, split } = await this.scope(columns, lens);
    const within = await countBins(connection, relation, bins, shown, split);
    const all =
      Object.keys(given).length > 0
        ? await countBins(connection, relation, bins, complete, null)
        : within;
    const [rows, of] = await row(
      connection,
      `SELECT count(*) FILTER (WHERE ${shown}), count(*) FROM ${relation} n WHERE ${complete}`,
    );
    return { bins, all, within, levels: split?.levels ?? null, rows: Number(rows), of: Number(of) };
  }

  /** Selected rows in the bins of the marginals. */
  async selectedBars(
    columns: string[],
    lens: Lens,
    steps: SelectionStep[],
  ): Promise<SelectedBars[]> {
    const { connection } = this.selection.loaded;
    const bins = await this.bins(columns, lens.axes ?? {});
    const { relation, shown } = await this.scope(columns, { ...lens, split: undefined });
    const where = `${shown} AND ${await selectedSql(this.selection, steps)}`;
    const found = await countBins(connection, relation, bins, where, null);
    return columns.map((column, k) => ({ column, counts: found[k]!.counts[0]! }));
  }

  /** The axes that pictures of these columns lie on. */
  async axes(columns: string[], axes: NonNullable<Lens['axes']>): Promise<AxisView[]> {
    return (await this.bins(columns, axes)).map((b) => b.axis);
  }

  /**
   * Complete rows beside chosen conditions, at most `limit`, with the category of each, what they
   * are given, and their key.
   */
  async sample(
    columns: string[],
    limit: number,
    lens: Lens,
    wanted: GivenColumn[] = [],
    key?: KeyOf,
  ): Promise<LensRows> {
    const { selection } = this;
    const { loaded } = selection;
    const scope = await this.scope(columns, lens, namesOf(wanted));
    const { indices, relation, complete, shown, split } = scope;
    const of = await countRows(loaded.connection, `${relation} n WHERE ${complete}`);
    const present = wanted.length > 0 ? ` AND ${selection.presentSql(wanted)}` : '';
    const found = await sampleRows(loaded, relation, indices, shown + present, limit, split, [
      ...wanted.map((g) => givenSql(loaded, g).value),
      ...(key ? [await selection.keySql(key)] : []),
    ]);
    const { givenValues, keys } = apart(
      { ...found, values: found.givenValues },
      0,
      wanted.length,
      key !== undefined,
    );
    return { ...found, givenValues, ...(keys ? { keys } : {}), levels: split?.levels ?? null, of };
  }

  /** @param others columns that queries name beside those of the lens */
  private async scope(
    columns: string[],
    { split, given = {} }: Lens,
    others: string[] = [],
  ): Promise<Scope> {
    const { selection } = this;
    const named = [...(split === undefined ? [] : [split]), ...others];
    const indices = await selection.indices(columns, named);
    const { relation, loaded } = selection;
    const complete = selection.completeSql(indices, 'n.');
    const by = split === undefined ? null : await splitOf(loaded, relation, split, complete);
    const shown =
      Object.keys(given).length > 0 ? (await rowsBeside(selection, columns, given)).sql : complete;
    return { indices, relation, complete, shown, split: by };
  }

  /** The last ones are kept: brushing changes no axis. */
  private bins(columns: string[], axes: NonNullable<Lens['axes']>): Promise<Bins[]> {
    const { selection } = this;
    const { loaded, relation, where } = selection;
    const choices = columns.map((c) => axes[c] ?? {});
    const key = JSON.stringify([columns, choices, where]);
    if (this.lastBins?.key !== key) {
      const value = Promise.all([selection.indices(columns), selection.profile()]).then(
        ([indices, profile]) => {
          const complete = selection.completeSql(indices, 'n.');
          return binsOf(loaded, relation, profile.columns, indices, choices, complete);
        },
      );
      value.catch(() => (this.lastBins = null));
      this.lastBins = { key, value };
    }
    return this.lastBins.value;
  }
}

const ending = ({ edges, counts }: Histogram, { min, max }: ColumnProfile): Histogram => ({
  edges: endingAt(edges, min!, max!),
  counts,
});
