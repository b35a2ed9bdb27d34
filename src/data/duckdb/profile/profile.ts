// What each column of a table is, judged on every row: type, gaps, range, moments and histogram.
import type { ColumnProfile } from '../../../protocol/data';
import { unitOf } from '../../../protocol/unit';
import { DataError } from '../../errors';
import { mayBeFormed } from '../../text/forms';
import { batchesOf } from '../batches';
import type { Loaded } from '../loaded';
import { addHistograms } from '../pictures/histograms';
import { countRows, row } from '../sql';
import { addNumber } from '../store';
import { columnOf, isText, missingIn, ruleOf, typeOf } from './column-type';
import { copiesAmong } from './copies';
import { doubtsAbout } from './doubts';
import { rescaled } from './extremes';
import { identifiersAmong } from './identifiers';
import { judge, type Judged } from './judge';
import { readForms } from './number-forms';
import { grouped, say, type Sentence } from '../../../protocol/sentence';

/** Judges every column on all rows; after it, every column that can be modelled has its numbers stored. */
export async function profileColumns(
  loaded: Loaded,
): Promise<{ columns: ColumnProfile[]; notes: Sentence[] }> {
  const { names, types } = loaded;
  await findFull(loaded);
  const judged = await judge(
    loaded,
    loaded.table,
    names.map((_, i) => i),
  );
  const { notes, reasons } = await readNumbers(loaded, judged);
  await rescaled(loaded, loaded.table, judged);
  const columns = judged.map((j, i) => {
    const name = names[i]!;
    const settled = types[name] !== undefined && types[name] !== 'text' && j.finite > 0;
    const rule = ruleOf(j, types[name] === 'text');
    const type = typeOf(
      settled ? { ...j, missing: j.missing + j.bad, bad: 0, zeros: 0 } : j,
      rule,
      loaded.rows,
    );
    if (settled && j.bad > 0)
      notes.push(
        say(
          '{0} values of "{1}" are not numbers and count as missing, such as "{2}".',
          grouped(j.bad),
          name,
          (j.examples[0] ?? '').slice(0, 40),
        ),
      );
    if (type === 'identifier')
      notes.push(say('"{0}" has values with leading zeros: it is treated as an identifier.', name));
    const infinite = loaded.rows - j.missing - j.bad - j.finite;
    if (j.finite > 0 && j.bad === 0 && infinite > 0)
      notes.push(
        infinite === 1
          ? say(
              'One value of "{0}" is infinite or too large for double precision: its row is left out.',
              name,
            )
          : say(
              '{0} values of "{1}" are infinite or too large for double precision: their rows are left out.',
              grouped(infinite),
              name,
            ),
      );
    if (
      type === 'integer' &&
      Math.max(Math.abs(j.min!), Math.abs(j.max!)) > Number.MAX_SAFE_INTEGER
    )
      notes.push(say('"{0}" has whole numbers beyond 2^53: their last digits are lost.', name));
    if (reasons.has(i)) notes.push(reasons.get(i)!);
    if (isText(type, j)) {
      loaded.rules[i] = rule;
      j.missing = missingIn(j, rule);
      const gaps = j.missing - j.empty;
      const example = j.words > 0 ? j.word : j.symbol;
      if (gaps > 0)
        notes.push(
          gaps === 1
            ? say(
                'One value of "{0}" is "{1}" and counts as a gap: settle its type as text if it is a value.',
                name,
                example,
              )
            : say(
                '{0} values of "{1}", such as "{2}", count as gaps: settle its type as text if they are values.',
                grouped(gaps),
                name,
                example,
              ),
        );
    }
    return columnOf(name, loaded.units[i] ?? unitOf(name), type, j, settled);
  });
  judged.forEach((j, i) => (loaded.full[i] = j.finite === loaded.rows));
  (await identifiersAmong(loaded, columns)).forEach((why, i) => (columns[i]!.identifier = why));
  (await copiesAmong(loaded, columns)).forEach((copy, i) => (columns[i]!.copyOf = copy));
  await addHistograms(loaded, loaded.table, columns);
  notes.push(...(await doubtsAbout(loaded, columns)));
  return { columns, notes };
}

