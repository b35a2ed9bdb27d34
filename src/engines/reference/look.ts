// One layer at one row, seen from inside: its Jacobian by the chain rule, its terms, and how it is inverted.
import { kindOf } from '../../flows/kinds';
import { degrees } from '../../flows/kinds/autoregressive';
import {
  type ConditionedLayer,
  conditionerColumns,
  isCoupling,
  isElementwise,
  readsBase,
} from '../../flows/kinds/structure';
import { layerName, type Tensors } from '../../flows/layout';
import { completeLook } from '../../flows/look';
import type { ColumnLook, LayerLook } from '../../protocol/microscope';
import type { LayerSpecification } from '../../protocol/model';
import { univariateOf } from '../univariates';
import type { Univariate } from '../univariates/univariate';
import { weightsOf } from './layers';
import { network } from './network';

/** Step of the one difference that is taken, along a line in a column's own numbers. */
const STEP = 1e-5;

export interface At {
  /** what goes into the layer, D */
  u: Float64Array;
  /** what comes out, D */
  x: Float64Array;
  context: Float64Array;
}

/** @param index place of the layer, which is part of its tensors' names */
export function lookInto(
  layer: LayerSpecification,
  index: number,
  tensors: Tensors,
  at: At,
): LayerLook {
  const { jacobian, columns } = partsOf(
    layer,
    (name) => tensors[`layers.${index}.${name}`]!.values,
    at,
  );
  return completeLook(layerName(layer, index), at, jacobian, columns);
}

type Parts = { jacobian: Float64Array; columns: ColumnLook[] };

function partsOf(
  layer: LayerSpecification,
  values: (name: string) => ArrayLike<number>,
  at: At,
): Parts {
  const dim = at.u.length;
  const jacobian = new Float64Array(dim * dim);
  const alone = (
    look: (d: number) => Omit<ColumnLook, 'column' | 'reads' | 'pass'>,
  ): ColumnLook[] =>
    Array.from({ length: dim }, (_, column) => ({ column, reads: [], pass: 1, ...look(column) }));
  switch (layer.kind) {
    case 'affine': {
      const [a, b] = [values('a'), values('b')];
      for (let d = 0; d < dim; d++) jacobian[d * (dim + 1)] = Math.exp(a[d]!);
      return {
        jacobian,
        columns: alone((d) => ({
          multiplications: 1,
          map: { kind: 'affine', scale: Math.exp(a[d]!), shift: b[d]! },
          term: a[d]!,
        })),
      };
    }
    case 'permutation':
      layer.order.forEach((from, column) => (jacobian[column * dim + from] = 1));
      return {
        jacobian,
        columns: alone((d) => ({
          multiplications: 0,
          map: { kind: 'copy', of: layer.order[d]! },
          term: 0,
        })),
      };
    case 'triangular': {
      const [lower, diagonal, b] = [values('lower'), values('logDiagonal'), values('b')];
      for (let i = 0; i < dim; i++) {
        for (let j = 0; j < i; j++) jacobian[i * dim + j] = lower[i * dim + j]!;
        jacobian[i * (dim + 1)] = Math.exp(diagonal[i]!);
      }
      return {
        jacobian,
        columns: alone((i) => ({
          multiplications: i + 1,
          map: {
            kind: 'line',
            scale: Math.exp(diagonal[i]!),
            shift: b[i]!,
            weights: Array.from({ length: i }, (_, j) => lower[i * dim + j]!),
          },
          term: diagonal[i]!,
        })),
      };
    }
    default: {
      if (!isElementwise(layer)) return conditioned(layer, values, at);
      const kind = univariateOf(layer);
      const numbers = values(kindOf(layer).tensors(layer, dim, 0)[0]![0]);
      const columns = alone((d) => {
        const column = kind.column().set(numbers, d * kind.outputs);
        column.forward(at.u[d]!);
        return { multiplications: 0, map: column.look(), term: column.logSlope };
      });
      for (const { column, term } of columns) jacobian[column * (dim + 1)] = Math.exp(term);
      return { jacobian, columns };
    }
  }
}

