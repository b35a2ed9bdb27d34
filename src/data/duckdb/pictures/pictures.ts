// Numbers for pictures of complete rows: histograms, counts and rows that a lens shows, and the axes that they lie on.
import { endingAt } from '../../../protocol/bins';
import type { ColumnProfile, GivenColumn, Histogram } from '../../../protocol/data';
import type { AxisView, Lens } from '../../../protocol/pictures';
import type { SelectedBars, SelectionStep } from '../../../protocol/selection';
import type { Bins, CountOptions, LensCounts, LevelCounts, TimeCounts } from '../../counts';
import type { KeyOf, LensRows } from '../../table';
import { batchesOf } from '../batches';
import { apart, namesOf } from '../rows/complete-rows';
import { givenSql, placeOf } from '../rows/given-sql';
import { selectedSql } from '../rows/selected';
import type { FilteredTable } from '../filtered-table';
import { countRows, row } from '../sql';
import { binsOf } from './axes';
import { countBins } from './counts';
import { histogramsOf } from './histograms';
import { levelsOf } from './levels';
import { groupsOf } from './split';
import { sampleRows } from './sample';
import { type Scope, scopeOf } from './scope';
import { timesOf } from './times';

export class Pictures {
  private lastBins: { key: string; value: Promise<Bins[]> } | null = null;
  private lastBeside: { key: string; value: Bins[] } | null = null;

  constructor(private readonly filtered: FilteredTable) {}

  /** Histograms over the complete rows of these columns, which begin and end with their values. */
  async histograms(columns: string[]): Promise<Histogram[]> {
    const { filtered } = this;
    const indices = await filtered.indices(columns);
    const { columns: profiles } = await filtered.profile();
    // where no value is missing, these are the profile's own
    if (
      indices.every((i) => profiles[i]!.histogram && profiles[i]!.missing === 0) &&
      (await filtered.complete(indices))
    )
      return indices.map((i) => ending(profiles[i]!.histogram!, profiles[i]!));
    const { loaded, relation } = filtered;
    const complete = filtered.completeSql(indices);
    return (await histogramsOf(loaded, relation, indices, profiles, complete)).map((h, k) =>
      ending(h, profiles[indices[k]!]!),
    );
  }

  /**
   * Counts for marginals: over all complete rows, and over those beside chosen conditions, when
   * there are any: then the bins are those of the rows there.
   */
  async counts(
    columns: string[],
    lens: Lens,
    { among = [], reach = [] }: CountOptions = {},
  ): Promise<LensCounts> {
    const { connection } = this.filtered.loaded;
    const { axes = {}, given = {} } = lens;
    const scope = await scopeOf(this.filtered, [...new Set([...among, ...columns])], lens);
    const { relation, complete, shown, split } = scope;
    const beside = Object.keys(given).length > 0;
    const bins = beside
      ? await this.besideBins(columns, lens, scope, reach)
      : await this.bins(columns, axes, among);
    const within = await countBins(connection, relation, bins, shown, split);
    const all = beside ? await countBins(connection, relation, bins, complete, null) : within;
    const [rows, of] = await row(
      connection,
      `SELECT count(*) FILTER (WHERE ${shown}), count(*) FROM ${relation} n WHERE ${complete}`,
    );
    const groups = split && (await groupsOf(connection, relation, shown, split));
    return { bins, all, within, groups, rows: Number(rows), of: Number(of), beside };
  }

  /** Rows that a lens shows of the complete rows of `among`, by the texts of a column. */
  async levels(
    column: string,
    among: string[],
    lens: Lens,
    most: number,
    picked?: SelectionStep[],
  ): Promise<LevelCounts> {
    const { filtered } = this;
    const scope = await scopeOf(filtered, among, lens, [column]);
    const i = placeOf(filtered.loaded, column);
    return levelsOf(filtered.loaded, i, scope, most, await this.pickedSql(picked));
  }

  /** The same rows by the dates of a column. */
  async times(
    column: string,
    among: string[],
    lens: Lens,
    picked?: SelectionStep[],
  ): Promise<TimeCounts> {
    const { filtered } = this;
    const scope = await scopeOf(filtered, among, lens, [column]);
    const i = placeOf(filtered.loaded, column);
    return timesOf(filtered.loaded, i, scope, await this.pickedSql(picked));
  }

