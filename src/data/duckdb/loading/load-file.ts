// From a file to a table in DuckDB, in one of three ways: as Parquet, straight, or rewritten.
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { DataError } from '../../errors';
import { fingerprintOf, isParquet, requireUnchanged } from '../../files/fingerprint';
import type { Loaded, Opening } from '../loaded';
import { loadParquet } from './load-parquet';
import { loadRewritten } from './load-rewritten';
import { loadStraight } from './load-straight';

/** @throws DataError with a sentence for the user */
export async function loadFile(path: string, opening: Opening): Promise<Loaded> {
  const { connection, signal, said, encodingHint } = opening;
  const name = basename(path);
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(
      error.code === 'EACCES'
        ? `${name} cannot be read: permission denied.`
        : `${path} cannot be found. Check the path.`,
    );
  });
  if (there.size === 0)
    throw new DataError(`${name} is empty. Choose a file with a header and rows.`);
  const stop = () => connection.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    const fingerprint = await fingerprintOf(path);
    const parquet = await isParquet(path);
    if (!parquet && extname(path).toLowerCase() === '.parquet')
      throw new DataError(
        `${name} is not a Parquet file, whatever its name says. Choose another file.`,
      );
    const loaded = parquet
      ? await loadParquet(path, there.size, opening)
      : ((await loadStraight(path, there.size, opening)) ?? (await loadRewritten(path, opening)));
    await requireUnchanged(path, fingerprint);
    const unknown = Object.keys(said.types ?? {}).find((column) => !loaded.names.includes(column));
    if (unknown !== undefined)
      throw new DataError(
        `There is no column "${unknown}" to settle the type of. Columns: ` +
          `${loaded.names.map((n) => `"${n}"`).join(', ')}.`,
      );
    return {
      types: said.types ?? {},
      ...loaded,
      said,
      encodingHint,
      path,
      files: [path],
      fingerprint,
    };
  } catch (error) {
    if (signal?.aborted) throw new DataError(`Opening ${name} was cancelled.`);
    if (/Out of Memory/i.test(String((error as Error).message)))
      throw new DataError(
        `${name} does not fit into the memory that Flowscope allows itself. Choose fewer ` +
          'columns, or a part of the rows.',
      );
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
