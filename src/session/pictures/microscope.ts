// One row under the microscope: what each layer does to it, and a plane through its base point on the way to the data.
import { referenceEngine } from '../../engines/reference/engine';
import { statesFrom } from '../../engines/reference/forward';
import { curveOf } from '../../engines/univariates/curve';
import { Flow } from '../../flows/flow';
import { repeated } from '../../flows/flow-distribution';
import { inverseCosts } from '../../flows/look';
import { fromModel, toModel } from '../../flows/preprocessing';
import { alongContext } from '../../distributions/linear-gaussian';
import type { LayerLook, MicroscopeView, PlaneGrid, RowLook } from '../../protocol/microscope';
import type { GivenValues } from '../../protocol/model';
import { say } from '../../protocol/sentence';
import { SessionError } from '../errors';
import { contextOfRows, givenColumnsOf } from '../given/columns';
import { ConditionedFlow } from '../given/conditioned-flow';
import type { Model } from '../models/model';
import type { ShownModel } from '../models/shown-model';
import { lookAtRow } from '../models/tracing';
import type { ShownTable } from '../opening/shown-table';
import { SAMPLES_SEED } from './layers';

/** Columns of the matrices that a page shows. */
const MOST_SHOWN = 24;
/** Lines of the grid in each direction and points of each, over base points of this size. */
const [LINES, POINTS, REACH] = [13, 61, 3];
const CURVE_POINTS = 161;

export interface LookedAt {
  values: Float64Array;
  context: Float64Array | undefined;
}

/** The model whose flow is shown; null while another one is being fitted. */
export function settledModel({ model, flow }: ShownModel): Model | null {
  return model && flow && flow.specification === model.metadata.specification ? model : null;
}

/** A row of the table, or -1 - k for the k-th sample of the flow, with what it is given. @throws SessionError */
export async function rowToLookAt(
  model: Model,
  shown: ShownModel,
  table: ShownTable,
  row: number,
  given: GivenValues | undefined,
): Promise<LookedAt> {
  if (row < 0) {
    const flow = await ConditionedFlow.of(shown.flow!, table.table, given ? { given } : {});
    const values = await flow.sample(1, SAMPLES_SEED, -1 - row);
    return { values, context: flow.contextOf(-1 - row, 1) };
  }
  const { specification } = model.metadata;
  const columns = givenColumnsOf(specification);
  const found = await table.needed().rowsAt(specification.columns, [row], columns);
  const known = contextOfRows(specification, columns, found.givenValues);
  if (found.found.length === 0 || known?.kept.length === 0)
    throw new SessionError(
      say('None of these rows went through the flow. Choose other rows, or samples of the flow.'),
    );
  return { values: found.values, context: known?.context };
}

export async function microscope(
  model: Model,
  row: number,
  { values, context }: LookedAt,
  pair: readonly [number, number],
  column: number,
): Promise<MicroscopeView> {
  const { metadata, tensors } = model;
  const { specification } = metadata;
  const dim = specification.columns.length;
  if ([...pair, column].some((c) => c >= dim))
    throw new SessionError(
      say('The flow has no such column. Choose one of those that it describes.'),
    );
  const flow = await Flow.open(referenceEngine, specification, tensors);
  const trace = await flow.trace(values, 1, context);
  const look = lookAtRow(model, { ...trace, rows: [row], columns: model.columns }, 0, context);
  const shown = shownColumns(dim, [...pair, column]);
  return {
    look: cut(look, shown),
    shown,
    grid: planeGrid(model, look.layers[0]!.u, pair, context),
    column,
    curves: look.layers.map((layer, l) =>
      curve(
        layer,
        column,
        l === look.layers.length - 1 ? columnTransform(model, column, context) : null,
      ),
    ),
    costs: inverseCosts(look.layers),
  };
}

