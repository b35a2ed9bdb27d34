// In which line of its file a row begins.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError } from '../../errors';
import { lineNumbers } from '../../text/line-numbers';
import type { Loaded } from '../loaded';
import { changed } from '../source-files';
import { say } from '../../../protocol/sentence';

export class Lines {
  private list: Promise<Uint32Array> | null = null;

  constructor(private readonly loaded: Loaded) {}

  /** @throws DataError that says why a row of this table has no line */
  async of(rowNumbers: number[]): Promise<number[]> {
    const { loaded } = this;
    const { dialect, files, path, source } = loaded;
    if (files.length !== 1 || files[0] !== path)
      throw new DataError(
        say('These rows are of several files read as one table: no line can be named.'),
      );
    if (dialect.format === 'parquet') throw new DataError(say('A Parquet file has no lines.'));
    if (dialect.format === 'json')
      throw new DataError(say('Rows of JSON do not begin with lines of their own.'));
    if (dialect.gzip)
      throw new DataError(say('The file is compressed: an editor cannot open a line of it.'));
    if (await this.isOther())
      throw new DataError(
        say('{0} is no longer what was read: its lines may be others now.', basename(path)),
      );
    // DuckDB read it by itself only where every row is one line, below at most one of names
    if (!source.numbered) return rowNumbers.map((row) => row + (dialect.header ? 2 : 1));
    const list = (this.list ??= lineNumbers(path, loaded.said, loaded.encodingHint));
    list.catch(() => (this.list = null));
    const lines = await list;
    return rowNumbers.map((row) => {
      const line = lines[row];
      if (!line) throw new DataError(say('There is no row {0} in {1}.', row, basename(path)));
      return line;
    });
  }
  /** Its content is looked at only where its size or time say that it may be another. */
  private async isOther(): Promise<boolean> {
    const { path, fingerprint } = this.loaded;
    const now = await stat(path).catch(() => null);
    if (now?.size === fingerprint.size && now.mtimeMs === fingerprint.modified) return false;
    return changed(this.loaded);
  }
}
