// The account of one point: log p(u), minus each layer's log|det J|, is log p(x).
import type { LayersView } from '../../../src/protocol/exploration';
import { Table } from '../../controls/table';
import { formatNats } from '../../text/format';
import { layerName, pointName } from '../../text/names';
import { t } from '../../text/translate';

export interface AccountLine {
  label: string;
  /** what this line adds, in nats */
  term: number;
  /** the sum so far */
  total: number;
}

/** Lines from the base to log p(x). The last line's `total` is the sum, to be seen beside `view.logDensity[index]`. */
export function account(view: LayersView, index: number): AccountLine[] {
  let total = view.baseLogDensity[index]!;
  const base = { label: t('log p(u), base'), term: total, total };
  const layers = view.names.slice(1).map((name, l) => {
    const term = -view.logDets[l + 1]![index]!;
    total += term;
    return { label: t('− log|det J|, {0}', layerName(name)), term, total };
  });
  return [base, ...layers];
}

/** @param reached the stage that is seen: its line is marked */
export function AccountTable({
  view,
  index,
  reached,
}: {
  view: LayersView;
  index: number;
  reached: number;
}) {
  const lines = account(view, index);
  const name = pointName(view.rows[index]!);
  return (
    <Table
      caption={t('Log density of {0}, in nats: every line is added to the ones above', name)}
      stacks
      head={[t('term'), t('nats'), t('sum so far')]}
      rows={[
        ...lines.map((line, l) => ({
          key: line.label,
          strong: l === reached,
          cells: [line.label, formatNats(line.term, 4), formatNats(line.total, 4)],
        })),
        {
          key: 'density',
          strong: true,
          cells: [t('= log p(x)'), '', formatNats(view.logDensity[index], 4)],
        },
      ]}
    />
  );
}
