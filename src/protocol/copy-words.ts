// What is said about a column that repeats another, wherever columns are chosen.
import type { ColumnProfile } from './data';
import type { Speech } from './speech';

export const copyWords = (
  { column, scaled }: NonNullable<ColumnProfile['copyOf']>,
  { t }: Speech,
): string =>
  scaled
    ? t('It is "{0}" on another scale: together they have no density.', column)
    : t('A copy of "{0}": together they have no density.', column);
