// Sentences made of figures that come from the service: written here once, so that the command line, the host and the pages say the same, each in its language.
import type {
  Atom,
  Condition,
  CovarianceKind,
  FlowSpecification,
  GivenValues,
  ModelMetadata,
  Score,
  Scores,
} from './model';
import { type Clusters, FEWEST_CLUSTERS, tooFew } from './split';

/** Gives a text in some language, with values for {0}, {1} and so on. */
export type Translate = (english: string, ...values: (string | number)[]) => string;

export interface Speech {
  t: Translate;
  /** that figures follow */
  language: string;
}

/** Puts values in; places without one stay. */
export function fill(text: string, values: (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, place: string) =>
    String(values[Number(place)] ?? whole),
  );
}

/** As files and the command line speak. */
export const ENGLISH: Speech = { t: (english, ...values) => fill(english, values), language: 'en' };

/** Columns that a density is given; empty without conditions. */
export const givenNames = ({ given }: Pick<FlowSpecification, 'given'>): string[] =>
  given?.conditions.map((c) => c.column) ?? [];

/** What a Gaussian is called that is given nothing. */
export function gaussianWords(kind: CovarianceKind = 'full', { t }: Speech = ENGLISH): string {
  switch (kind) {
    case 'full':
      return t('Gaussian');
    case 'shrunk':
      return t('Gaussian with shrunk covariance');
    case 'diagonal':
      return t('Gaussian with diagonal covariance');
  }
}

/** Whether the Gaussian was enough. @param given columns that both are given */
export function verdictWords(
  scores: Pick<Scores, 'rows' | 'on' | 'gain' | 'most' | 'clusters' | 'verdict' | 'rejected'> & {
    given?: string[];
  },
  speech: Speech = ENGLISH,
): string {
  const { t } = speech;
  const { most, clusters } = scores;
  if (scores.rejected)
    return t(
      'Cannot tell: flows did better on rows they were not trained on, but their draws lay far beyond the rows, so the Gaussian was returned.',
    );
  if (clusters && tooFew(clusters)) return tooFewWords(scores, clusters, speech);
  return [
    allRowsWords(scores, speech),
    ...(clusters?.by === 'blocks' ? [blocksWords(clusters, speech)] : []),
    ...(most ? [fewRowsWords(most, speech)] : []),
  ].join(' ');
}

const blocksWords = ({ rows = 0 }: Clusters, { t, language }: Speech) =>
  t(
    'Rows follow one another: they were split in blocks of {0} rows.',
    rows.toLocaleString(language),
  );

/** Why nobody can tell, however small the error looks. */
function tooFewWords(
  { rows, on, gain }: Pick<Scores, 'rows' | 'on' | 'gain'>,
  { by, count, rows: length = 0 }: Clusters,
  { t, language }: Speech,
): string {
  const scored = rowsWords(rows, on, { t, language });
  const few = count.toLocaleString(language);
  const [mean, error] = signed(gain, figureIn(language));
  const seen =
    Number.isFinite(gain.standardError) && gain.standardError > 0
      ? ` ${t('The flow gains {0} ± {1} nats per row there.', mean, error)}`
      : '';
  if (by === 'blocks')
    return (
      t(
        'Cannot tell: rows follow one another, so they were split in blocks of {0} rows, and {1} are {2} blocks only. At least {3} are needed.',
        length.toLocaleString(language),
        scored,
        few,
        FEWEST_CLUSTERS,
      ) + seen
    );
  return (
    t(
      'Cannot tell: {0} are of {1} groups only. At least {2} are needed.',
      scored,
      few,
      FEWEST_CLUSTERS,
    ) + seen
  );
}

function rowsWords(rows: number, on: Scores['on'], { t, language }: Speech): string {
  const count = rows.toLocaleString(language);
  return on === 'test'
    ? t('{0} test rows', count)
    : on === 'all'
      ? t('{0} rows', count)
      : t('{0} cross-fitted rows', count);
}

/** "2,026 test rows, 203 different ones": how many rows there are, and how many of them are independent. */
export function scoredWords(
  { rows, on, clusters }: Pick<Scores, 'rows' | 'on' | 'clusters'>,
  speech: Speech = ENGLISH,
): string {
  const { t, language } = speech;
  const scored = rowsWords(rows, on, speech);
  const count = clusters?.count.toLocaleString(language) ?? '';
  switch (clusters?.by) {
    case 'copies':
      return t('{0}, {1} different ones', scored, count);
    case 'column':
      return t('{0} in {1} groups', scored, count);
    case 'blocks':
      return t('{0} in {1} blocks', scored, count);
    case undefined:
      return scored;
  }
}

