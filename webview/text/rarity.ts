// How rare a row is, as the share of draws of the model that have a lower log density.
import { formatCount, formatValue } from './format';
import { t } from './translate';

/** What the draws are of: the flow, the Gaussian of all rows, or the Gaussian that a fit returned. */
export type DrawnFrom = 'flow' | 'Gaussian' | 'model';

/** Above this share a percentage says more than "1 in so many". */
const OFTEN = 0.1;

/** @param drawn log densities of draws, lowest first  @returns null where the row has no log density */
export function rarityWords(
  logDensity: number | null,
  drawn: Float64Array,
  from: DrawnFrom,
): string | null {
  if (logDensity === null || Number.isNaN(logDensity) || drawn.length === 0) return null;
  const rarer = below(drawn, logDensity);
  const draws = drawsWords(formatCount(drawn.length), from);
  if (rarer === 0) return t('rarer than each of {0}', draws);
  const share = rarer / drawn.length;
  return share >= OFTEN
    ? t('{0} % of {1} are rarer', formatCount(Math.round(100 * share)), draws)
    : t('1 in {0} of {1} is rarer', formatValue(Number((1 / share).toPrecision(2))), draws);
}

function drawsWords(count: string, from: DrawnFrom): string {
  switch (from) {
    case 'flow':
      return t('{0} flow samples', count);
    case 'Gaussian':
      return t('{0} Gaussian samples', count);
    case 'model':
      return t('{0} model samples', count);
  }
}

/** How many of the sorted values are below `value`. */
function below(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
