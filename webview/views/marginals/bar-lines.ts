// What there is to say of one bar of a marginal: where it lies, its rows, and what the models expect there.
import { widthsOf } from '../../../src/protocol/bins';
import type { MarginalView } from '../../../src/protocol/exploration';
import { massBetween } from '../../charts/gaussian-curve';
import { modelIsGaussian } from '../../state/model-words';
import { formatCount, formatNumberOf, formatValue } from '../../text/format';
import { t } from '../../text/translate';

export function barLines(view: MarginalView, bar: number): string[] {
  const { histogram, rows, gaussian, flow, axis } = view;
  const { edges, counts } = histogram;
  const [low, high] = [edges[bar]!, edges[bar + 1]!];
  const { mean, standardDeviation: sd } = gaussian;
  const width = widthsOf(edges, axis.log)[bar]!;
  return [
    t('{0} to {1}', formatValue(low), formatValue(high)),
    t(
      '{0} of {1}: {2}',
      formatCount(counts[bar]),
      formatNumberOf(rows, 'row'),
      share(counts[bar]! / rows),
    ),
    ...(sd > 0
      ? [t('Gaussian {0}', share(massBetween((low - mean) / sd, (high - mean) / sd)))]
      : []),
    ...(flow
      ? [modelWords(share(flow.density[bar]! * width), share(flow.standardError[bar]! * width))]
      : []),
  ];
}

const modelWords = (mass: string, error: string): string =>
  modelIsGaussian.value
    ? t('model (a Gaussian) {0} ± {1}', mass, error)
    : t('flow {0} ± {1}', mass, error);

/** Three digits of a percentage. */
function share(part: number): string {
  return `${formatValue(Number((100 * part).toPrecision(3)))} %`;
}