/** The slope of what the conditioner does is exact; that of the univariate by its numbers is a central difference. */
function conditioned(
  layer: ConditionedLayer,
  values: (name: string) => ArrayLike<number>,
  { u, x, context }: At,
): Parts {
  const dim = u.length;
  const kind = univariateOf(layer);
  const ofBase = readsBase(layer); // coupling reads what passes unchanged: either direction is the same
  const { inputs, outputs } = conditionerColumns(layer);
  const from = ofBase ? u : x;
  const read = Float64Array.from(inputs, (d) => from[d]!);
  const { numbers, slopes } = network(weightsOf(values, context.length), read, context);
  // of the direction in which the conditioner reads what goes in
  const matrix = new Float64Array(dim * dim);
  const univariate = kind.column();
  const looks = new Map<number, Pick<ColumnLook, 'map' | 'term'>>();
  for (let d = 0; d < dim; d++) matrix[d * (dim + 1)] = 1;
  outputs.forEach((column, o) => {
    const own = numbers.subarray(o * kind.outputs, (o + 1) * kind.outputs);
    const act = (by: ArrayLike<number>) => evaluated(univariate.set(by, 0), from[column]!, ofBase);
    act(own);
    looks.set(column, { map: univariate.look(), term: univariate.logSlope });
    matrix[column * (dim + 1)] = Math.exp(ofBase ? univariate.logSlope : -univariate.logSlope);
    inputs.forEach((input, j) => {
      const along = own.map((_, k) => slopes[(o * kind.outputs + k) * inputs.length + j]!);
      const size = along.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
      if (size === 0) return;
      const h = STEP / size;
      const moved = (sign: number) => act(own.map((v, k) => v + sign * h * along[k]!));
      matrix[column * dim + input] = (moved(1) - moved(-1)) / (2 * h);
    });
  });
  return {
    jacobian: ofBase ? matrix : triangularInverse(matrix, layer.order),
    columns: inverseSteps(layer, kind.outputs, context.length).map((step) => ({
      ...step,
      ...(looks.get(step.column) ?? { map: { kind: 'copy', of: step.column }, term: 0 }),
    })),
  };
}

const evaluated = (univariate: Univariate, value: number, ofBase: boolean) =>
  ofBase ? univariate.forward(value) : univariate.inverse(value);

/** @param matrix row-major, lower triangular once rows and columns are in `order` */
function triangularInverse(matrix: Float64Array, order: readonly number[]): Float64Array {
  const dim = order.length;
  const out = new Float64Array(dim * dim);
  order.forEach((i, p) => {
    const head = matrix[i * dim + i]!;
    out[i * dim + i] = 1 / head;
    for (let q = 0; q < p; q++) {
      let sum = 0;
      for (let r = q; r < p; r++)
        sum += matrix[i * dim + order[r]!]! * out[order[r]! * dim + order[q]!]!;
      out[i * dim + order[q]!] = -sum / head;
    }
  });
  return out;
}

type InverseStep = Pick<ColumnLook, 'column' | 'reads' | 'pass' | 'multiplications'>;

/** u to x: what each column waits for, and the products with weights that are new then. */
function inverseSteps(layer: ConditionedLayer, numbers: number, context: number): InverseStep[] {
  const { order, hidden } = layer;
  if (isCoupling(layer)) {
    const { kept } = layer;
    const shared = hidden[0] * (kept + context) + hidden[0] * hidden[1];
    return order.map((column, p) => ({
      column,
      reads: p < kept ? [] : order.slice(0, kept),
      pass: 1,
      multiplications: p < kept ? 0 : (p === kept ? shared : 0) + numbers * hidden[1],
    }));
  }
  const first = degrees(order, hidden[0], context).hidden;
  const second = degrees(order, hidden[1], context).hidden;
  const upTo = (list: number[], degree: number) => list.filter((d) => d <= degree).length;
  return order.map((column, p) => {
    const own = (list: number[]) => list.filter((d) => d === p).length;
    return {
      column,
      reads: order.slice(0, p),
      pass: readsBase(layer) ? 1 : p + 1,
      multiplications:
        own(first) * (p + context) + own(second) * upTo(first, p) + numbers * upTo(second, p),
    };
  });
}