/** The first columns, with these among them. */
function shownColumns(dim: number, wanted: readonly number[]): number[] {
  const all = Array.from({ length: dim }, (_, d) => d);
  if (dim <= MOST_SHOWN) return all;
  const rest = all.filter((d) => !wanted.includes(d));
  const kept = new Set([...wanted, ...rest.slice(0, MOST_SHOWN - new Set(wanted).size)]);
  return all.filter((d) => kept.has(d));
}

function cut(look: RowLook, shown: readonly number[]): RowLook {
  const dim = look.columns.length;
  if (shown.length === dim) return look;
  const layers = look.layers.map((layer) => ({
    ...layer,
    jacobian: shown.flatMap((i) => shown.map((j) => layer.jacobian[i * dim + j]!)),
  }));
  return { ...look, layers };
}

/** The last step of one column, with the line that conditions give it. */
function columnTransform(
  { metadata: { specification } }: Model,
  column: number,
  context: Float64Array | undefined,
): (u: number) => number {
  const { given, preprocessing } = specification;
  const size = context?.length ?? 0;
  let shift = 0;
  for (let c = 0; given && c < size; c++) shift += given.slopes[column * size + c]! * context![c]!;
  return (u) => fromModel([u + shift], 1, [preprocessing[column]!], false)[0]!;
}

/** A little beyond the row, and beyond the knots of a spline. */
function curve(
  { columns, u, x }: LayerLook,
  column: number,
  last: ((u: number) => number) | null,
): MicroscopeView['curves'][number] {
  const { map } = columns.find((c) => c.column === column)!;
  const own = u[map.kind === 'copy' ? map.of : column]!;
  const rest = map.kind === 'line' ? x[column]! - map.scale * own : 0;
  const far = Math.max(
    1.15 * Math.abs(own),
    map.kind === 'spline' ? 1.15 * map.u.at(-1)! : REACH + 0.5,
  );
  const f = last ?? curveOf(map, rest);
  const places = Float32Array.from(
    { length: CURVE_POINTS },
    (_, k) => far * ((2 * k) / (CURVE_POINTS - 1) - 1),
  );
  return { u: places, x: places.map(f) };
}

/** Lines of equal base coordinates in a plane through `u`, in every stage. */
export function planeGrid(
  { metadata: { specification }, tensors }: Model,
  u: readonly number[],
  [across, up]: readonly [number, number],
  context: Float64Array | undefined,
): PlaneGrid {
  const dim = u.length;
  const [lines, points] = dim === 1 ? [LINES, 2] : [LINES, POINTS];
  const at = (k: number, of: number) => REACH * ((2 * k) / (of - 1) - 1);
  const count = (dim === 1 ? 1 : 2) * lines * points;
  const base = new Float64Array(count * dim);
  for (let n = 0; n < count; n++) {
    base.set(u, n * dim);
    const [line, point] = [Math.floor(n / points) % lines, n % points];
    const [held, free] = n < lines * points ? [across, up] : [up, across];
    if (dim > 1) base[n * dim + free] = at(point, points);
    base[n * dim + held] = at(line, lines);
  }
  const given = context ? repeated(context, count) : new Float64Array(0);
  const { states, logDets } = statesFrom(specification, tensors, base, count, given);
  const z =
    specification.given && context
      ? alongContext(states.at(-1)!, given, count, specification.given.slopes, 1)
      : states.at(-1)!;
  const x = fromModel(z, count, specification.preprocessing, false);
  states.push(x);
  logDets.push(toModel(x, count, specification.preprocessing).logDet);
  const seen = (state: Float64Array) =>
    Float32Array.from({ length: 2 * count }, (_, k) => {
      const n = Math.floor(k / 2);
      if (dim === 1) return k % 2 === 0 ? state[n]! : n % points;
      return state[n * dim + (k % 2 === 0 ? across : up)]!;
    });
  return {
    lines,
    points,
    states: states.map(seen),
    logDets: logDets.map((l) => Float32Array.from(l)),
  };
}
