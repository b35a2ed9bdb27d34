// In which form the texts of a column are numbers, judged on every row: read where all of them
// agree; otherwise the reason.
import { DAY_AND_MONTH, type Mark, otherMark } from '../../text/forms';
import { formedSql, partsSql, singularSql } from '../forms-sql';
import type { Loaded } from '../loaded';
import { isMissingSql, numberSql } from '../number-sql';
import { countOf, literal, only, row } from '../sql';
import { addNumber, dataOf, type NumberForm, textOf } from '../store';
import { grouped, say, type Sentence } from '../../../protocol/sentence';

/** Of so few numbers without a point between thousands, all others may have a decimal point as well. */
const FEW_PLAIN = 0.1;

/** What a user may say: numbers, in whichever form; with this decimal mark. */
export type Told = 'number' | 'point' | 'comma';
const TOLD: Record<Told, Mark | null> = { number: null, point: '.', comma: ',' };

export interface Reading {
  form: NumberForm;
  /** that all numbers wear */
  unit: string | null;
  notes: Sentence[];
}

/**
 * Reads the texts of column `i` as numbers, if they are. @param told by the user: then texts that are none become gaps
 * @returns what was done, or why nothing was, as a sentence; null where they are plainly texts
 */
export async function readForms(
  loaded: Loaded,
  i: number,
  told?: Told,
): Promise<Reading | Sentence | null> {
  const mark = loaded.source.decimal ?? '.';
  const said = told ? TOLD[told] : null;
  const marks = said ? [said] : [mark, otherMark(mark)];
  const tallies: Tally[] = [];
  for (const m of marks) {
    const tally = await tallyOf(loaded, i, m);
    tallies.push(tally);
    if (tally.formed + tally.plain === tally.present) break;
  }
  const complete = tallies.find((t) => t.formed + t.plain === t.present && t.present > 0);
  const best = complete ?? tallies.sort((a, b) => b.formed + b.plain - a.formed - a.plain)[0]!;
  const { decimal, formed, plain, present, dates } = best;
  if (formed + plain === 0) return null;
  // 1.2, 14.2 in a file with decimal commas
  if (!told && decimal !== mark && dates === present) return null;
  if (!told && !complete)
    return formed + plain >= present / 2 ? reasonOf(loaded.names[i]!, best) : null;
  const parts = await partsOf(loaded, i, best);
  const wrong = told ? null : conflictIn(loaded.names[i]!, best, parts);
  if (wrong !== null) return wrong;
  const form = { decimal, wears: told && plain >= parts.most ? '' : parts.usual };
  await addNumber(loaded, i, form);
  return {
    form,
    unit: form.wears === '' ? null : parts.shown,
    notes: notesOn(loaded.names[i]!, mark, best, parts),
  };
}

interface Tally {
  decimal: Mark;
  /** no gap */
  present: number;
  plain: number;
  formed: number;
  dates: number;
  /** one that is neither */
  example: string;
}

const fieldsSql = (loaded: Loaded, i: number, mark: Mark) =>
  `(SELECT s, ${numberSql('s', mark)} AS v FROM (SELECT ${textOf(loaded, i)} AS s FROM ` +
  `${dataOf(loaded)}) WHERE NOT ${isMissingSql('s')})`;

async function tallyOf(loaded: Loaded, i: number, decimal: Mark): Promise<Tally> {
  const formed = `CASE WHEN v IS NULL THEN ${formedSql('s', decimal)} ELSE false END`;
  const counts =
    `count(*), count(v), ${countOf('f')}, ` + countOf(`regexp_matches(s, '${DAY_AND_MONTH}')`);
  const found = await row(
    loaded.connection,
    `SELECT ${counts}, min(${only('s', 'v IS NULL AND NOT f')}) FROM (SELECT *, ${formed} AS f ` +
      `FROM ${fieldsSql(loaded, i, decimal)})`,
  );
  const [present, plain, forms, dates] = found.slice(0, 4).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { decimal, present, plain, formed: forms, dates, example: String(found[4] ?? '') };
}

const FLAGS = {
  brackets: "contains(lead, '(')",
  behind: "regexp_matches(tail, '[^ )]')",
  error: "error <> ''",
  times: "times <> ''",
  power: "regexp_matches(power, '^([dD]|[^eE])')",
  minus: "regexp_matches(lead, '[\u2212\u2013\u2012\u2010\ufe63\uff0d]')",
} as const;
type Flag = keyof typeof FLAGS | 'groups';

interface Parts {
  /** how many wear something, how many different things, and two of them */
  worn: number;
  kinds: number;
  things: [string, string];
  /** the most frequent one, in the singular, how many have it, and how it is written */
  usual: string;
  most: number;
  shown: string;
  /** such as 52.125: of three digits behind the only mark */
  either: number;
  counts: Record<Flag, number>;
  examples: Record<Flag, string>;
}

