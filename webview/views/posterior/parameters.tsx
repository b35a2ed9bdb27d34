// What draws of a posterior say of each parameter, and of themselves.
import type { ParameterSummary, PosteriorView } from '../../../src/protocol/inference';
import { Table } from '../../controls/table';
import { formatCount, formatValue } from '../../text/format';
import { sentence, t } from '../../text/translate';
import type { Truth } from './observation';

const of = ({ quantiles }: ParameterSummary, level: number): number | undefined =>
  quantiles.find(([l]) => l === level)?.[1];

export function ParameterTable({
  parameters,
  truth,
}: {
  parameters: ParameterSummary[];
  truth: Truth | null;
}) {
  return (
    <div class="table-scroll">
      <Table
        stacks
        caption={t('What the draws say of each parameter; ± is one standard error of the mean')}
        head={[
          t('parameter'),
          t('mean'),
          t('standard deviation'),
          t('median'),
          t('95 % lie in'),
          ...(truth ? [t('in row {0}', formatCount(truth.row))] : []),
        ]}
        rows={parameters.map((p) => ({
          key: p.name,
          cells: [
            p.name,
            `${formatValue(p.mean)} ± ${formatValue(Number(p.meanError.toPrecision(2)))}`,
            formatValue(p.sd),
            formatValue(of(p, 0.5)),
            t('{0} to {1}', formatValue(of(p, 0.025)), formatValue(of(p, 0.975))),
            ...(truth ? [formatValue(truth.values[p.name])] : []),
          ],
        }))}
      />
    </div>
  );
}

/** Sentences about the draws: what lies outside, what they are worth, what was assumed. */
export function figuresOf({
  leakage,
  effectiveSampleSize,
  paretoK,
  notes,
}: PosteriorView): string[] {
  return [
    ...(leakage
      ? [
          t(
            '{0} ± {1} % of the mass of the flow was outside the prior, and is left out.',
            formatValue(Number((100 * leakage.share).toPrecision(2))),
            formatValue(Number((100 * leakage.standardError).toPrecision(1))),
          ),
        ]
      : []),
    ...(paretoK === null
      ? []
      : [
          t(
            'The draws are weighted, and worth {0} equal ones; Pareto k {1}.',
            formatCount(Math.floor(effectiveSampleSize)),
            formatValue(Number(paretoK.toFixed(2))),
          ),
        ]),
    ...notes.map((note) => sentence(note)),
  ];
}
