// The files of a table: one, those of a folder, or those of a pattern such as `data/*.parquet`.
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Fingerprint } from '../../protocol/data';
import { TABLE_ENDINGS } from '../../protocol/table-forms';
import { DataError } from '../errors';
import { fingerprintOfAll } from './fingerprint';
import { say } from '../../protocol/sentence';

const MOST_FILES = 1000;

/** Bytes of a file, or of a folder or pattern as one table, as its fingerprint has them. */
export async function sizeOfTable(path: string): Promise<number> {
  const each = await Promise.all(((await filesOf(path)) ?? [path]).map((file) => stat(file)));
  return each.reduce((sum, { size }) => sum + size, 0);
}

/** Of a file, or of a folder or pattern as one table. */
export async function fingerprintOfTable(path: string): Promise<Fingerprint> {
  return fingerprintOfAll((await filesOf(path)) ?? [path]);
}

/** The files of a folder or pattern in the order of their names; null when the path is one file. */
export async function filesOf(path: string): Promise<string[] | null> {
  const there = await stat(path).catch(() => null);
  if (there?.isFile()) return null;
  if (there?.isDirectory()) return inFolder(path);
  const pattern = basename(path);
  if (!/[*?]/.test(pattern)) return null; // missing: said where it is opened
  const folder = dirname(path);
  const literal = (text: string) => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const like = new RegExp(
    `^${pattern
      .split(/([*?])/)
      .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : literal(part)))
      .join('')}$`,
  );
  const found = (await namesIn(folder)).filter((name) => like.test(name));
  if (found.length === 0)
    throw new DataError(
      say('No file in {0} has a name like {1}. Check the pattern.', folder, pattern),
    );
  return found.map((name) => join(folder, name));
}

async function inFolder(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  const forms = TABLE_ENDINGS.map((form) => ({
    form,
    found: names.filter((name) => name.toLowerCase().endsWith(form)),
  })).filter(({ found }) => found.length > 0);
  if (forms.length === 0)
    throw new DataError(
      say(
        'The folder {0} holds no CSV, TSV, Parquet or JSON file. Choose another folder, or a file.',
        basename(folder),
      ),
    );
  if (forms.length > 1)
    throw new DataError(
      say(
        'The folder {0} holds {1} files. Say which, with a pattern such as {2}.',
        basename(folder),
        forms.map(({ form, found }) => `${found.length} ${form}`).join(' and '),
        join(folder, `*${forms[0]!.form}`),
      ),
    );
  return forms[0]!.found.map((name) => join(folder, name));
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new DataError(
        say(
          error.code === 'EACCES'
            ? '{0} cannot be read: permission denied.'
            : '{0} cannot be found. Check the path.',
          folder,
        ),
      );
    },
  );
  const names = entries
    .filter(
      (entry) => !entry.isDirectory() && !entry.name.startsWith('.') && !entry.name.startsWith('_'),
    )
    .map((entry) => entry.name);
  if (names.length > MOST_FILES)
    throw new DataError(
      say(
        '{0} holds {1} files: up to {2} are read as one table.',
        folder,
        names.length,
        MOST_FILES,
      ),
    );
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
