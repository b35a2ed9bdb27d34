// From a path to a table in DuckDB: of a file, or of several files as one. These must have the same
// columns; one more says which file a row is from.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Dialect } from '../../../protocol/data';
import { DataError } from '../../errors';
import { fingerprintOfAll, requireUnchanged } from '../../files/fingerprint';
import { filesOf } from '../../files/table-files';
import type { Loaded, Opening } from '../loaded';
import { literal } from '../sql';
import { discard, isNumberType, type Stored } from '../store';
import { uniqueName } from '../unique-name';
import { loadFile } from './load-file';
import { say, type Sentence } from '../../../protocol/sentence';

/** The column with the names of the files. */
const FILE_COLUMN = 'file';

/** @throws DataError with a sentence for the user */
export async function load(path: string, opening: Opening): Promise<Loaded> {
  const files = await filesOf(path);
  if (files === null) return loadFile(path, opening);
  return files.length === 1
    ? { ...(await loadFile(files[0]!, opening)), path }
    : loadTogether(path, files, opening);
}

async function loadTogether(path: string, files: string[], opening: Opening): Promise<Loaded> {
  const { table } = opening;
  const fingerprint = await fingerprintOfAll(files);
  const before = await Promise.all(files.map((file) => stat(file)));
  let all: Loaded | null = null;
  let dialects: Dialect[] = [];
  try {
    for (const [k, file] of files.entries()) {
      const part = await loadFile(file, {
        ...opening,
        table: `${table}_${k}`,
        limits: { straight: Infinity, everything: Infinity, columns: Infinity },
      });
      try {
        if (all) requireSameColumns(all, files[0]!, part, file);
        all = all ? await append(all, part, file) : await begin(part, path, table, file);
        dialects = [...dialects, part.dialect];
      } finally {
        await discard(part);
      }
    }
    for (const [k, file] of files.entries())
      await requireUnchanged(file, { size: before[k]!.size, modified: before[k]!.mtimeMs });
  } catch (error) {
    if (all) await discard(all);
    throw error;
  }
  const { notes } = all!;
  const read = dialects.some((d) => JSON.stringify(d) !== JSON.stringify(dialects[0]))
    ? [say('The files are not all read in the same way: see the notes of each.')]
    : [];
  return {
    ...all!,
    files,
    fingerprint,
    notes: [
      say(
        '{0} files are read as one table; the column "{1}" says from which a row comes. Rows are numbered through all files, in the order of their names.',
        files.length,
        all!.names.at(-1)!,
      ),
      ...read,
      ...notes,
    ],
  };
}

/** The table of the first file, with a column more. */
async function begin(part: Loaded, path: string, table: string, file: string): Promise<Loaded> {
  const { connection, names, text, number, units, source } = part;
  const name = uniqueName(FILE_COLUMN, names);
  const last = names.length;
  // text stays text: what the first file has may not be what the last one has
  await connection.run(
    `CREATE TABLE ${table}_data AS SELECT ${columnsSql(part, '0', file)} FROM ${part.table}`,
  );
  await connection.run(`CREATE OR REPLACE VIEW ${table} AS SELECT * FROM ${table}_data`);
  return {
    ...part,
    path,
    table,
    names: [...names, name],
    units: [...units, null],
    text: [...text.map(() => true), true],
    number: [...number, false],
    source: {
      ...source,
      numbered: true,
      sql: `(SELECT row, ${[...names, name].map((_, i) => `t${i} AS c${i}`).join(', ')} FROM ${table})`,
      types: source.types ? [...source.types, 'VARCHAR'] : null,
    },
    notes: withFile(part, file),
    gaps: new Map([...part.gaps].filter(([i]) => i < last)),
    own: [],
    full: [...part.full, false],
    rules: [...part.rules, 'numbers'],
  };
}

async function append(all: Loaded, part: Loaded, file: string): Promise<Loaded> {
  await all.connection.run(
    `INSERT INTO ${all.table}_data BY NAME SELECT ` +
      `${columnsSql(part, `(SELECT max(row) + 1 FROM ${all.table}_data)`, file)} FROM ${part.table}`,
  );
  return {
    ...all,
    rows: all.rows + part.rows,
    shortRows: all.shortRows + part.shortRows,
    longRows: all.longRows + part.longRows,
    notes: [...all.notes, ...withFile(part, file)],
  };
}

function columnsSql({ names, number }: Stored, offset: string, file: string): string {
  return [
    `row + ${offset} AS row`,
    ...names.flatMap((_, i) => [...(number[i] ? [`n${i}`] : []), `t${i}`]),
    `${literal(basename(file))} AS t${names.length}`,
  ].join(', ');
}

const withFile = ({ notes }: Loaded, file: string) =>
  notes
    .filter((note) => !/^Read (with|as) /.test(note.text))
    .map((note) => say('{0}: {1}', basename(file), note));

function requireSameColumns(all: Loaded, firstFile: string, part: Loaded, file: string): void {
  const expected = all.names.slice(0, -1);
  const [lacks] = expected.filter((name) => !part.names.includes(name));
  const [more] = part.names.filter((name) => !expected.includes(name));
  const wrong = (what: Sentence) =>
    new DataError(
      say(
        '{0} {1}, unlike {2}: only files with the same columns can be read as one table.',
        basename(file),
        what,
        basename(firstFile),
      ),
    );
  if (lacks !== undefined) throw wrong(say('lacks the column "{0}"', lacks));
  if (more !== undefined) throw wrong(say('has a column "{0}"', more));
  const moved = expected.findIndex((name, i) => part.names[i] !== name);
  if (moved >= 0)
    throw wrong(
      say(
        'has its columns in another order ("{0}" in the place of "{1}")',
        part.names[moved]!,
        expected[moved]!,
      ),
    );
  if ((all.source.types === null) !== (part.source.types === null))
    throw wrong(say('is of another form'));
  const kind = expected.findIndex(
    (_, i) =>
      all.source.types &&
      isNumberType(all.source.types[i]!) !== isNumberType(part.source.types![i]!),
  );
  if (kind >= 0)
    throw wrong(
      say(
        'has {0} in the column "{1}" and not {2}',
        part.source.types![kind]!,
        expected[kind]!,
        all.source.types![kind]!,
      ),
    );
  if (all.dialect.decimal !== part.dialect.decimal)
    throw wrong(say(part.dialect.decimal === ',' ? 'has decimal commas' : 'has decimal points'));
}
