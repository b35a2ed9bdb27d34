// The table of a page: read in one or two steps, filtered, read again.
import { basename } from 'node:path';
import { type OpenOptions, previewOf, type Table } from '../../data';
import { firstColumns } from '../../protocol/columns';
import type { DataProfile, Reading, ReadingPreview } from '../../protocol/data';
import type { ExplorationState } from '../../protocol/exploration';
import type { SessionContext } from '../context';
import { SessionError, sentenceOf } from '../errors';
import type { LiveState } from '../live-state';
import type { FirstPicture } from '../pictures/first-picture';
import { Rest } from './rest';
import { WatchedTable } from './watched-table';
import { english, say } from '../../protocol/sentence';

/** How a table is opened: see OpenOptions of the data room. */
export type OpenHow = Pick<OpenOptions, 'said' | 'where' | 'encodingHint' | 'signal'> & {
  soFar?: boolean;
  /** what is chosen when it is read stays chosen */
  again?: boolean;
};

/** What else happens when a table comes. */
export interface TableHooks {
  /** chooses among its columns */
  choose(profile: DataProfile, columns?: string[], given?: string[]): Promise<void>;
  /** columns that were to be given, and could not be among the rows of the moment */
  notGiven(): string[];
  /** @throws SessionError while a fit is under way */
  requireIdle(): void;
}

export class ShownTable {
  table: Table | null = null;
  watched: WatchedTable | null = null;
  private beginning: Table | null = null;
  private encodingHint: string | undefined;
  /** settles when the whole file is read, where its beginning is shown before */
  private readonly rest = new Rest();
  private reading = new AbortController();

  constructor(
    private readonly live: LiveState,
    private readonly context: SessionContext,
    private readonly first: FirstPicture,
    private readonly hooks: TableHooks,
  ) {}

  /**
   * Reads the file and shows the first picture's numbers; quantiles and distinct counts
   * follow by themselves. What was open stays when that fails. With `soFar`, the first rows
   * of a large text are shown at once and the whole file when it is read: see `whole`.
   */
  async read(
    path: string,
    columns?: string[],
    how: OpenHow = {},
    given: string[] = this.live.now.given ?? [],
  ): Promise<void> {
    const { said, where, encodingHint = this.encodingHint, signal, soFar, again } = how;
    this.reading.abort();
    const reading = (this.reading = new AbortController());
    const options = {
      said,
      where,
      encodingHint,
      signal: signal ? AbortSignal.any([signal, reading.signal]) : reading.signal,
    };
    this.encodingHint = encodingHint;
    const { rest } = this;
    await rest.open(
      (begun) => this.context.data.open(path, { ...options, ...(soFar ? { soFar: begun } : {}) }),
      async (table, part) => {
        if (reading.signal.aborted) return table.close();
        // what was chosen among the first rows stays; what could not be given among them perhaps can be now
        const chosen = again
          ? this.live.now.selected
          : !part && this.live.now.soFar
            ? this.chosenSoFar(columns)
            : null;
        if (chosen)
          return this.use(
            table,
            path,
            chosen,
            [...(this.live.now.given ?? []), ...this.hooks.notGiven()],
            said ?? {},
            part,
          );
        return this.use(table, path, columns, given, said ?? {}, part);
      },
    );
    void rest.whole.catch((error: unknown) => {
      if (this.live.closed || this.reading !== reading || !this.live.now.soFar) return;
      this.live.update({
        soFar: { ...this.live.now.soFar, stopped: true },
        error: reading.signal.aborted ? null : sentenceOf(error),
      });
    });
  }

  private async use(
    table: Table,
    path: string,
    columns: string[] | undefined,
    given: string[],
    reading: Reading,
    soFar: NonNullable<ExplorationState['soFar']> | null,
  ): Promise<void> {
    if (this.live.closed) return table.close();
    this.beginning?.close();
    this.beginning = this.live.now.soFar ? this.table : null; // its pictures may be under way
    if (!this.live.now.soFar) this.table?.close();
    this.table = table;
    this.watched = null;
    const profile = await table.profile();
    this.live.update({
      dataPath: path,
      label: basename(path),
      profile,
      where: table.where,
      reading,
      soFar,
      file: null,
      error: null,
      dataRevision: this.live.now.dataRevision + 1,
    });
    await this.hooks.choose(profile, columns, given);
    if (soFar) return;
    this.followDetail(table);
    this.watched = await WatchedTable.of(table);
  }

  /** What was chosen among the columns of the beginning; where nobody chose, all rows say what is looked at first. */
  private chosenSoFar(asked: string[] | undefined): string[] | undefined {
    const { profile, selected, given } = this.live.now;
    return firstColumns(profile?.columns ?? [], given).join('\n') === selected.join('\n')
      ? asked
      : selected;
  }

  /** Settles when every row is read. @throws SessionError where only the beginning was read */
  async whole(): Promise<void> {
    await this.rest.whole.catch(() => {
      throw new SessionError(
        say('Only the first rows of this file were read. Choose Read All to read the others.'),
      );
    });
  }

  private followDetail(table: Table): void {
    const { where } = table;
    void this.first
      .drawn()
      .then(() => table.detail())
      .then(
        (detail) =>
          this.table === table && table.where === where && this.live.update({ profile: detail }),
        (error) =>
          this.table === table &&
          !this.live.closed &&
          this.context.log('warn', `Quantiles of ${table.path}: ${english(sentenceOf(error))}`),
      );
  }

  /** From now on only rows that fulfil `where` are looked at; null: all. @throws a sentence, and nothing changes */
  async filter(where: string | null): Promise<void> {
    this.requireIdle();
    await this.whole();
    const table = this.needed();
    await table.filter(where);
    const profile = await table.profile();
    this.live.update({ where: table.where, profile });
    await this.hooks.choose(profile, this.live.now.selected);
    this.followDetail(table);
  }

  /** Reads the text again as is said. @throws a sentence, and nothing changes */
  async reread(said: Reading): Promise<void> {
    this.requireIdle();
    if (!this.live.now.dataPath)
      throw new SessionError(say('This exploration has no data file to read again.'));
    await this.read(this.live.now.dataPath, this.live.now.selected, { said });
  }

  previewReading(said: Reading): Promise<ReadingPreview> {
    if (!this.live.now.dataPath)
      throw new SessionError(say('This exploration has no data file to read.'));
    return previewOf(this.live.now.dataPath, said, this.encodingHint);
  }

  async refresh(): Promise<void> {
    if (!this.live.now.dataPath)
      throw new SessionError(say('This exploration has no data file to read again.'));
    const { soFar } = this.live.now;
    if (soFar) this.live.update({ soFar: { ...soFar, stopped: false }, error: null });
    await this.read(this.live.now.dataPath, undefined, {
      said: this.live.now.reading,
      where: this.live.now.where,
      again: true,
    }).catch((error: unknown) => {
      if (soFar) this.live.update({ soFar: { ...soFar, stopped: true } });
      throw error;
    });
  }

  needed(): Table {
    if (!this.table)
      throw new SessionError(
        say('There is no data file here. Open the CSV that belongs to this model.'),
      );
    return this.table;
  }

  requireIdle(): void {
    this.hooks.requireIdle();
  }

  /** Ends the reading of the rest of a file. */
  stopReading(): void {
    this.reading.abort();
  }

  close(): void {
    this.reading.abort();
    this.beginning?.close();
    this.table?.close();
  }
}
