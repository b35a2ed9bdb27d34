// A table that was read: its profile, its complete rows, its Gaussian's moments, and itself with
// one more column. A condition may choose among its rows.
import type { DuckDBConnection } from '@duckdb/node-api';
import { rm } from 'node:fs/promises';
import { endingAt } from '../protocol/bins';
import { basename, dirname, join, relative } from 'node:path';
import type {
  ColumnProfile,
  DataProfile,
  GaussianSummary,
  GivenColumn,
  Histogram,
} from '../protocol/data';
import type { GivenValues } from '../protocol/model';
import type { Lens } from '../protocol/pictures';
import { DataError } from './errors';
import { escape, fingerprintOfAll, plainPath } from './files';
import { conditionSql } from './filter';
import { filesOf } from './folder';
import { type Beside, givenColumn, givenSql, rowsBeside } from './given';
import { groupsOf, type KeyOf, keySql, looksAt } from './keys';
import type { Loaded } from './load';
import { binsOf } from './axes';
import type { BinCounts, Bins } from './bins';
import { countBins } from './counts';
import { rangesSql, splitOf } from './lens';
import { sampleRows } from './sample';
import { checkColumns } from './check-columns';
import { detailColumns } from './details';
import { histogramsOf } from './histograms';
import { profileColumns, profilePart } from './profile';
import { isParquetName, writeTableAsParquet } from './parquet';
import { piecesOf, type Rows, rowsOf } from './rows';
import { discard, need, row, sql } from './store';
import { writeTableWithColumn } from './write';

/** The folder that holds the files of a folder or pattern. */
const folderOf = (path: string) => (/[*?]/.test(basename(path)) ? dirname(path) : path);

/** Complete, finite rows, row-major. */
export interface TableRows extends Rows {
  /** rows of the table (that the condition keeps) */
  read: number;
  leftOut: number;
  /** of these: complete in the columns, but without a value of something that is given */
  withoutGiven: number;
  /** row-major count x given columns; empty where nothing is given */
  givenValues: Float64Array;
  /** equal for rows that go together, where that was asked for */
  keys?: Float64Array;
}

/** Columns of some rows, each as numbers: see `looksAt`. */
export interface LookedAt {
  columns: { name: string; numeric: boolean; date: boolean; values: Float64Array }[];
}

/**
 * Products of more columns than this are added up here: DuckDB would take longest over planning
 * tens of thousands of sums.
 */
const FEW_COLUMNS = 40;
/** so many products between two turns of others, some 20 ms */
const PRODUCTS = 20_000_000;

/** A value that many rows have. */
export interface Frequent {
  column: string;
  value: number;
  /** rows with it, among so many */
  count: number;
  rows: number;
  beside: number;
  different: number;
}

export class Table {
  private whole: Promise<{ columns: ColumnProfile[]; notes: string[] }> | null = null;
  private first: Promise<DataProfile> | null = null;
  private second: Promise<DataProfile> | null = null;
  private closed = false;
  private readonly keys = new Map<string, Promise<string>>();
  private condition: { where: string; sql: string } | null = null;
  private lastBins: { key: string; value: Promise<Bins[]> } | null = null;

  constructor(
    private readonly loaded: Loaded,
    private readonly connect: () => Promise<DuckDBConnection>,
  ) {}

  get path(): string {
    return this.loaded.path;
  }

  get where(): string | null {
    return this.condition?.where ?? null;
  }

  /**
   * From now on only rows that fulfil `where` are looked at; null: all. Rows keep their numbers.
   * @throws DataError, and nothing changes
   */
  async filter(where: string | null): Promise<void> {
    const text = where?.trim() || null;
    if (text === this.where) return;
    let condition: typeof this.condition = null;
    if (text !== null) {
      const { columns } = await this.judged();
      condition = { where: text, sql: await conditionSql(this.loaded, columns, text) };
      const [kept] = await row(
        this.loaded.connection,
        `SELECT count(*) FROM ${this.loaded.table} WHERE ${condition.sql}`,
      );
      if (Number(kept) === 0)
        throw new DataError(`No row fulfils the filter ${text}. Change it, or take it away.`);
    }
    [this.condition, this.first, this.second] = [condition, null, null];
  }

