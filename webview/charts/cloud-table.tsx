// The first points of a cloud as a table.
import type { CloudView } from '../../src/protocol/exploration';
import { type Source, SOURCES } from '../../src/protocol/look';
import { Table } from '../controls/table';
import { sourceLabel } from '../state/model-words';
import { formatCount, formatValue } from '../text/format';
import { t } from '../text/translate';

const TABLE_ROWS = 100;
/** Wider tables take seconds to lay out: the pair that is drawn comes first. */
const TABLE_COLUMNS = 30;

export function CloudTable({
  view,
  shown,
  pair,
}: {
  view: CloudView;
  shown: Record<Source, boolean>;
  pair: [number, number];
}) {
  const dim = view.columns.length;
  const { split } = view;
  const listed = [
    ...new Set(dim > TABLE_COLUMNS ? [...pair, ...view.columns.keys()] : view.columns.keys()),
  ].slice(0, TABLE_COLUMNS);
  const rows = SOURCES.flatMap((s) => {
    const points = view[s];
    if (!shown[s] || !points) return [];
    return Array.from({ length: Math.min(TABLE_ROWS, points.count) }, (_, i) => ({
      key: `${s}${i}`,
      cells: [
        sourceLabel(s),
        ...listed.map((c) => formatValue(points.values[i * dim + c])),
        ...(split ? [s === 'data' ? split.levels[split.level[i]!] : ''] : []),
      ],
    }));
  });
  const head = [
    t('kind'),
    ...listed.map((c) => view.columns[c]!),
    ...(split ? [t('category: {0}', split.column)] : []),
  ];
  const columns =
    listed.length < dim
      ? ` ${t('{0} of {1} columns are listed.', listed.length, formatCount(dim))}`
      : '';
  return (
    <Table
      caption={`${t('The first {0} points of each kind that is shown.', TABLE_ROWS)}${columns}`}
      head={head}
      rows={rows}
    />
  );
}
