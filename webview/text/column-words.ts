// What is said about a column: why it is not described, and its figures.
import type { ColumnProfile } from '../../src/protocol/data';
import { copyWords } from '../../src/protocol/copy-words';
import { formatCount, formatValue } from './format';
import { unitOf } from './titles';
import { sentence, speech, t } from './translate';

/** Why describing it makes no sense, or is not done by itself; null for what measures something. */
export function reasonAgainst(column: ColumnProfile): string | null {
  const { type, identifier, copyOf, distinct } = column;
  if (type === 'constant')
    return distinct === 0 ? t('It has no value at all.') : t('It has one value only.');
  if (identifier) return t('An identifier: {0}.', sentence(identifier));
  if (type === 'identifier') return t('An identifier: its numbers begin with zeros.');
  if (copyOf) return copyWords(copyOf, speech);
  switch (type) {
    case 'category':
      return t('A category is not described, but can be given.');
    case 'date':
      return t('Dates are not described.');
    case 'text':
      return t('Text is not described.');
    default:
      return null;
  }
}

/** A named figure; `first`: the range and the middle, which are seen at once. */
export interface ColumnFact {
  fact: [term: string, value: string];
  first: boolean;
}

/** Those that are not known, or make no sense, are left out. */
export function columnFacts(column: ColumnProfile, rows: number): ColumnFact[] {
  const { min, max, mean, standardDeviation, quantiles, missing, distinct } = column;
  const unit = unitOf(column);
  const share =
    rows > 0 ? ` (${formatValue(Number(((100 * missing) / rows).toPrecision(2)))} %)` : '';
  const known = (value: number | null | undefined) =>
    value === null || value === undefined ? null : formatValue(value);
  const facts: [term: string, value: string | null, first?: boolean][] = [
    [t('minimum'), known(min), true],
    [t('median'), known(quantiles?.[3]), true],
    [t('maximum'), known(max), true],
    [t('mean'), known(mean)],
    [t('standard deviation'), known(standardDeviation || null)],
    [t('unit'), unit],
    [t('gaps'), missing > 0 ? `${formatCount(missing)}${share}` : t('none')],
    [t('distinct values'), distinct === null ? null : formatCount(distinct)],
  ];
  return facts.flatMap(([term, value, first = false]) =>
    value === null ? [] : [{ fact: [term, value], first }],
  );
}