  /** The first picture's numbers: plain aggregates. */
  profile(): Promise<DataProfile> {
    return (this.first ??= this.describe());
  }

  /** The profile with distinct counts and quantiles. */
  detail(): Promise<DataProfile> {
    const { relation } = this;
    return (this.second ??= this.profile().then(async (profile) => ({
      ...profile,
      columns: await detailColumns(this.loaded, relation, profile.columns),
    })));
  }

  /** Maximum-likelihood Gaussian of every complete row: means first, then products about them. */
  async moments(columns: string[]): Promise<{ gaussian: GaussianSummary; leftOut: number }> {
    const indices = await this.indices(columns);
    const { rows } = await this.profile();
    const {
      relation,
      loaded: { connection },
    } = this;
    const complete = this.completeSql(indices);
    const [n, ...means] = await row(
      connection,
      `SELECT count(*), ${indices.map((i) => `avg(n${i})`).join(', ')} FROM ${relation} WHERE ${complete}`,
    );
    const count = Number(n);
    const mean = means.map((m) => (m === null ? 0 : Number(m)));
    const dim = indices.length;
    const covariance = new Array<number>(dim * dim).fill(0);
    if (dim > FEW_COLUMNS) {
      const { values } = await this.fetch(asNumbers(this.completeRows(indices), dim), dim, count);
      await addProducts(values, count, mean, covariance);
    } else if (count > 0) {
      const pairs = indices.flatMap((_, i) =>
        Array.from({ length: i + 1 }, (__, j): [number, number] => [i, j]),
      );
      const off = (i: number) => `(n${indices[i]!} - ${sql(mean[i]!)})`;
      for (let from = 0; from < pairs.length; from += 500) {
        const part = pairs.slice(from, from + 500);
        const values = await row(
          connection,
          `SELECT ${part.map(([i, j]) => `avg(${off(i)} * ${off(j)})`).join(', ')} FROM ${relation} WHERE ${complete}`,
        );
        part.forEach(
          ([i, j], k) => (covariance[i * dim + j] = covariance[j * dim + i] = Number(values[k])),
        );
      }
    }
    return { gaussian: { names: columns, mean, covariance, rows: count }, leftOut: rows - count };
  }

  /**
   * Complete, finite rows in file order, with what they are given; with `limit`, at most so many,
   * chosen by a hash of their number.
   */
  async rows(
    columns: string[],
    { limit, given = [], key }: { limit?: number; given?: GivenColumn[]; key?: KeyOf } = {},
  ): Promise<TableRows> {
    const indices = await this.indices(columns, namesOf(given));
    const { rows: read } = await this.profile();
    const {
      relation,
      loaded: { connection },
    } = this;
    const present = this.presentSql(given);
    const [complete, total] = (
      await row(
        connection,
        `SELECT count(*), count(*) FILTER (WHERE ${present}) FROM ${relation} n WHERE ` +
          `${this.completeSql(indices, 'n.')}`,
      )
    ).map(Number) as [number, number];
    const most = Math.min(total, limit ?? total);
    const source = this.completeRows(indices, given, key && (await this.keySql(key)));
    const dim = indices.length + given.length + (key ? 1 : 0);
    const parted = (found: Rows) => ({
      ...apart(found, indices.length, given.length, key !== undefined),
      read,
      leftOut: read - total,
      withoutGiven: complete - total,
    });
    if (most === total) return parted(await this.fetch(asNumbers(source, dim), dim, most));
    const drawn = (below: string) =>
      asNumbers(`${source}${below} ORDER BY hash(row), row LIMIT ${most}`, dim, true);
    // the smallest hashes are below a bound that is known beforehand, nearly surely: a large table
    // is not sorted for them
    const share = most / total + (10 * Math.sqrt(most)) / total;
    let found =
      share < 0.5
        ? await this.fetch(
            drawn(` AND hash(row) < ${BigInt(Math.floor(share * 2 ** 53)) << 11n}`),
            dim,
            most,
          )
        : null;
    if (!found || found.count < most) found = await this.fetch(drawn(''), dim, most);
    return parted(found);
  }

