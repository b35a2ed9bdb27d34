// The states of all points at one layer, coloured by how much that layer stretches space there.
import { useMemo, useState } from 'preact/hooks';
import type { LayersView } from '../../src/protocol/exploration';
import { rangeOf } from '../charts/scale';
import { Scatter, type ScatterSet } from '../charts/scatter';
import { parseColour, type Theme, theme } from '../charts/theme';
import { Dropdown } from '../ui/controls';
import { formatNats, formatValue } from '../ui/format';
import { ChartOrTable, Table } from '../ui/states';
import { pointName } from './account';
import { jitter } from './cloud';

const TABLE_ROWS = 200;

interface Props {
  view: LayersView;
  layer: number;
  stage: string;
  marked: number;
  onPick: (index: number) => void;
  loading: boolean;
}

export function LayerScatter({ view, layer, stage, marked, onPick, loading }: Props) {
  const dim = view.columns.length;
  const [pair, setPair] = useState<[number, number]>([0, 1]);
  const [i, j] = [Math.min(pair[0], dim - 1), Math.min(pair[1], dim - 1)];
  const names = layerNames(view, layer);
  const colours = theme.value;
  const picture = useMemo(() => layerPicture(view, layer, i, j, colours), [view, layer, i, j, colours]);
  const options = view.columns.map((column, c) => ({ value: String(c), label: `${c + 1}: ${column}` }));
  const label = dim === 1 ? `${names[0]}, ${stage}` : `${names[i]} against ${names[j]}, ${stage}`;
  return (
    <div>
      {dim > 2 && (
        <div class="row">
          <Dropdown label="across" value={String(i)} options={options} onChange={(c) => setPair([Number(c), j])} />
          <Dropdown label="up" value={String(j)} options={options} onChange={(c) => setPair([i, Number(c)])} />
        </div>
      )}
      <ChartOrTable
        label={label}
        loading={loading}
        chart={() => (
          <>
            <Scatter
              sets={[picture.set]}
              x={{ name: names[i], range: picture.x }}
              y={{ name: dim === 1 ? null : names[j], range: picture.y }}
              label={label}
              name={`layer ${layer}`}
              marked={marked}
              onPick={onPick}
            />
            {layer > 0 && picture.logDet && (
              <p class="gradient-key">
                <span>{`log|det J| ${formatNats(picture.logDet[0])}`}</span>
                <span class="gradient" aria-hidden="true" />
                <span>{formatNats(picture.logDet[1])}</span>
              </p>
            )}
          </>
        )}
        table={() => (
          <Table
            caption={`The first ${TABLE_ROWS} points, ${stage}`}
            head={['point', ...names, 'log|det J|']}
            rows={view.rows.slice(0, TABLE_ROWS).map((row, k) => ({
              key: String(row),
              cells: [
                pointName(row),
                ...Array.from(view.states[layer].subarray(k * dim, (k + 1) * dim), (v) => formatValue(v)),
                formatNats(view.logDets[layer][k]),
              ],
            }))}
          />
        )}
      />
    </div>
  );
}

/** u1, u2, ... at the base, the columns' names at x, h1, h2, ... between. */
export function layerNames(view: LayersView, layer: number): string[] {
  if (layer === view.names.length - 1) return view.columns;
  return view.columns.map((_, c) => `${layer === 0 ? 'u' : 'h'}${c + 1}`);
}

/** Points of a layer with colours from low (first colour) to high log|det J|; `logDet` is that range, null if all are equal. */
export function layerPicture(view: LayersView, layer: number, i: number, j: number, colours: Theme) {
  const dim = view.columns.length;
  const count = view.rows.length;
  const values = view.states[layer];
  const logDet = view.logDets[layer];
  const finite = Array.from(logDet).filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)];
  const spread = high - low > 1e-6;
  const [from, to] = [parseColour(colours.data), parseColour(colours.gaussian)];
  const set: ScatterSet = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    colours: new Uint8Array(4 * count),
    count,
    size: count > 300 ? 5 : 7,
  };
  for (let k = 0; k < count; k++) {
    set.x[k] = values[k * dim + i];
    set.y[k] = dim === 1 ? jitter(k) : values[k * dim + j];
    const part = spread && Number.isFinite(logDet[k]) ? (logDet[k] - low) / (high - low) : 0;
    set.colours.set(
      [0, 1, 2].map((c) => 255 * (from[c] + part * (to[c] - from[c]))),
      4 * k,
    );
    set.colours[4 * k + 3] = 200;
  }
  return {
    set,
    x: rangeOf(values, i, dim, count),
    y: dim === 1 ? ([0, 1] as [number, number]) : rangeOf(values, j, dim, count),
    logDet: spread ? ([low, high] as [number, number]) : null,
  };
}
