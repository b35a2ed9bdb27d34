// How rows came to be selected, in words.
import type { SelectionStep, Shape } from '../../src/protocol/selection';
import { formatCount, formatMoment, formatNumberOf, formatValue } from './format';
import { t } from './translate';

/** So many steps are told one by one. */
const TOLD = 4;

export function selectionWords(steps: SelectionStep[]): string {
  const [first, ...others] = steps;
  if (!first) return '';
  const told = others.slice(0, TOLD - 1).reduce((words, { how, shape }) => {
    const own = shapeWords(shape);
    return how === 'add' ? t('{0}, also {1}', words, own) : t('{0}, without {1}', words, own);
  }, shapeWords(first.shape));
  const rest = others.length - (TOLD - 1);
  return rest > 0 ? t('{0}, and {1} more changes', told, rest) : told;
}

export function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case 'every row':
      return t('every row');
    case 'box':
      return shape.ranges
        .map(({ column, from, to }) =>
          t('{0} from {1} to {2}', column, formatValue(from), formatValue(to)),
        )
        .join(t(' and '));
    case 'levels':
      return shape.others
        ? t('{0}: other than the {1} most frequent', shape.column, formatCount(shape.levels.length))
        : `${shape.column}: ${shape.levels.join(', ')}`;
    case 'dates':
      return t(
        '{0} from {1} until before {2}',
        shape.column,
        formatMoment(shape.from),
        formatMoment(shape.to),
      );
    case 'lasso':
      return t('a lasso over {0} and {1}', shape.x, shape.y);
    case 'rows':
      return shape.drawn
        ? t('{0} among those drawn', formatNumberOf(shape.rows.length, 'row'))
        : t('{0} picked', formatNumberOf(shape.rows.length, 'row'));
  }
}