/**
 * Reads the texts of every column as numbers where all of them are: plain ones, then those in other
 * forms. What is judged of these columns is judged again.
 * @returns sentences for the user, and why a column stays text
 */
async function readNumbers(
  loaded: Loaded,
  judged: Judged[],
): Promise<{ notes: Sentence[]; reasons: Map<number, Sentence> }> {
  const { names, types, source } = loaded;
  const all = names.map((_, i) => i);
  const notes: Sentence[] = [];
  const plain = all.filter((i) => {
    const j = judged[i]!;
    return (
      !source.types &&
      types[names[i]!] !== 'text' &&
      loaded.text[i]! &&
      !loaded.number[i] &&
      j.bad === 0 &&
      j.zeros === 0 &&
      j.finite > 0
    );
  });
  for (const i of plain) await addNumber(loaded, i, null);
  const reasons = new Map<number, Sentence>();
  const formed: number[] = [];
  for (const i of all) {
    const { bad, zeros, finite, examples } = judged[i]!;
    const said = types[names[i]!];
    const told = said === 'text' || said === undefined ? undefined : said;
    const open = told
      ? bad > 0 || told !== 'number'
      : said === undefined &&
        !source.types &&
        bad > 0 &&
        (mayBeFormed(examples) || finite >= bad) &&
        zeros === 0;
    if (!open || !loaded.text[i]) continue;
    const found = await readForms(loaded, i, told);
    if (found !== null && 'text' in found) reasons.set(i, found);
    if (found === null && told)
      throw new DataError(
        say(
          '"{0}" is said to hold numbers, and none of its values is one, such as "{1}". Leave its type as it seems.',
          names[i]!,
          (examples[0] ?? '').slice(0, 40),
        ),
      );
    if (found === null || 'text' in found) continue;
    loaded.units[i] ??= found.unit;
    notes.push(...found.notes);
    formed.push(i);
  }
  const changed = [...plain, ...formed].sort((a, b) => a - b);
  if (changed.length > 0)
    (await judge(loaded, loaded.table, changed)).forEach((j, k) => (judged[changed[k]!] = j));
  return { notes, reasons };
}

/** Columns of numbers without a gap, found fast: NaN is the largest number to DuckDB. */
async function findFull({
  connection,
  table,
  number: numbers,
  rows,
  full,
  packed,
}: Loaded): Promise<void> {
  if (packed) return;
  const open = numbers.flatMap((is, i) => (is ? [i] : []));
  for (const part of batchesOf(open)) {
    const isFull = part.map(
      (i) => `count(n${i}) = ${rows} AND isfinite(min(n${i})) AND isfinite(max(n${i}))`,
    );
    const found = await row(connection, `SELECT ${isFull.join(', ')} FROM ${table}_data`);
    part.forEach((i, k) => (full[i] = found[k] === true));
  }
}

/** The same columns in `relation`, a part of the rows; types stay those of all rows. */
export async function profilePart(
  loaded: Loaded,
  relation: string,
  whole: ColumnProfile[],
): Promise<{ columns: ColumnProfile[]; rows: number }> {
  const rows = await countRows(loaded.connection, relation);
  const judged = await judge(
    loaded,
    relation,
    whole.map((_, i) => i),
  );
  await rescaled(loaded, relation, judged);
  const columns = judged.map((j, i) => {
    const { name, unit, type, modelled, identifier, copyOf } = whole[i]!;
    const varies = j.finite > 0 && j.min !== j.max;
    if (loaded.rules[i] !== 'numbers') j.missing = missingIn(j, loaded.rules[i]!);
    return {
      ...columnOf(name, unit ?? null, modelled && !varies ? 'constant' : type, j, modelled),
      identifier: varies ? identifier : null,
      copyOf: varies ? copyOf : null,
    };
  });
  await addHistograms(loaded, relation, columns);
  return { columns, rows };
}
