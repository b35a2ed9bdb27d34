// The cloud in words and as a table.
import type { CloudView } from '../../../src/protocol/exploration';
import { type Source, SOURCES } from '../../../src/protocol/look';
import type { ContourView } from '../../../src/protocol/pictures';
import { SOURCE_LABELS } from '../../charts/cloud-picture';
import { MASSES } from '../../charts/contour-lines';
import { Table } from '../../controls/table';
import { formatCount, formatValue } from '../../text/format';
import { t } from '../../text/translate';

const TABLE_ROWS = 100;
/** Wider tables take seconds to lay out: the pair that is drawn comes first. */
const TABLE_COLUMNS = 30;
const percent = (mass: number) => `${formatValue(Number((100 * mass).toPrecision(3)))} %`;
const list = (masses: number[]) => masses.map(percent).join(', ');

/** How many rows are drawn, and how many of them lie beyond the axes. */
export function cloudWords(view: CloudView, xIndex: number, yIndex: number): string {
  const { data, matching, axes, columns, flow } = view;
  const strip = columns.length === 1;
  const dim = columns.length;
  // only a robust axis has rows beyond it; single precision would count the outermost row of another
  const beyond = (index: number, i: number) => {
    const [axis, value] = [axes[index]!, data.values[i * dim + index]!];
    return axis.robust && (value < axis.low || value > axis.high);
  };
  let outside = 0;
  for (let i = 0; i < data.count; i++) if (beyond(xIndex, i) || beyond(yIndex, i)) outside++;
  const automatic = [axes[xIndex], axes[yIndex]].some((a) => a?.automatic && a.robust);
  return [
    t('{0} of {1} rows are drawn.', formatCount(data.count), formatCount(matching)),
    outside === 1
      ? t('1 of them lies beyond the axes.')
      : outside > 1
        ? t('{0} of them lie beyond the axes.', formatCount(outside))
        : '',
    outside > 0 && automatic
      ? t('The axes leave the outermost rows out so that the others can be seen.')
      : '',
    flow ? '' : t('Fit a flow to see its samples here.'),
    strip ? t('One column has no second axis: points are spread evenly across the strip.') : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** What the lines hold, and how that is known. */
export function contourWords(
  gaussian: boolean,
  flow: ContourView | null,
  loading: boolean,
): string {
  if (!gaussian && !flow && !loading) return '';
  const parts = [t('Lines hold {0} of the mass, from the inside out.', list(MASSES))];
  if (flow && flow.samples === null)
    parts.push(
      t(
        "The flow's come from its exact density on a grid of {0} × {1} points.",
        flow.grid,
        flow.grid,
      ),
    );
  if (flow && flow.samples !== null)
    parts.push(
      t(
        "The flow's are estimated from {0} samples, smoothed (the mass inside a line ± {1}, one standard error, and the smoothing widens them a little).",
        formatCount(flow.samples),
        percent(flow.standardError ?? 0),
      ),
    );
  if (flow && flow.outside.length > 0)
    parts.push(t('Its line of {0} lies beyond the axes.', list(flow.outside)));
  if (loading) parts.push(t("The flow's lines are on their way."));
  return parts.join(' ');
}

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
        SOURCE_LABELS[s],
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
