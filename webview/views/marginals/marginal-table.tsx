// Figures of described columns as a table.
import { widthsOf } from '../../../src/protocol/bins';
import type { DataProfile } from '../../../src/protocol/data';
import type { MarginalView } from '../../../src/protocol/exploration';
import { binsOf, middleOf } from '../../charts/bins';
import { Table } from '../../controls/table';
import { modelIsGaussian } from '../../state/model-words';
import { formatCount, formatValue } from '../../text/format';
import { axisTitle, unitOf } from '../../text/titles';
import { t } from '../../text/translate';
import { overflow } from './marginal-panel';

/** Figures of each column; the flow's mean is of its samples within the histogram. */
export function MarginalTable({
  views,
  profile,
}: {
  views: MarginalView[];
  profile: DataProfile | null;
}) {
  // medians come after the pictures: in the profile that is known now
  const median = (column: string) =>
    profile?.columns.find((c) => c.name === column)?.quantiles?.[3];
  const levels = views[0]?.parts?.levels ?? [];
  return (
    <Table
      caption={[
        t('Figures of each column.'),
        views.some((v) => v.whole)
          ? t(
              'Counts are of the {0} rows beside the conditions, the other figures of all rows.',
              formatCount(views[0]?.rows),
            )
          : '',
        modelIsGaussian.value
          ? t("The model's mean comes from samples within the range of the histogram.")
          : t("The flow's mean comes from samples within the range of the histogram."),
      ]
        .filter(Boolean)
        .join(' ')}
      head={[
        t('column'),
        t('rows missing'),
        t('rows beyond the axis'),
        t('minimum'),
        t('median'),
        t('maximum'),
        t('mean (data)'),
        t('mean (Gaussian)'),
        t('standard deviation (Gaussian)'),
        modelIsGaussian.value ? t('mean (model samples)') : t('mean (flow samples)'),
        ...levels.map((level) => t('rows: {0}', level)),
      ]}
      rows={views.map((v) => ({
        key: v.column,
        cells: [
          axisTitle(v.column, unitOf(v.profile)),
          formatCount(v.profile?.missing),
          overflow(v) ? t('{0} below, {1} above', formatCount(v.below), formatCount(v.above)) : '0',
          formatValue(v.profile?.min),
          formatValue(median(v.column)),
          formatValue(v.profile?.max),
          formatValue(v.profile?.mean),
          formatValue(v.gaussian.standardDeviation > 0 ? v.gaussian.mean : null),
          formatValue(v.gaussian.standardDeviation > 0 ? v.gaussian.standardDeviation : null),
          formatValue(flowMean(v)),
          ...(v.parts?.rows ?? []).map(formatCount),
        ],
      }))}
    />
  );
}

/** Mean of the flow's histogram; null without samples in it. */
export function flowMean({ flow, histogram: { edges }, axis }: MarginalView): number | null {
  if (!flow) return null;
  let mass = 0;
  let sum = 0;
  const widths = widthsOf(edges, axis.log);
  binsOf(edges).forEach((bin, b) => {
    const part = flow.density[b]! * widths[b]!;
    mass += part;
    sum += part * middleOf(bin);
  });
  return mass > 0 ? sum / mass : null;
}
