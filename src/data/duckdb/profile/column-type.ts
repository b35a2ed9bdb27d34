// The type of a column, from what was counted in it, and which of its texts are gaps.
import type { ColumnProfile, ColumnType } from '../../../protocol/data';
import { type GapRule } from '../number-sql';
import type { Judged } from './judge';

const FEW_CATEGORIES = 50;

export function columnOf(
  name: string,
  unit: string | null,
  type: ColumnType,
  j: Judged,
  settled: boolean,
): ColumnProfile {
  const modelled = type === 'numeric' || type === 'integer';
  const keep = modelled || (type === 'constant' && j.finite > 0);
  return {
    name,
    unit,
    type,
    modelled,
    missing: settled ? j.missing + j.bad : j.missing,
    distinct: null,
    quantiles: null,
    histogram: null,
    min: keep ? j.min : null,
    max: keep ? j.max : null,
    mean: keep ? j.mean : null,
    standardDeviation: keep ? j.sd : null,
  };
}

/** Missing values of a column of texts. */
export function missingIn({ empty, words, symbols }: Judged, rule: GapRule): number {
  return empty + (rule === 'empty' ? 0 : words) + (rule === 'texts' ? symbols : 0);
}

/** A column without letters may well have - for a level, as in + and -. */
export const ruleOf = ({ lettered, finite }: Judged, told: boolean): GapRule =>
  told ? 'empty' : lettered || finite > 0 ? 'texts' : 'symbols';
export const isText = (type: ColumnType, { bad }: Judged) =>
  type === 'text' || type === 'category' || (type === 'constant' && bad > 0);

export function typeOf(j: Judged, rule: GapRule, rows: number): ColumnType {
  const present = rows - j.missing;
  if (present === 0) return 'constant';
  if (j.zeros > 0 && j.bad === 0) return 'identifier';
  if (j.bad === 0 && j.finite > 0) {
    if (j.min === j.max) return 'constant';
    return j.whole === j.finite ? 'integer' : 'numeric';
  }
  if (j.dates > 0 && j.dates === present) return 'date';
  const distinct =
    j.distinctText +
    (rule === 'texts' ? 0 : j.distinctSymbols) +
    (rule === 'empty' && j.words > 0 ? 1 : 0);
  if (distinct <= 1) return 'constant';
  return distinct <= FEW_CATEGORIES && distinct < (rows - missingIn(j, rule)) / 2
    ? 'category'
    : 'text';
}