  private async pickedSql(steps: SelectionStep[] | undefined): Promise<string | null> {
    return steps ? selectedSql(this.filtered, steps) : null;
  }

  /** Selected rows in the bins of the marginals. */
  async selectedBars(
    columns: string[],
    lens: Lens,
    steps: SelectionStep[],
    among: string[] = [],
  ): Promise<SelectedBars[]> {
    const { connection } = this.filtered.loaded;
    const all = [...new Set([...among, ...columns])];
    const scope = await scopeOf(this.filtered, all, { ...lens, split: undefined });
    const { relation, shown } = scope;
    const bins = Object.keys(lens.given ?? {}).length
      ? await this.besideBins(columns, lens, scope)
      : await this.bins(columns, lens.axes ?? {}, among);
    const where = `${shown} AND ${await selectedSql(this.filtered, steps)}`;
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
    const { filtered } = this;
    const { loaded } = filtered;
    const scope = await scopeOf(filtered, columns, lens, namesOf(wanted));
    const { indices, relation, complete, shown, split } = scope;
    const of = await countRows(loaded.connection, `${relation} n WHERE ${complete}`);
    const present = wanted.length > 0 ? ` AND ${filtered.presentSql(wanted)}` : '';
    const found = await sampleRows(loaded, relation, indices, shown + present, limit, split, [
      ...wanted.map((g) => givenSql(loaded, g).value),
      ...(key ? [await filtered.keySql(key)] : []),
    ]);
    const { givenValues, keys } = apart(
      { ...found, values: found.givenValues },
      0,
      wanted.length,
      key !== undefined,
    );
    return { ...found, givenValues, ...(keys ? { keys } : {}), levels: split?.levels ?? null, of };
  }

  /** The last ones are kept: brushing changes no axis. */
  private bins(
    columns: string[],
    axes: NonNullable<Lens['axes']>,
    among: string[] = [],
  ): Promise<Bins[]> {
    const { filtered } = this;
    const { loaded, relation, where } = filtered;
    const choices = columns.map((c) => axes[c] ?? {});
    const key = JSON.stringify([columns, among, choices, where]);
    if (this.lastBins?.key !== key) {
      const value = Promise.all([
        filtered.indices(columns, among),
        filtered.anyIndices(among),
        filtered.profile(),
      ]).then(([indices, others, profile]) => {
        const complete = filtered.completeSql([...new Set([...others, ...indices])], 'n.');
        return binsOf(loaded, relation, profile.columns, indices, choices, complete);
      });
      value.catch(() => (this.lastBins = null));
      this.lastBins = { key, value };
    }
    return this.lastBins.value;
  }

  /**
   * Over the range of the rows beside chosen conditions, and as far as a model's draws there reach.
   * @param reach absent: as last time
   */
  private async besideBins(
    columns: string[],
    { axes = {}, given }: Lens,
    { relation, shown }: Scope,
    reach?: NonNullable<CountOptions['reach']>,
  ): Promise<Bins[]> {
    const key = JSON.stringify([columns, axes, given, relation]);
    if (!reach && this.lastBeside?.key === key) return this.lastBeside.value;
    const { filtered } = this;
    const indices = await filtered.indices(columns);
    const profiles = [...(await filtered.profile()).columns];
    const ends: (number | null)[] = [];
    for (const part of batchesOf(indices))
      ends.push(
        ...((await row(
          filtered.loaded.connection,
          `SELECT ${part.map((i) => `min(n.n${i}), max(n.n${i})`).join(', ')} FROM ${relation} n WHERE ${shown}`,
        )) as (number | null)[]),
      );
    for (const [k, i] of indices.entries()) {
      const { min, max } = profiles[i]!;
      const among = [ends[2 * k], ends[2 * k + 1], ...(reach?.[k] ?? [])].flatMap((v) => v ?? []);
      const [low, high] = [Math.min(...among), Math.max(...among)];
      if (low < high)
        profiles[i] = { ...profiles[i]!, min: Math.max(min!, low), max: Math.min(max!, high) };
    }
    const choices = columns.map((c) => axes[c] ?? {});
    const value = await binsOf(filtered.loaded, relation, profiles, indices, choices, shown);
    this.lastBeside = { key, value };
    return value;
  }
}

const ending = ({ edges, counts }: Histogram, { min, max }: ColumnProfile): Histogram => ({
  edges: endingAt(edges, min!, max!),
  counts,
});