/** What a standard error is of, where it is not of single rows. */
export function clustersWords({ by, count }: Clusters, { t, language }: Speech = ENGLISH): string {
  const many = count.toLocaleString(language);
  if (by === 'copies') return t('The error is of {0} different rows: the others are copies.', many);
  return by === 'column'
    ? t('The error is of {0} groups.', many)
    : t('The error is of {0} blocks: rows follow one another.', many);
}

const figureIn = (language: string) => (value: number) =>
  Math.abs(value).toLocaleString(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    useGrouping: false,
  });
const signed = (gain: Score, figure: (value: number) => string) =>
  [`${gain.mean < 0 ? '−' : '+'}${figure(gain.mean)}`, figure(gain.standardError)] as const;

/** Rows that are named, at most. */
const NAMED_ROWS = 8;

/** Rows so far off that they alone make the mean. */
function fewRowsWords(
  { leftOut, gain, rows }: NonNullable<Scores['most']>,
  { t, language }: Speech,
): string {
  const [mean, error] = signed(gain, figureIn(language));
  if (rows && rows.length > 0) {
    const named = rows
      .slice(0, NAMED_ROWS)
      .map((row) => row.toLocaleString(language, { useGrouping: false }))
      .join(', ');
    if (rows.length === 1)
      return t(
        'Row {0} decides this figure (counted from 1): without it the gain is {1} ± {2}.',
        named,
        mean,
        error,
      );
    if (rows.length <= NAMED_ROWS)
      return t(
        'Rows {0} decide this figure (counted from 1): without them the gain is {1} ± {2}.',
        named,
        mean,
        error,
      );
    return t(
      'Rows {0} and {1} more decide this figure (counted from 1): without them the gain is {2} ± {3}.',
      named,
      rows.length - NAMED_ROWS,
      mean,
      error,
    );
  }
  return leftOut === 1
    ? t('A single row decides this figure: without it the gain is {0} ± {1}.', mean, error)
    : t('{0} rows decide this figure: without them the gain is {1} ± {2}.', leftOut, mean, error);
}

function allRowsWords(
  {
    rows,
    on,
    gain,
    clusters,
    verdict,
    given = [],
  }: Pick<Scores, 'rows' | 'on' | 'gain' | 'clusters' | 'verdict'> & { given?: string[] },
  { t, language }: Speech,
): string {
  const scored = scoredWords({ rows, on, clusters }, { t, language });
  const gained = t('{0} ± {1} nats per row on {2}', ...signed(gain, figureIn(language)), scored);
  const names = given.join(', ');
  if (given.length > 0)
    switch (verdict) {
      case 'flow':
        return t(
          'Given {0}, the flow describes these data better than a linear Gaussian: {1}.',
          names,
          gained,
        );
      case 'gaussian':
        return gain.standardError === 0
          ? t(
              'Given {0}, a linear Gaussian is enough: no flow did better on rows it was not trained on ({1}).',
              names,
              scored,
            )
          : t('Given {0}, a linear Gaussian is enough: the flow gains {1}.', names, gained);
      case 'undecided':
        return t(
          'Given {0}, cannot tell yet: the flow gains {1} over a linear Gaussian. More rows or a longer fit may decide.',
          names,
          gained,
        );
    }
  switch (verdict) {
    case 'flow':
      return t('The flow describes these data better than a Gaussian: {0}.', gained);
    case 'gaussian':
      return gain.standardError === 0
        ? t('A Gaussian is enough: no flow did better on rows it was not trained on ({0}).', scored)
        : t('A Gaussian is enough: the flow gains {0}.', gained);
    case 'undecided':
      return t(
        'Cannot tell yet: the flow gains {0}. More rows or a longer fit may decide.',
        gained,
      );
  }
}

/** '63 % of the rows of "x" have the value 0' */
export function atomWords(
  { column, value, share }: Atom,
  { t, language }: Speech = ENGLISH,
): string {
  const number =
    language === 'en'
      ? String(value)
      : value.toLocaleString(language, { maximumSignificantDigits: 17, useGrouping: false });
  return t(
    '{0} % of the rows of "{1}" have the value {2}',
    (100 * share).toFixed(0),
    column,
    number,
  );
}

/** SQL that keeps the rows without an atom: above it where it is the least value, below it where it is the largest. */
export function withoutAtom(
  { column, value }: Pick<Atom, 'column' | 'value'>,
  { min, max }: { min: number | null; max: number | null },
): string {
  const name =
    /^[a-z_]\w*$/i.test(column) && !RESERVED.has(column.toLowerCase())
      ? column
      : `"${column.replaceAll('"', '""')}"`;
  return `${name} ${value === min ? '>' : value === max ? '<' : '<>'} ${value}`;
}