async function partsOf(loaded: Loaded, i: number, { decimal }: Tally): Promise<Parts> {
  const tests: Record<Flag, string> = {
    ...FLAGS,
    groups: `regexp_matches(core, '[0-9][^0-9${decimal}][0-9]{2}')`,
  };
  const flags = Object.keys(tests) as Flag[];
  const select = `SELECT s FROM ${fieldsSql(loaded, i, decimal)} WHERE v IS NULL AND ${formedSql('s', decimal)}`;
  const grouped = decimal === '.' ? ',' : '\\.';
  const either = countOf(`regexp_full_match(core, '[1-9][0-9]{0,2}${grouped}[0-9]{3}')`);
  const worn =
    `${countOf("wears <> ''")}, count(DISTINCT kind), min(wears), max(wears), mode(kind), ` +
    `min(${only('wears', "wears <> ''")})`;
  const flagged = flags.flatMap((flag) => [countOf(tests[flag]), `min(${only('s', tests[flag])})`]);
  const from = `(SELECT *, ${singularSql('wears')} AS kind FROM (${partsSql(select, decimal)}))`;
  const found = await row(
    loaded.connection,
    `SELECT ${[worn, either, ...flagged].join(', ')} FROM ${from}`,
  );
  const usual = String(found[4] ?? '');
  const [most, shown] = await row(
    loaded.connection,
    `SELECT count(*), coalesce(mode(wears), '') FROM ${from} WHERE kind = ${literal(usual)}`,
  );
  const values = <T>(of: (k: number) => T) =>
    Object.fromEntries(flags.map((flag, k) => [flag, of(7 + 2 * k)])) as Record<Flag, T>;
  return {
    worn: Number(found[0]),
    kinds: Number(found[1]),
    things: [String(found[2] ?? ''), String(found[3] ?? '')],
    usual,
    most: Number(most),
    shown: String(shown),
    either: Number(found[6]),
    counts: values((k) => Number(found[k])),
    examples: values((k) => String(found[k + 1] ?? '').trim()),
  };
}

/** Why numbers of a column cannot be read together. */
function conflictIn(
  name: string,
  { plain, formed, present }: Tally,
  { worn, kinds, things, usual, counts }: Parts,
): Sentence | null {
  if (kinds > 1 && worn === formed && plain === 0)
    return say(
      '"{0}" is read as text because its numbers have different units, "{1}" and "{2}" among them. Settled as number, those with the most frequent one count, and the others become gaps.',
      name,
      things[0],
      things[1],
    );
  if (worn > 0 && worn < present)
    return say(
      '"{0}" is read as text because some of its numbers have "{1}" beside them and others do not. Settled as number, the more frequent ones count, and the others become gaps.',
      name,
      usual === '' ? things[1]! : usual,
    );
  if (counts.brackets === present)
    return say(
      '"{0}" is read as text because all of its numbers stand in brackets. Settled as number, they are negative.',
      name,
    );
  return null;
}

function reasonOf(name: string, { present, plain, formed, example }: Tally): Sentence {
  const bad = present - plain - formed;
  return bad === 1
    ? say(
        '"{0}" is read as text because one value is not a number, such as "{1}". If it is a gap, settle its type as number.',
        name,
        example.slice(0, 40),
      )
    : say(
        '"{0}" is read as text because {1} values are not a number, such as "{2}". If they are gaps, settle its type as number.',
        name,
        grouped(bad),
        example.slice(0, 40),
      );
}

function notesOn(
  name: string,
  mark: Mark,
  { decimal, plain, present, formed }: Tally,
  { worn, usual, shown, either, counts, examples }: Parts,
): Sentence[] {
  const notes: Sentence[] = [];
  if (worn > 0 && usual !== '')
    notes.push(
      say('The numbers of "{0}" have the sign {1}, which is taken for their unit.', name, shown),
    );
  if (decimal !== mark && formed + plain > 0)
    notes.push(
      say(
        decimal === '.'
          ? '"{0}" is read with a decimal point, unlike the rest of the table.'
          : '"{0}" is read with a decimal comma, unlike the rest of the table.',
        name,
      ),
    );
  if (counts.groups > 0) notes.push(say('"{0}" has separators between thousands.', name));
  if (decimal === ',' && either === formed && formed > 0 && plain <= FEW_PLAIN * present)
    notes.push(
      say(
        'Numbers of "{0}" such as "{1}" are read with points between thousands ({2}): settle its type as number with a decimal point if that is wrong.',
        name,
        examples.groups,
        examples.groups.replace('.', ''),
      ),
    );
  if (counts.minus > 0)
    notes.push(
      say(
        'Numbers of "{0}" with another minus sign, such as "{1}", are read as negative.',
        name,
        examples.minus,
      ),
    );
  if (counts.brackets > 0)
    notes.push(
      say(
        'Numbers of "{0}" in brackets, such as "{1}", are read as negative.',
        name,
        examples.brackets,
      ),
    );
  if (counts.behind > 0)
    notes.push(
      say(
        'Numbers of "{0}" with a minus behind them, such as "{1}", are read as negative.',
        name,
        examples.behind,
      ),
    );
  if (counts.power > 0)
    notes.push(
      say('Numbers of "{0}" such as "{1}" are read as powers of ten.', name, examples.power),
    );
  if (counts.error > 0)
    notes.push(
      say('Of numbers of "{0}" such as "{1}" the uncertainty is left out.', name, examples.error),
    );
  if (counts.times > 0)
    notes.push(
      say(
        'Numbers of "{0}" such as "{1}" are multiplied as their letter or word says.',
        name,
        examples.times,
      ),
    );
  return notes;
}
