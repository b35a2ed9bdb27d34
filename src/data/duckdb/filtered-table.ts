// The rows of a loaded table that its filter keeps: their profile, and SQL of those that are complete.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnProfile, DataProfile, GivenColumn } from '../../protocol/data';
import { checkColumns } from '../check-columns';
import { DataError } from '../errors';
import type { KeyOf, Rows } from '../table';
import { conditionSql } from './filter';
import type { Loaded } from './loaded';
import { detailColumns } from './profile/details';
import { profileColumns, profilePart } from './profile/profile';
import { givenSql } from './rows/given-sql';
import { keySql } from './rows/keys';
import { rowsOf } from './rows/rows';
import { countRows } from './sql';
import { need } from './store';
import { say, type Sentence } from '../../protocol/sentence';

export class FilteredTable {
  private whole: Promise<{ columns: ColumnProfile[]; notes: Sentence[] }> | null = null;
  private first: Promise<DataProfile> | null = null;
  private second: Promise<DataProfile> | null = null;
  private readonly keys = new Map<string, Promise<string>>();
  private condition: { where: string; sql: string } | null = null;

  constructor(
    readonly loaded: Loaded,
    /** one query at a time on a connection: a result in pieces needs one of its own */
    readonly connect: () => Promise<DuckDBConnection>,
  ) {}

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
      const { connection, table } = this.loaded;
      if ((await countRows(connection, `${table} WHERE ${condition.sql}`)) === 0)
        throw new DataError(
          say('No row fulfils the filter {0}. Change it, or take it away.', text),
        );
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

  /** Every column, judged on all rows of the table. */
  judged() {
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

  /** The table lies at another path from now on. */
  moved(path: string): void {
    const named = (profile: Promise<DataProfile> | null) =>
      profile && profile.then((found) => ({ ...found, path }));
    [this.first, this.second] = [named(this.first), named(this.second)];
  }

  /** SQL: the table, or the part of it that is kept. */
  get relation(): string {
    const { table } = this.loaded;
    return this.condition ? `(SELECT * FROM ${table} WHERE ${this.condition.sql})` : table;
  }

  /** SQL: whether a row has a finite number in each of these columns. */
  completeSql(indices: number[], of = ''): string {
    return [
      'true',
      ...indices
        .filter((i) => !this.loaded.full[i])
        .map((i) => `${of}n${i} IS NOT NULL AND isfinite(${of}n${i})`),
    ].join(' AND ');
  }

  /** SQL: rows with `row` and the numbers v0, v1, ...: the columns, then what they are given, then the key. */
  completeRowsSql(indices: number[], given: GivenColumn[] = [], key?: string): string {
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

  /** SQL of the relation `n`: whether a row has a value of everything that is given. */
  presentSql(given: GivenColumn[]): string {
    return ['true', ...given.map((g) => givenSql(this.loaded, g).present)].join(' AND ');
  }

  /** Whether every row has. */
  async complete(indices: number[]): Promise<boolean> {
    const incomplete = `${this.relation} WHERE NOT (${this.completeSql(indices)})`;
    return (await countRows(this.loaded.connection, incomplete)) === 0;
  }

  /** SQL of the relation `n`: see `KeyOf`. */
  async keySql(key: KeyOf): Promise<string> {
    const text = JSON.stringify(key);
    let known = this.keys.get(text);
    if (!known)
      this.keys.set(
        text,
        (known = this.judged().then(({ columns }) => keySql(this.loaded, columns, key))),
      );
    return known;
  }

  /** Rows of a query that gives at most `most`. */
  async fetch(query: string, dim: number, most: number): Promise<Rows> {
    const connection = await this.connect();
    try {
      return await rowsOf(connection, query, dim, most);
    } finally {
      connection.closeSync();
    }
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

  /**
   * Places of columns of numbers.
   * @param others columns beside them that queries name
   * @throws DataError, also where there is no column at all
   */
  async indices(columns: string[], others: string[] = []): Promise<number[]> {
    const profile = await this.profile();
    const known = profile.columns
      .filter((c) => c.type === 'constant' && c.min !== null)
      .map((c) => c.name);
    checkColumns(
      profile,
      columns.filter((c) => !known.includes(c)),
    );
    if (columns.length === 0) throw new DataError(say('No column is chosen.'));
    await this.needed(others);
    return this.needed(columns);
  }

  /** The same, where there may be none. */
  async anyIndices(columns: string[], others: string[] = []): Promise<number[]> {
    if (columns.length > 0) return this.indices(columns, others);
    await this.needed(others);
    return [];
  }
}
