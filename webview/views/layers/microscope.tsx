// One layer under the microscope: what it did to a column of the row, its Jacobian there, and the inverse step by step.
import { useMemo } from 'preact/hooks';
import type { LayersView } from '../../../src/protocol/exploration';
import type { ColumnMap, LayerLook, MicroscopeView } from '../../../src/protocol/microscope';
import { ChartOrTable } from '../../charts/chart-or-table';
import { HeatMap } from '../../charts/heat-map';
import { type DrawnMap, mapSpec } from '../../charts/map-spec';
import { Chart } from '../../charts/vega';
import { PlainSelect } from '../../controls/controls';
import { Table } from '../../controls/table';
import { useWidth } from '../../state/size';
import type { Theme } from '../../state/theme';
import { formatNats, formatValue } from '../../text/format';
import { layerName, pointName } from '../../text/names';
import { t } from '../../text/translate';
import { InverseSteps } from './inverse-steps';
import { namesAround } from './layer-scatter';
import { mapWords } from './map-words';

interface Props {
  view: LayersView;
  seen: MicroscopeView;
  /** of the layers of the view, from 1 on */
  layer: number;
  onColumn: (column: number) => void;
}

export function Microscope({ view, seen, layer, onColumn }: Props) {
  const look = seen.look.layers[layer - 1]!;
  const title = layerName(look.name);
  return (
    <section class="microscope" aria-label={t('{0} at one row', title)}>
      <h2 class="part">{t('{0} at {1}', title, pointName(seen.look.row))}</h2>
      <div class="side-by-side">
        <ColumnPart view={view} seen={seen} layer={layer} onColumn={onColumn} />
        <JacobianPart view={view} seen={seen} layer={layer} />
      </div>
      <InverseSteps view={view} look={look} layer={layer} costs={seen.costs} />
    </section>
  );
}

function ColumnPart({ view, seen, layer, onColumn }: Props) {
  const [holder, width] = useWidth<HTMLDivElement>();
  const { column, curves, look } = seen;
  const { u, x, columns } = look.layers[layer - 1]!;
  const { map, term } = columns.find((c) => c.column === column)!;
  const from = map.kind === 'copy' ? map.of : column;
  const around = namesAround(view, layer);
  const names = { u: around.from[from]!, x: around.to[column]! };
  const label = t('{0} over {1}, the other columns as they are at the row', names.x, names.u);
  const drawn: DrawnMap = {
    ...curves[layer - 1]!,
    knots: map.kind === 'spline' ? map.u.map((v, k) => ({ u: v, x: map.x[k]! })) : [],
    at: { u: u[from]!, x: x[column]! },
    names,
    diagonal: layer < view.names.length - 1,
  };
  const spec = useMemo(
    () => (colours: Theme) => mapSpec(drawn, colours, width),
    [seen, layer, width, view],
  );
  return (
    <div ref={holder}>
      <div class="row">
        <PlainSelect
          label={t('column')}
          value={String(column)}
          options={view.columns.map((name, c) => ({ value: String(c), label: name }))}
          onChange={(next) => onColumn(Number(next))}
        />
      </div>
      <p>
        {mapWords(map, names, u[from]!)} {t('It adds {0} to log|det J|.', formatNats(term, 4))}
      </p>
      <ChartOrTable
        label={label}
        main={false}
        chart={() => <Chart spec={spec} label={label} name="column map" />}
        table={() => <MapTable map={map} names={names} drawn={drawn} />}
      />
    </div>
  );
}

function MapTable({
  map,
  names,
  drawn,
}: {
  map: ColumnMap;
  names: { u: string; x: string };
  drawn: DrawnMap;
}) {
  if (map.kind === 'spline')
    return (
      <Table
        caption={t('The knots of the spline, and its slope at each')}
        head={[t('knot'), names.u, names.x, t('slope')]}
        rows={map.u.map((v, k) => ({
          key: String(k),
          cells: [String(k), formatValue(v), formatValue(map.x[k]), formatValue(map.slopes[k])],
        }))}
      />
    );
  return (
    <Table
      caption={t('Values of the curve')}
      head={[names.u, names.x]}
      rows={Array.from(drawn.u)
        .map((v, k) => ({ key: String(k), cells: [formatValue(v), formatValue(drawn.x[k])] }))
        .filter((_, k) => k % 10 === 0)}
    />
  );
}

function JacobianPart({ view, seen, layer }: Omit<Props, 'onColumn'>) {
  const look = seen.look.layers[layer - 1]!;
  const matrix = useMemo(() => inOrder(view, seen, look, layer), [view, seen, layer]);
  const count = view.columns.length;
  const label = t('Jacobian of {0} at {1}', layerName(look.name), pointName(seen.look.row));
  return (
    <div>
      <p>
        {look.triangular
          ? t('Nothing above the diagonal: in this order, no column depends on a later one.')
          : t('Columns change places, so that the matrix is not triangular.')}{' '}
        {t(
          'log|det J| = {0} as the sum of {1} terms, {2} by LU decomposition.',
          formatNats(look.logDet, 4),
          count,
          formatNats(look.byLu, 4),
        )}
        {seen.shown.length < count &&
          ` ${t('{0} of {1} columns are drawn.', seen.shown.length, count)}`}
      </p>
      <HeatMap
        matrix={matrix}
        label={label}
        name="Jacobian"
        corner={t('d (row) / d (column)')}
        help="Jacobian"
      />
    </div>
  );
}

/** The matrix with its columns in the order in which the layer takes them. */
function inOrder(view: LayersView, { shown }: MicroscopeView, look: LayerLook, layer: number) {
  const order = look.columns.map((c) => c.column).filter((c) => shown.includes(c));
  const places = order.map((c) => shown.indexOf(c));
  const { from, to } = namesAround(view, layer);
  return {
    rows: order.map((c) => to[c]!),
    columns: order.map((c) => from[c]!),
    values: places.flatMap((i) => places.map((j) => look.jacobian[i * shown.length + j]!)),
  };
}
