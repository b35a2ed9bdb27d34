// A table that was read: its profile, its complete rows, its Gaussian's moments, and itself with one more column.
import type { DataProfile, GaussianSummary, Histogram } from '../protocol/data';
import type { Lens } from '../protocol/pictures';
import { DataError } from './errors';
import { fingerprintOf, type Loaded } from './load';
import { type BinCounts, type Bins, binsOf, countBins, rangesSql, sampleRows, splitOf } from './picture';
import { checkColumns, detailColumns, histogramsOf, profileColumns, sql } from './profile';
import { isParquetName, writeTextAsParquet } from './parquet';
import { uniqueName, writeTableWithColumn } from './write';

/** Complete, finite rows, row-major. */
export interface TableRows {
  values: Float64Array;
  /** 0-based rows of the file */
  rowNumbers: Float64Array;
  count: number;
  read: number;
  leftOut: number;
}

/** Products of more columns than this are added up here: DuckDB would take longest over planning tens of thousands of sums. */
const FEW_COLUMNS = 40;
/** so many products between two turns of others, some 20 ms */
const PRODUCTS = 20_000_000;

export class Table {
  private first: Promise<DataProfile> | null = null;
  private second: Promise<DataProfile> | null = null;
  private lastBins: { key: string; value: Promise<Bins[]> } | null = null;

  constructor(private readonly loaded: Loaded) {}

  get path(): string {
    return this.loaded.path;
  }

  /** The first picture's numbers: plain aggregates. */
  profile(): Promise<DataProfile> {
    const { path, dialect, rows, shortRows, longRows, fingerprint, notes } = this.loaded;
    this.first ??= profileColumns(this.loaded).then((found) => ({ path, dialect, rows, shortRows, longRows, fingerprint, columns: found.columns, notes: [...notes, ...found.notes] }));
    return this.first;
  }

  /** The profile with distinct counts and quantiles. */
  detail(): Promise<DataProfile> {
    this.second ??= this.profile().then(async (profile) => ({ ...profile, columns: await detailColumns(this.loaded, profile.columns) }));
    return this.second;
  }

  /** Maximum-likelihood Gaussian of every complete row: means first, then products about them. */
  async moments(columns: string[]): Promise<{ gaussian: GaussianSummary; leftOut: number }> {
    const indices = await this.indices(columns);
    const { connection, table, rows } = this.loaded;
    const complete = completeSql(indices);
    const [n, ...means] = (await connection.runAndReadAll(`SELECT count(*), ${indices.map((i) => `avg(c${i})`).join(', ')} FROM ${table}_num WHERE ${complete}`)).getRows()[0]!;
    const count = Number(n);
    const mean = means.map((m) => (m === null ? 0 : Number(m)));
    const dim = indices.length;
    const covariance = new Array<number>(dim * dim).fill(0);
    if (dim > FEW_COLUMNS) {
      const { values } = await this.read(`SELECT row, ${indices.map((i) => `c${i}`).join(', ')} FROM ${table}_num WHERE ${complete}`, dim);
      await addProducts(values, count, mean, covariance);
    } else if (count > 0) {
      const pairs = indices.flatMap((_, i) => Array.from({ length: i + 1 }, (__, j): [number, number] => [i, j]));
      const off = (i: number) => `(c${indices[i]!} - ${sql(mean[i]!)})`;
      for (let from = 0; from < pairs.length; from += 500) {
        const part = pairs.slice(from, from + 500);
        const values = (await connection.runAndReadAll(`SELECT ${part.map(([i, j]) => `avg(${off(i)} * ${off(j)})`).join(', ')} FROM ${table}_num WHERE ${complete}`)).getRows()[0]!;
        part.forEach(([i, j], k) => (covariance[i * dim + j] = covariance[j * dim + i] = Number(values[k])));
      }
    }
    return { gaussian: { names: columns, mean, covariance, rows: count }, leftOut: rows - count };
  }

