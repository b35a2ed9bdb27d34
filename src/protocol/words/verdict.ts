// The verdict in words, and what it rests on.
import type { Atom, CovarianceKind, FlowSpecification, Score, Scores } from '../model';
import { grouped, say, type Sentence, together, type Value } from '../sentence';
import { type Clusters, FEWEST_CLUSTERS, tooFew } from '../split';
import { atomsWords } from './atoms';
import { givenNames } from './conditions';

/** What a Gaussian is called that is given nothing. */
export function gaussianWords(kind: CovarianceKind = 'full'): Sentence {
  switch (kind) {
    case 'full':
      return say('Gaussian');
    case 'shrunk':
      return say('Gaussian with shrunk covariance');
    case 'diagonal':
      return say('Gaussian with diagonal covariance');
  }
}

/** Whether the Gaussian was enough. @param given columns that both are given */
export function verdictWords(
  scores: Pick<Scores, 'rows' | 'on' | 'gain' | 'most' | 'clusters' | 'verdict' | 'rejected'> & {
    given?: string[];
  },
): Sentence {
  const { most, clusters } = scores;
  if (scores.rejected)
    return say(
      'Cannot tell: flows did better on rows they were not trained on, but their draws lay far beyond the rows, so the Gaussian was returned.',
    );
  if (clusters && tooFew(clusters)) return tooFewWords(scores, clusters);
  return together([
    allRowsWords(scores),
    ...(clusters?.by === 'blocks' ? [blocksWords(clusters)] : []),
    ...(most ? [fewRowsWords(most)] : []),
  ]);
}

const blocksWords = ({ rows = 0 }: Clusters) =>
  say('Rows follow one another: they were split in blocks of {0} rows.', grouped(rows));

/** Why nobody can tell, however small the error looks. */
function tooFewWords(
  { rows, on, gain }: Pick<Scores, 'rows' | 'on' | 'gain'>,
  { by, count, rows: length = 0 }: Clusters,
): Sentence {
  const scored = rowsWords(rows, on);
  const few = grouped(count);
  const [mean, error] = signed(gain);
  const seen =
    Number.isFinite(gain.standardError) && gain.standardError > 0
      ? [say('The flow gains {0} ± {1} nats per row there.', mean, error)]
      : [];
  if (by === 'blocks')
    return together([
      say(
        'Cannot tell: rows follow one another, so they were split in blocks of {0} rows, and {1} are {2} blocks only. At least {3} are needed.',
        grouped(length),
        scored,
        few,
        FEWEST_CLUSTERS,
      ),
      ...seen,
    ]);
  return together([
    say(
      'Cannot tell: {0} are of {1} groups only. At least {2} are needed.',
      scored,
      few,
      FEWEST_CLUSTERS,
    ),
    ...seen,
  ]);
}

function rowsWords(rows: number, on: Scores['on']): Sentence {
  const count = grouped(rows);
  return on === 'test'
    ? say('{0} test rows', count)
    : on === 'all'
      ? say('{0} rows', count)
      : say('{0} cross-fitted rows', count);
}

/** "2,026 test rows, 203 different ones": how many rows there are, and how many of them are independent. */
export function scoredWords({
  rows,
  on,
  clusters,
}: Pick<Scores, 'rows' | 'on' | 'clusters'>): Sentence {
  const scored = rowsWords(rows, on);
  const count = clusters ? grouped(clusters.count) : '';
  switch (clusters?.by) {
    case 'copies':
      return say('{0}, {1} different ones', scored, count);
    case 'column':
      return say('{0} in {1} groups', scored, count);
    case 'blocks':
      return say('{0} in {1} blocks', scored, count);
    case undefined:
      return scored;
  }
}

/** What a standard error is of, where it is not of single rows. */
export function clustersWords({ by, count }: Clusters): Sentence {
  const many = grouped(count);
  if (by === 'copies')
    return say('The error is of {0} different rows: the others are copies.', many);
  return by === 'column'
    ? say('The error is of {0} groups.', many)
    : say('The error is of {0} blocks: rows follow one another.', many);
}

const figure = (value: number) =>
  grouped(Math.abs(value), {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    useGrouping: false,
  });

const signed = (gain: Score): [Value, Value] => [
  say(gain.mean < 0 ? '−{0}' : '+{0}', figure(gain.mean)),
  figure(gain.standardError),
];

/** Rows that are named, at most. */
const NAMED_ROWS = 8;

/** Rows so far off that they alone make the mean. */
function fewRowsWords({ leftOut, gain, rows }: NonNullable<Scores['most']>): Sentence {
  const [mean, error] = signed(gain);
  if (rows && rows.length > 0) {
    const named = rows.slice(0, NAMED_ROWS).join(', ');
    if (rows.length === 1)
      return say(
        'Row {0} decides this figure (counted from 1): without it the gain is {1} ± {2}.',
        named,
        mean,
        error,
      );
    if (rows.length <= NAMED_ROWS)
      return say(
        'Rows {0} decide this figure (counted from 1): without them the gain is {1} ± {2}.',
        named,
        mean,
        error,
      );
    return say(
      'Rows {0} and {1} more decide this figure (counted from 1): without them the gain is {2} ± {3}.',
      named,
      rows.length - NAMED_ROWS,
      mean,
      error,
    );
  }
  return leftOut === 1
    ? say('A single row decides this figure: without it the gain is {0} ± {1}.', mean, error)
    : say('{0} rows decide this figure: without them the gain is {1} ± {2}.', leftOut, mean, error);
}

function allRowsWords({
  rows,
  on,
  gain,
  clusters,
  verdict,
  given = [],
}: Pick<Scores, 'rows' | 'on' | 'gain' | 'clusters' | 'verdict'> & { given?: string[] }): Sentence {
  const scored = scoredWords({ rows, on, clusters });
  const gained = say('{0} ± {1} nats per row on {2}', ...signed(gain), scored);
  const names = given.join(', ');
  if (given.length > 0)
    switch (verdict) {
      case 'flow':
        return say(
          'Given {0}, the flow describes these data better than a linear Gaussian: {1}.',
          names,
          gained,
        );
      case 'gaussian':
        return gain.standardError === 0
          ? say(
              'Given {0}, a linear Gaussian is enough: no flow did better on rows it was not trained on ({1}).',
              names,
              scored,
            )
          : say('Given {0}, a linear Gaussian is enough: the flow gains {1}.', names, gained);
      case 'undecided':
        return say(
          'Given {0}, cannot tell yet: the flow gains {1} over a linear Gaussian. More rows or a longer fit may decide.',
          names,
          gained,
        );
    }
  switch (verdict) {
    case 'flow':
      return say('The flow describes these data better than a Gaussian: {0}.', gained);
    case 'gaussian':
      return gain.standardError === 0
        ? say(
            'A Gaussian is enough: no flow did better on rows it was not trained on ({0}).',
            scored,
          )
        : say('A Gaussian is enough: the flow gains {0}.', gained);
    case 'undecided':
      return say(
        'Cannot tell yet: the flow gains {0}. More rows or a longer fit may decide.',
        gained,
      );
  }
}

/** A model's own verdict. */
export function modelWords({
  scores,
  atoms,
  atomsAccepted,
  specification,
}: {
  scores: Scores;
  atoms: Atom[];
  atomsAccepted: boolean;
  specification?: Pick<FlowSpecification, 'given'>;
}): Sentence {
  return atoms.length === 0 || atomsAccepted
    ? verdictWords({ ...scores, given: specification ? givenNames(specification) : [] })
    : atomsWords(atoms);
}