  /**
   * Values of `among` that hold more than this share of the complete rows of `columns`, or of about
   * `limit` of them. Each with the number of different values of its column, and the rows of the
   * rarest of the `beside` values on either side.
   */
  async frequent(
    columns: string[],
    among: string[],
    { share, limit, beside }: { share: number; limit: number; beside: number },
  ): Promise<Frequent[]> {
    const source = this.completeRows(await this.indices(columns));
    const {
      loaded: { connection },
    } = this;
    const total = Number((await row(connection, `SELECT count(*) FROM (${source})`))[0]);
    const part = Math.min(1, limit / total);
    const drawn = `SELECT * FROM (${source})${part < 1 ? ` WHERE hash(row) < ${BigInt(Math.floor(part * 2 ** 53)) << 11n}` : ''}`;
    const rows =
      part < 1 ? Number((await row(connection, `SELECT count(*) FROM (${drawn})`))[0]) : total;
    const found: Frequent[] = [];
    for (const column of among) {
      const value = `v${columns.indexOf(column)}`;
      const counts = `SELECT ${value} AS v, count(*) AS n FROM (${drawn}) GROUP BY v`;
      const near =
        `min(n) OVER (ORDER BY v ROWS BETWEEN ${beside} PRECEDING AND ${beside} FOLLOWING EXCLUDE ` +
        'CURRENT ROW) AS near';
      const query =
        `SELECT * FROM (SELECT v, n, ${near}, count(*) OVER () AS different FROM (${counts})) ` +
        `WHERE n > ${share * rows} ORDER BY n DESC, v`;
      for (const [v, n, least, different] of (await connection.runAndReadAll(query)).getRows())
        found.push({
          column,
          value: Number(v),
          count: Number(n),
          rows,
          beside: Number(least ?? 0),
          different: Number(different),
        });
    }
    return found;
  }

  /**
   * Columns of the rows with these numbers, by which they may be sorted, or copies told from
   * chance; rows may have gaps.
   */
  async look(rowNumbers: Float64Array): Promise<LookedAt> {
    const {
      names,
      sql: fields,
      numeric,
      date,
    } = await looksAt(this.loaded, (await this.profile()).columns);
    if (names.length === 0 || rowNumbers.length === 0) return { columns: [] };
    const [low, high] = [rowNumbers[0]!, rowNumbers.at(-1)!];
    const source =
      `SELECT row, ${fields.map((f, k) => `${f} AS v${k}`).join(', ')} FROM ${this.loaded.table} n ` +
      `WHERE row BETWEEN ${low} AND ${high}`;
    const columns = names.map((name, k) => ({
      name,
      numeric: numeric[k]!,
      date: date[k]!,
      values: new Float64Array(rowNumbers.length),
    }));
    const connection = await this.connect();
    try {
      let at = 0;
      for await (const piece of piecesOf(
        connection,
        asNumbers(source, names.length),
        names.length,
        50_000,
      ))
        for (let n = 0; n < piece.count && at < rowNumbers.length; n++) {
          if (piece.rowNumbers[n] !== rowNumbers[at]) continue;
          for (const [k, { values }] of columns.entries())
            values[at] = piece.values[n * names.length + k]!;
          at++;
        }
    } finally {
      connection.closeSync();
    }
    return { columns };
  }

  /** The keys of a column's values in the whole file, in a lasting order; null when they are many. @throws DataError */
  async groups(column: string): Promise<number[] | null> {
    return groupsOf(this.loaded, (await this.judged()).columns, column);
  }

  private async keySql(key: KeyOf): Promise<string> {
    const text = JSON.stringify(key);
    let known = this.keys.get(text);
    if (!known)
      this.keys.set(
        text,
        (known = this.judged().then(({ columns }) => keySql(this.loaded, columns, key))),
      );
    return known;
  }

  /**
   * How columns can be given, among the complete rows of `columns`: as numbers, or with their
   * levels.
   * @throws DataError where one cannot
   */
  async givenColumns(columns: string[], names: string[]): Promise<GivenColumn[]> {
    const complete = this.completeSql(await this.indices(columns, names), 'n.');
    const { columns: profiles } = await this.profile();
    const found: GivenColumn[] = [];
    for (const name of names)
      found.push(await givenColumn(this.loaded, profiles, this.relation, complete, name));
    return found;
  }