/** Words of DuckDB's SQL that are no names unless they are quoted. */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe ' +
    'distinct do else end except false fetch for foreign from grant group having in initially intersect into lambda lateral leading limit not null ' +
    'offset on only or order pivot pivot_longer pivot_wider placing primary qualify references returning select show some summarize symmetric table ' +
    'then to trailing true union unique unpivot using variadic when where window with'
  ).split(' '),
);

/** What a fit will not say, known before it. */
export function atomsAheadWords(atoms: Atom[], speech: Speech = ENGLISH): string {
  const found = atoms.map((atom) => atomWords(atom, speech)).join('; ');
  const { t } = speech;
  return t('{0}. A density cannot describe that, so a fit of these rows gives no verdict.', found);
}

/** Why there is no verdict. */
export function atomsWords(atoms: Atom[], speech: Speech = ENGLISH): string {
  const found = atoms.map((atom) => atomWords(atom, speech)).join('; ');
  const { t } = speech;
  return t(
    'No verdict: {0}. A density cannot describe that, and a gain in nats says little there. Leave the column out, or accept this to see the verdict.',
    found,
  );
}

/** A model's own verdict. */
export function modelWords(
  {
    scores,
    atoms,
    atomsAccepted,
    specification,
  }: {
    scores: Scores;
    atoms: Atom[];
    atomsAccepted: boolean;
    specification?: Pick<FlowSpecification, 'given'>;
  },
  speech: Speech = ENGLISH,
): string {
  return atoms.length === 0 || atomsAccepted
    ? verdictWords({ ...scores, given: specification ? givenNames(specification) : [] }, speech)
    : atomsWords(atoms, speech);
}

/** A sentence of the service in another language, where it is the one that these figures make; any other stays as it came. */
export function said(sentence: string, words: (speech: Speech) => string, speech: Speech): string {
  return sentence === words(ENGLISH) ? words(speech) : sentence;
}

/** A chosen number that no training row came near, in parts of their range. Beyond one range the model knows nothing. */
export interface OutsideValue {
  column: string;
  value: number;
  low: number;
  high: number;
  /** distance from the nearest training row, in ranges of these */
  by: number;
}
export const FARTHEST = 1;

/** Chosen numbers outside the training rows; none is known of models that do not say where these end. */
export function outsideValues(conditions: Condition[], chosen: GivenValues): OutsideValue[] {
  return conditions.flatMap((c) => {
    if (
      c.kind !== 'number' ||
      chosen[c.column] === undefined ||
      c.low === undefined ||
      c.high === undefined
    )
      return [];
    const [value, { column, low, high }] = [
      Number(chosen[c.column]),
      { ...c, low: c.low, high: c.high },
    ];
    const by = Math.max(low - value, value - high) / (high - low);
    return by > 0 ? [{ column, value, low, high, by }] : [];
  });
}

/** "dose = 12 lies outside all training rows (0 to 10), by 20 % of their range: ..." */
export function outsideWords(
  { column, value, low, high, by }: OutsideValue,
  { t, language }: Speech = ENGLISH,
): string {
  const number = (v: number) =>
    language === 'en'
      ? String(Number(v.toPrecision(6)))
      : Number(v.toPrecision(6)).toLocaleString(language, {
          maximumSignificantDigits: 6,
          useGrouping: false,
        });
  return t(
    '{0} = {1} lies outside all training rows ({2} to {3}), by {4} % of their range: what the model says there is a guess.',
    column,
    number(value),
    number(low),
    number(high),
    Math.ceil(100 * by),
  );
}

/** How many draws lie outside plausible bounds; null where none does. */
export function boundsWords(
  bounds: ModelMetadata['bounds'],
  { t, language }: Speech = ENGLISH,
): string | null {
  if (!bounds || !(bounds.outside.mean > 0)) return null;
  const number = (v: number) =>
    v.toLocaleString(language, { maximumSignificantDigits: 2, useGrouping: false });
  const percent = (share: number) => number(100 * share);
  const found = bounds.columns
    .filter(({ outside }) => outside > 0)
    .map(({ column, low, high, outside }) => {
      if (low !== null && high !== null)
        return t(
          '{0} outside {1} to {2}: {3} %',
          column,
          number(low),
          number(high),
          percent(outside),
        );
      return low !== null
        ? t('{0} below {1}: {2} %', column, number(low), percent(outside))
        : t('{0} above {1}: {2} %', column, number(high!), percent(outside));
    });
  return t(
    '{0} ± {1} % of the draws lie outside bounds that all rows keep ({2}).',
    percent(bounds.outside.mean),
    percent(bounds.outside.standardError),
    found.join('; '),
  );
}
