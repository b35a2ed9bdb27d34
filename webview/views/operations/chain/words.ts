// A chain in the words of the page: where it begins, and what its result is.
import type { ExplorationState } from '../../../../src/protocol/exploration';
import type {
  Chain,
  ChainView,
  Obstacle,
  ResultKind,
  StartName,
} from '../../../../src/protocol/operations';
import { baseName, formatCount, formatNumberOf, formatValue } from '../../../text/format';
import { t } from '../../../text/translate';

export const OBSTACLES: Record<Obstacle, string> = {
  'one column': t('not with one column'),
  'nothing varies': t('nothing varies here'),
  degenerate: t('no density in all columns: marginalise first'),
  'few rows': t('too few rows: begin with the Gaussian'),
};

export const START_LABELS: Record<StartName, string> = {
  rows: t('the rows'),
  gaussian: t('the Gaussian'),
  mixture: t('a mixture of Gaussians'),
  flow: t('the fitted flow'),
  typed: t('a distribution that I type'),
};

const LONGEST = 3;

/** "height, weight" or, of many, "4 columns" */
export const columnWords = (names: readonly string[]) =>
  names.length > LONGEST ? formatNumberOf(names.length, 'column') : names.join(', ');

export function startWords({ start }: Chain, state: ExplorationState): string {
  const columns = columnWords(state.selected);
  switch (start.from) {
    case 'rows':
      return t('rows of {0}', columns);
    case 'gaussian':
      return t('Gaussian of {0}', columns);
    case 'mixture':
      return t('mixture of {0}', columns);
    case 'flow':
      return t('flow {0}', state.model?.label ?? '');
    case 'typed':
      return start.text;
  }
}

/** The file, where the chain begins in one. */
export const fileWords = ({ start }: Chain, state: ExplorationState): string | null =>
  start.from === 'typed' ? null : baseName(state.dataPath) || null;

/** "a = 1, b = 2" */
export const pairs = (values: Record<string, number>, is: string, and: string) =>
  Object.entries(values)
    .map(([name, value]) => `${name}${is}${formatValue(value)}`)
    .join(and);

/** "0.5 x + 0.2 y" */
export function weighted(weights: Record<string, number>): string {
  const terms = Object.entries(weights).filter(([, w]) => w !== 0);
  if (terms.length > LONGEST) return t('a vector of {0}', formatNumberOf(terms.length, 'column'));
  return terms.map(([name, w]) => (w === 1 ? name : `${formatValue(w)} ${name}`)).join(' + ');
}

export const KIND_LABELS: Record<ResultKind, string> = {
  gaussian: t('Gaussian'),
  mixture: t('mixture of Gaussians'),
  rows: t('rows'),
  'weighted rows': t('weighted rows'),
  flow: t('fitted flow'),
  independent: t('typed distribution'),
  transformed: t('transformed distribution'),
  draws: t('draws'),
  'weighted draws': t('weighted draws'),
};

/** How the figures are known, as one sentence. */
export function methodSentence({
  method,
  draws,
  density,
  entropy,
  kind,
  names,
}: ChainView): string {
  const words = t('{0} of {1}', KIND_LABELS[kind], columnWords(names));
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  const count = formatCount(draws?.count);
  const weightless = !draws || Math.round(draws.effective) >= draws.count;
  switch (method) {
    case 'closed form':
      return (entropy?.standardError ?? null) === null
        ? t('{0}, in closed form: every figure is exact.', what)
        : t('{0}, in closed form: every figure without ± is exact.', what);
    case 'rows':
      return weightless
        ? t('{0}: figures are of {1} rows, ± one standard error.', what, count)
        : t(
            '{0}: figures are of {1} rows that are worth {2} of equal weight, ± one standard error.',
            what,
            count,
            formatCount(draws.effective),
          );
    case 'Monte Carlo':
      if (density)
        return weightless
          ? t(
              '{0}: its log densities are computed, the other figures are of {1} draws (Monte Carlo), ± one standard error.',
              what,
              count,
            )
          : t(
              '{0}: its log densities are computed, the other figures are of {1} draws (Monte Carlo) that are worth {2} of equal weight, ± one standard error.',
              what,
              count,
              formatCount(draws.effective),
            );
      return weightless
        ? t('{0}, by Monte Carlo: figures are of {1} draws, ± one standard error.', what, count)
        : t(
            '{0}, by Monte Carlo: figures are of {1} draws that are worth {2} of equal weight, ± one standard error.',
            what,
            count,
            formatCount(draws.effective),
          );
  }
}