  /** Complete rows of `columns` without a value of something that is given. */
  async withoutGiven(columns: string[], given: GivenColumn[]): Promise<number> {
    if (given.length === 0) return 0;
    const complete = this.completeSql(await this.indices(columns, namesOf(given)), 'n.');
    return Number(
      (
        await row(
          this.loaded.connection,
          `SELECT count(*) FROM ${this.relation} n WHERE ${complete} AND NOT (${this.presentSql(given)})`,
        )
      )[0],
    );
  }

  /** Complete rows that stand beside chosen values of what is given. */
  async beside(columns: string[], chosen: GivenValues): Promise<Beside> {
    const complete = this.completeSql(await this.indices(columns, Object.keys(chosen)), 'n.');
    const { columns: profiles } = await this.profile();
    return rowsBeside(this.loaded, profiles, this.relation, complete, chosen);
  }

  /** Complete, finite rows in file order, with what they are given, in pieces of at most `size`. */
  async *pieces(
    columns: string[],
    size = 100_000,
    given: GivenColumn[] = [],
    key?: KeyOf,
  ): AsyncGenerator<Rows & Pick<TableRows, 'givenValues' | 'keys'>> {
    const indices = await this.indices(columns, namesOf(given));
    const keyed = key && (await this.keySql(key));
    const dim = indices.length + given.length + (key ? 1 : 0);
    const connection = await this.connect(); // one query at a time on a connection
    try {
      for await (const rows of piecesOf(
        connection,
        asNumbers(this.completeRows(indices, given, keyed), dim),
        dim,
        size,
      ))
        yield apart(rows, indices.length, given.length, key !== undefined);
    } finally {
      connection.closeSync();
    }
  }

  /** The rows of these numbers that are complete, in the order asked for. */
  async rowsAt(
    columns: string[],
    rowNumbers: number[],
    given: GivenColumn[] = [],
  ): Promise<{ values: Float64Array; found: number[]; givenValues: Float64Array }> {
    const indices = await this.indices(columns, namesOf(given));
    const dim = indices.length + given.length;
    const wanted = rowNumbers.filter((r) => Number.isInteger(r) && r >= 0);
    if (wanted.length === 0)
      return { values: new Float64Array(0), found: [], givenValues: new Float64Array(0) };
    const source = `SELECT * FROM (${this.completeRows(indices, given)}) WHERE row IN (${wanted.join(', ')})`;
    const read = await this.fetch(asNumbers(source, dim), dim, wanted.length);
    const place = new Map([...read.rowNumbers].map((r, k) => [r, k]));
    const found = wanted.filter((r) => place.has(r));
    const values = new Float64Array(found.length * dim);
    found.forEach((r, k) =>
      values.set(read.values.subarray(place.get(r)! * dim, (place.get(r)! + 1) * dim), k * dim),
    );
    const parts = apart(
      { values, rowNumbers: Float64Array.from(found), count: found.length },
      indices.length,
      given.length,
    );
    return { values: parts.values, found, givenValues: parts.givenValues };
  }

  /** Histograms over the complete rows of these columns, which begin and end with their values. */
  async histograms(columns: string[]): Promise<Histogram[]> {
    const indices = await this.indices(columns);
    const { columns: profiles } = await this.profile();
    // where no value is missing, these are the profile's own
    if (
      indices.every((i) => profiles[i]!.histogram && profiles[i]!.missing === 0) &&
      (await this.complete(indices))
    )
      return indices.map((i) => ending(profiles[i]!.histogram!, profiles[i]!));
    return (
      await histogramsOf(this.loaded, this.relation, indices, profiles, this.completeSql(indices))
    ).map((h, k) => ending(h, profiles[indices[k]!]!));
  }