  /** Complete, finite rows in file order; with `limit`, at most so many, chosen by a hash of their number. */
  async rows(columns: string[], { limit }: { limit?: number } = {}): Promise<TableRows> {
    const indices = await this.indices(columns);
    const { connection, table, rows } = this.loaded;
    const complete = completeSql(indices);
    const total = Number((await connection.runAndReadAll(`SELECT count(*) FROM ${table}_num WHERE ${complete}`)).getRows()[0]![0]);
    const source = `SELECT row, ${indices.map((i) => `c${i}`).join(', ')} FROM ${table}_num WHERE ${complete}`;
    const chosen = limit !== undefined && limit < total ? `SELECT * FROM (${source} ORDER BY hash(row), row LIMIT ${limit})` : source;
    return { ...(await this.read(`${chosen} ORDER BY row`, indices.length)), read: rows, leftOut: rows - total };
  }

  /** The rows of these numbers that are complete, in the order asked for. */
  async rowsAt(columns: string[], rowNumbers: number[]): Promise<{ values: Float64Array; found: number[] }> {
    const indices = await this.indices(columns);
    const dim = indices.length;
    const wanted = rowNumbers.filter((r) => Number.isInteger(r) && r >= 0);
    if (wanted.length === 0) return { values: new Float64Array(0), found: [] };
    const source = `SELECT row, ${indices.map((i) => `c${i}`).join(', ')} FROM ${this.loaded.table}_num WHERE row IN (${wanted.join(', ')}) AND ${completeSql(indices)}`;
    const read = await this.read(source, dim);
    const place = new Map([...read.rowNumbers].map((r, k) => [r, k]));
    const found = wanted.filter((r) => place.has(r));
    const values = new Float64Array(found.length * dim);
    found.forEach((r, k) => values.set(read.values.subarray(place.get(r)! * dim, (place.get(r)! + 1) * dim), k * dim));
    return { values, found };
  }

  /** Histograms over the complete rows of these columns. */
  async histograms(columns: string[]): Promise<Histogram[]> {
    const indices = await this.indices(columns);
    const { columns: profiles } = await this.profile();
    return histogramsOf(this.loaded.connection, this.loaded.table, indices, profiles, completeSql(indices));
  }

  /** Counts for marginals: over all complete rows, and over those within the brushed ranges, when there are any. */
  async counts(columns: string[], { ranges = {}, axes = {}, split }: Lens): Promise<{ bins: Bins[]; all: BinCounts[]; within: BinCounts[]; levels: string[] | null; rows: number; of: number }> {
    const indices = await this.indices(columns);
    const { columns: profiles } = await this.profile();
    const { connection, table } = this.loaded;
    const complete = completeSql(indices, 'n.');
    const bins = await this.bins(columns, axes);
    const brushed = Object.keys(ranges).length > 0;
    const by = split === undefined ? null : await splitOf(this.loaded, split, complete);
    const where = `${complete} AND ${rangesSql(profiles, ranges)}`;
    const within = await countBins(connection, table, bins, where, by);
    const all = brushed ? await countBins(connection, table, bins, complete, null) : within;
    const [[rows, of]] = (await connection.runAndReadAll(`SELECT count(*) FILTER (WHERE ${where}), count(*) FROM ${table}_num n WHERE ${complete}`)).getRows() as unknown as [[bigint, bigint]];
    return { bins, all, within, levels: by?.levels ?? null, rows: Number(rows), of: Number(of) };
  }

  /** The axes that pictures of these columns lie on. */
  async axes(columns: string[], axes: NonNullable<Lens['axes']>): Promise<Bins['axis'][]> {
    return (await this.bins(columns, axes)).map((b) => b.axis);
  }

  /** The last ones are kept: brushing changes no axis. */
  private bins(columns: string[], axes: NonNullable<Lens['axes']>): Promise<Bins[]> {
    const choices = columns.map((c) => axes[c] ?? {});
    const key = JSON.stringify([columns, choices]);
    if (this.lastBins?.key !== key) {
      const value = Promise.all([this.indices(columns), this.profile()]).then(([indices, profile]) => binsOf(this.loaded, profile.columns, indices, choices, completeSql(indices, 'n.')));
      value.catch(() => (this.lastBins = null));
      this.lastBins = { key, value };
    }
    return this.lastBins.value;
  }

