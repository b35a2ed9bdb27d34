// The verdict in words, and what it rests on.
import type { Atom, CovarianceKind, FlowSpecification, Score, Scores } from '../model';
import { ENGLISH, type Speech } from '../speech';
import { type Clusters, FEWEST_CLUSTERS, tooFew } from '../split';
import { atomsWords } from './atoms';
import { givenNames } from './conditions';

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