  /** Counts for marginals: over all complete rows, and over those within the brushed ranges, when there are any. */
  async counts(
    columns: string[],
    { ranges = {}, axes = {}, split, given = {} }: Lens,
  ): Promise<{
    bins: Bins[];
    all: BinCounts[];
    within: BinCounts[];
    levels: string[] | null;
    rows: number;
    of: number;
  }> {
    const indices = await this.indices(columns, namedIn({ ranges, split }));
    const { columns: profiles } = await this.profile();
    const {
      relation,
      loaded: { connection },
    } = this;
    const complete = this.completeSql(indices, 'n.');
    const bins = await this.bins(columns, axes);
    const brushed = Object.keys(ranges).length > 0 || Object.keys(given).length > 0;
    const by = split === undefined ? null : await splitOf(this.loaded, relation, split, complete);
    const beside =
      Object.keys(given).length > 0 ? (await this.beside(columns, given)).sql : complete;
    const where = `${beside} AND ${rangesSql(profiles, ranges)}`;
    const within = await countBins(connection, relation, bins, where, by);
    const all = brushed ? await countBins(connection, relation, bins, complete, null) : within;
    const [[rows, of]] = (
      await connection.runAndReadAll(
        `SELECT count(*) FILTER (WHERE ${where}), count(*) FROM ${relation} n WHERE ${complete}`,
      )
    ).getRows() as unknown as [[bigint, bigint]];
    return { bins, all, within, levels: by?.levels ?? null, rows: Number(rows), of: Number(of) };
  }

  /** The axes that pictures of these columns lie on. */
  async axes(columns: string[], axes: NonNullable<Lens['axes']>): Promise<Bins['axis'][]> {
    return (await this.bins(columns, axes)).map((b) => b.axis);
  }

  /** The last ones are kept: brushing changes no axis. */
  private bins(columns: string[], axes: NonNullable<Lens['axes']>): Promise<Bins[]> {
    const choices = columns.map((c) => axes[c] ?? {});
    const { relation } = this;
    const key = JSON.stringify([columns, choices, this.where]);
    if (this.lastBins?.key !== key) {
      const value = Promise.all([this.indices(columns), this.profile()]).then(
        ([indices, profile]) =>
          binsOf(
            this.loaded,
            relation,
            profile.columns,
            indices,
            choices,
            this.completeSql(indices, 'n.'),
          ),
      );
      value.catch(() => (this.lastBins = null));
      this.lastBins = { key, value };
    }
    return this.lastBins.value;
  }

  /**
   * Complete rows within the brushed ranges and beside chosen conditions, at most `limit`, with the
   * category of each, what they are given, and their key.
   */
  async sample(
    columns: string[],
    limit: number,
    { ranges = {}, split, given = {} }: Lens,
    wanted: GivenColumn[] = [],
    key?: KeyOf,
  ): Promise<
    Awaited<ReturnType<typeof sampleRows>> & {
      keys?: Float64Array;
      levels: string[] | null;
      of: number;
    }
  > {
    const indices = await this.indices(columns, [
      ...namedIn({ ranges, split }),
      ...namesOf(wanted),
    ]);
    const { columns: profiles } = await this.profile();
    const {
      relation,
      loaded: { connection },
    } = this;
    const complete = this.completeSql(indices, 'n.');
    const by = split === undefined ? null : await splitOf(this.loaded, relation, split, complete);
    const of = Number(
      (
        await connection.runAndReadAll(`SELECT count(*) FROM ${relation} n WHERE ${complete}`)
      ).getRows()[0]![0],
    );
    const beside =
      Object.keys(given).length > 0 ? (await this.beside(columns, given)).sql : complete;
    const present = wanted.length > 0 ? ` AND ${this.presentSql(wanted)}` : '';
    const found = await sampleRows(
      this.loaded,
      relation,
      indices,
      `${beside} AND ${rangesSql(profiles, ranges)}${present}`,
      limit,
      by,
      [
        ...wanted.map((g) => givenSql(this.loaded, g).value),
        ...(key ? [await this.keySql(key)] : []),
      ],
    );
    const { givenValues, keys } = apart(
      { ...found, values: found.givenValues },
      0,
      wanted.length,
      key !== undefined,
    );
    return { ...found, givenValues, ...(keys ? { keys } : {}), levels: by?.levels ?? null, of };
  }

  /**
   * Writes every row of the file and every column plus one, as Parquet where the name says so, else
   * as CSV; `values` by row number, NaN (and a row without a value) leaves the field empty.
   */
  async writeWithColumn(out: string, name: string, values: Float64Array): Promise<void> {
    if (await this.rereads())
      throw new DataError(
        `${this.path} is no longer the file that was read, and it is too large to be kept. Open ` +
          'it again, then score it.',
      );
    if (!isParquetName(out)) return writeTableWithColumn(this.loaded, out, name, values);
    await writeTableAsParquet(this.loaded, (await this.judged()).columns, out, name, values);
  }

