// From a file to a table in DuckDB, in one of three ways: as Parquet, straight, or rewritten.
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { DataError } from '../../errors';
import { fingerprintOf, isParquet, requireUnchanged } from '../../files/fingerprint';
import type { Loaded, Opening } from '../loaded';
import { loadParquet } from './load-parquet';
import { loadRewritten } from './load-rewritten';
import { loadStraight } from './load-straight';
import { say } from '../../../protocol/sentence';

/** @throws DataError with a sentence for the user */
export async function loadFile(path: string, opening: Opening): Promise<Loaded> {
  const { connection, signal, said, encodingHint } = opening;
  const name = basename(path);
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(
      error.code === 'EACCES'
        ? say('{0} cannot be read: permission denied.', name)
        : say('{0} cannot be found. Check the path.', path),
    );
  });
  if (there.size === 0)
    throw new DataError(say('{0} is empty. Choose a file with a header and rows.', name));
  const stop = () => connection.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    const fingerprint = await fingerprintOf(path);
    const parquet = await isParquet(path);
    if (!parquet && extname(path).toLowerCase() === '.parquet')
      throw new DataError(
        say('{0} is not a Parquet file, whatever its name says. Choose another file.', name),
      );
    const loaded = parquet
      ? await loadParquet(path, there.size, opening)
      : ((await loadStraight(path, there.size, opening)) ?? (await loadRewritten(path, opening)));
    await requireUnchanged(path, fingerprint);
    const unknown = Object.keys(said.types ?? {}).find((column) => !loaded.names.includes(column));
    if (unknown !== undefined)
      throw new DataError(
        say(
          'There is no column "{0}" to settle the type of. Columns: {1}.',
          unknown,
          loaded.names.map((n) => `"${n}"`).join(', '),
        ),
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
    if (signal?.aborted) throw new DataError(say('Opening {0} was cancelled.', name));
    if (/Out of Memory/i.test(String((error as Error).message)))
      throw new DataError(
        say(
          '{0} does not fit into the memory that Flowscope allows itself. Choose fewer columns, or a part of the rows.',
          name,
        ),
      );
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