  /** Complete rows within the brushed ranges, at most `limit`, with the category of each. */
  async sample(columns: string[], limit: number, { ranges = {}, split }: Lens): Promise<Awaited<ReturnType<typeof sampleRows>> & { levels: string[] | null; of: number }> {
    const indices = await this.indices(columns);
    const { columns: profiles } = await this.profile();
    const { connection, table } = this.loaded;
    const complete = completeSql(indices, 'n.');
    const by = split === undefined ? null : await splitOf(this.loaded, split, complete);
    const of = Number((await connection.runAndReadAll(`SELECT count(*) FROM ${table}_num n WHERE ${complete}`)).getRows()[0]![0]);
    return { ...(await sampleRows(this.loaded, indices, `${complete} AND ${rangesSql(profiles, ranges)}`, limit, by)), levels: by?.levels ?? null, of };
  }

  /** Writes every row and column plus one, as Parquet where the name says so, else as CSV; `values` by row number, NaN leaves the field empty. */
  async writeWithColumn(out: string, name: string, values: Float64Array): Promise<void> {
    const write = (path: string) => writeTableWithColumn(this.loaded, path, name, values);
    if (!isParquetName(out)) return write(out);
    const { columns, dialect } = await this.profile();
    await writeTextAsParquet(this.loaded.connection, { path: this.path, dialect, columns, name: uniqueName(name, columns.map((c) => c.name)) }, out, write);
  }

  /** Whether the file on disk is no longer the one that was read. */
  async changed(): Promise<boolean> {
    try {
      const { fingerprint } = this.loaded;
      const now = await fingerprintOf(this.path);
      return now.hash !== fingerprint.hash;
    } catch {
      return true; // gone
    }
  }

  close(): void {
    const { connection, table } = this.loaded;
    void connection
      .run(`DROP TABLE IF EXISTS ${table}_raw; DROP TABLE IF EXISTS ${table}_num`)
      .catch(() => undefined)
      .finally(() => connection.closeSync());
  }

  private async read(query: string, dim: number): Promise<{ values: Float64Array; rowNumbers: Float64Array; count: number }> {
    const result = await this.loaded.connection.run(query);
    const chunks = await result.fetchAllChunks();
    const count = chunks.reduce((n, c) => n + c.rowCount, 0);
    const values = new Float64Array(count * dim);
    const rowNumbers = new Float64Array(count);
    let at = 0;
    for (const chunk of chunks) {
      chunk.getColumnValues(0).forEach((v, k) => (rowNumbers[at + k] = Number(v)));
      for (let d = 0; d < dim; d++) chunk.getColumnValues(d + 1).forEach((v, k) => (values[(at + k) * dim + d] = v as number));
      at += chunk.rowCount;
    }
    return { values, rowNumbers, count };
  }

  private async indices(columns: string[]): Promise<number[]> {
    const profile = await this.profile();
    const known = profile.columns.filter((c) => c.type === 'constant' && c.min !== null).map((c) => c.name);
    checkColumns(profile, columns.filter((c) => !known.includes(c)));
    if (columns.length === 0) throw new DataError('No column is chosen.');
    return columns.map((name) => profile.columns.findIndex((c) => c.name === name));
  }
}

/** Products about the means, divided by the number of rows; other calls have their turn in between. */
async function addProducts(values: Float64Array, count: number, mean: number[], covariance: number[]): Promise<void> {
  const dim = mean.length;
  const off = new Float64Array(dim);
  const sums = new Float64Array(dim * dim);
  const pause = Math.max(1, Math.round(PRODUCTS / (dim * dim)));
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < dim; d++) off[d] = values[n * dim + d]! - mean[d]!;
    for (let i = 0; i < dim; i++) for (let j = 0; j <= i; j++) sums[i * dim + j]! += off[i]! * off[j]!;
    if (n % pause === pause - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  for (let i = 0; i < dim; i++) for (let j = 0; j <= i; j++) covariance[i * dim + j] = covariance[j * dim + i] = sums[i * dim + j]! / count;
}

function completeSql(indices: number[], of = ''): string {
  return indices.map((i) => `${of}c${i} IS NOT NULL AND isfinite(${of}c${i})`).join(' AND ');
}