  /** The largest row number there can be, plus one. */
  async rowEnd(): Promise<number> {
    return Number(
      (
        await row(
          this.loaded.connection,
          `SELECT coalesce(max(row), -1) + 1 FROM ${this.loaded.table}`,
        )
      )[0],
    );
  }

  /** The files that lie there now; null: there are none. */
  async filesNow(): Promise<string[] | null> {
    return (
      (await filesOf(this.path).catch(() => null)) ??
      (this.loaded.files[0] === this.path ? [this.path] : null)
    );
  }

  /** Its file or folder has another path from now on, and is the same otherwise. */
  moved(path: string): void {
    const { loaded } = this;
    const files = loaded.files.map((file) =>
      file === loaded.path ? path : join(folderOf(path), relative(folderOf(loaded.path), file)),
    );
    const quoted = (file: string) => `'${escape(plainPath(file))}'`;
    loaded.files.forEach(
      (file, i) =>
        (loaded.source.sql = loaded.source.sql.replaceAll(quoted(file), quoted(files[i]!))),
    );
    [loaded.path, loaded.files] = [path, files];
    const named = (profile: Promise<DataProfile> | null) =>
      profile && profile.then((found) => ({ ...found, path }));
    [this.first, this.second] = [named(this.first), named(this.second)];
  }

  /** Whether the files on disk are no longer those that were read. */
  async changed(): Promise<boolean> {
    try {
      return (
        (await fingerprintOfAll((await this.filesNow()) ?? [])).hash !==
        this.loaded.fingerprint.hash
      );
    } catch {
      return true; // gone
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { connection, own } = this.loaded;
    connection.interrupt();
    void discard(this.loaded)
      .catch(() => undefined)
      .finally(() => {
        connection.closeSync();
        for (const file of own) void rm(file, { force: true });
      });
  }

  private get relation(): string {
    const { table } = this.loaded;
    return this.condition ? `(SELECT * FROM ${table} WHERE ${this.condition.sql})` : table;
  }

  private judged() {
    return (this.whole ??= profileColumns(this.loaded));
  }

  private async describe(): Promise<DataProfile> {
    const { path, dialect, rows, shortRows, longRows, fingerprint, notes, files } = this.loaded;
    const { condition, relation } = this;
    const whole = await this.judged();
    const base = {
      path,
      dialect,
      shortRows,
      longRows,
      fingerprint,
      notes: [...notes, ...whole.notes],
      fileRows: rows,
      ...(files.length > 1 ? { files: files.length } : {}),
    };
    if (!condition) return { ...base, rows, columns: whole.columns };
    const part = await profilePart(this.loaded, relation, whole.columns);
    return { ...base, rows: part.rows, columns: part.columns, where: condition.where };
  }

  private completeSql(indices: number[], of = ''): string {
    return [
      'true',
      ...indices
        .filter((i) => !this.loaded.full[i])
        .map((i) => `${of}n${i} IS NOT NULL AND isfinite(${of}n${i})`),
    ].join(' AND ');
  }

  /** Rows with `row` and the numbers v0, v1, ...: the columns, then what they are given, then the key. */
  private completeRows(indices: number[], given: GivenColumn[] = [], key?: string): string {
    const values = [
      ...indices.map((i) => `n.n${i}`),
      ...given.map((g) => givenSql(this.loaded, g).value),
      ...(key ? [key] : []),
    ];
    const present = given.length > 0 ? ` AND ${this.presentSql(given)}` : '';
    return (
      `SELECT row, ${values.map((v, k) => `${v} AS v${k}`).join(', ')} FROM ${this.relation} n ` +
      `WHERE ${this.completeSql(indices, 'n.')}${present}`
    );
  }

  private presentSql(given: GivenColumn[]): string {
    return ['true', ...given.map((g) => givenSql(this.loaded, g).present)].join(' AND ');
  }

  private async complete(indices: number[]): Promise<boolean> {
    const [left] = await row(
      this.loaded.connection,
      `SELECT count(*) FROM ${this.relation} WHERE NOT (${this.completeSql(indices)})`,
    );
    return Number(left) === 0;
  }

  private async fetch(query: string, dim: number, most: number): Promise<Rows> {
    const connection = await this.connect(); // a result in pieces and another query disturb each other on one connection
    try {
      return await rowsOf(connection, query, dim, most);
    } finally {
      connection.closeSync();
    }
  }

  /** Whether fields have to be read from a file again that has changed since. */
  private async rereads(): Promise<boolean> {
    const { text, source, files } = this.loaded;
    return !text.every(Boolean) && !source.numbered && files.length > 0 && (await this.changed());
  }

  /** @throws DataError naming the first column that has no numbers; constants have some */
  async requireNumbers(columns: string[]): Promise<void> {
    await this.indices(columns);
  }

  /** Places of columns, which queries may name from now on. */
  private async needed(columns: string[]): Promise<number[]> {
    const places = new Map(this.loaded.names.map((name, i) => [name, i]));
    const indices = columns.map((name) => places.get(name) ?? -1);
    await need(
      this.loaded,
      indices.filter((i) => i >= 0),
    );
    return indices;
  }

  /** @param others columns beside them that queries name */
  private async indices(columns: string[], others: string[] = []): Promise<number[]> {
    const profile = await this.profile();
    const known = profile.columns
      .filter((c) => c.type === 'constant' && c.min !== null)
      .map((c) => c.name);
    checkColumns(
      profile,
      columns.filter((c) => !known.includes(c)),
    );
    if (columns.length === 0) throw new DataError('No column is chosen.');
    await this.needed(others);
    return this.needed(columns);
  }
}

const namesOf = (given: GivenColumn[]) => given.map((g) => g.column);
const namedIn = ({ ranges = {}, split }: Pick<Lens, 'ranges' | 'split'>) => [
  ...Object.keys(ranges),
  ...(split === undefined ? [] : [split]),
];

const ending = ({ edges, counts }: Histogram, { min, max }: ColumnProfile): Histogram => ({
  edges: endingAt(edges, min!, max!),
  counts,
});

/**
 * The row number as DOUBLE: exact up to 2^53. Rows come in the order of the file: DuckDB keeps it,
 * unless a sample was `drawn`.
 */
const asNumbers = (query: string, dim: number, drawn = false) =>
  `SELECT row::DOUBLE, ${Array.from({ length: dim }, (_, k) => `v${k}`).join(', ')} FROM ` +
  `(${query})${drawn ? ' ORDER BY row' : ''}`;

/** The columns by themselves, and what they are given and the key by themselves. */
function apart(
  rows: Rows,
  dim: number,
  given: number,
  keyed = false,
): Rows & Pick<TableRows, 'givenValues' | 'keys'> {
  if (given === 0 && !keyed) return { ...rows, givenValues: new Float64Array(0) };
  const { values, count } = rows;
  const whole = dim + given + (keyed ? 1 : 0);
  const part = (from: number, width: number) => {
    const out = new Float64Array(count * width);
    for (let n = 0; n < count; n++)
      for (let d = 0; d < width; d++) out[n * width + d] = values[n * whole + from + d]!;
    return out;
  };
  return {
    ...rows,
    values: part(0, dim),
    givenValues: part(dim, given),
    ...(keyed ? { keys: part(dim + given, 1) } : {}),
  };
}

/** Products about the means, divided by the number of rows; other calls have their turn in between. */
async function addProducts(
  values: Float64Array,
  count: number,
  mean: number[],
  covariance: number[],
): Promise<void> {
  const dim = mean.length;
  const off = new Float64Array(dim);
  const sums = new Float64Array(dim * dim);
  const pause = Math.max(1, Math.round(PRODUCTS / (dim * dim)));
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < dim; d++) off[d] = values[n * dim + d]! - mean[d]!;
    for (let i = 0; i < dim; i++)
      for (let j = 0; j <= i; j++) sums[i * dim + j]! += off[i]! * off[j]!;
    if (n % pause === pause - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  for (let i = 0; i < dim; i++)
    for (let j = 0; j <= i; j++)
      covariance[i * dim + j] = covariance[j * dim + i] = sums[i * dim + j]! / count;
}
