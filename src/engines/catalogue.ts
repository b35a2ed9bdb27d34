// The list of flows that every engine is tested on: a new bijection is tested by being listed here.
import type { Rows } from '../flows/engine';
import { contextSize, flowTensors, maskOf, type Tensors } from '../flows/layout';
import { normals } from '../flows/random';
import type { FlowSpecification, LayerSpecification } from '../protocol/model';

export interface Entry {
  name: string;
  specification: FlowSpecification;
  parameters: Tensors;
}

const order = (dim: number, kind: number) => {
  const plain = Array.from({ length: dim }, (_, d) => d);
  return kind === 0
    ? plain
    : kind === 1
      ? plain.reverse()
      : plain.sort((a, b) => ((a * 5 + 3) % dim) - ((b * 5 + 3) % dim) || a - b);
};

/** Coupling takes two columns. */
const onlyFitting = (dim: number, layers: LayerSpecification[]) =>
  layers.filter((layer) => dim > 1 || !('kept' in layer));

/** @param context numbers beside the columns */
const stacks: [
  name: string,
  dims: number[],
  layers: (dim: number) => LayerSpecification[],
  context?: number,
][] = [
  ['affine', [1, 3], () => [{ kind: 'affine' }]],
  ['triangular', [1, 2, 5], () => [{ kind: 'triangular' }]],
  ['elementwise spline', [1, 3], () => [{ kind: 'elementwise-spline', bins: 8, bound: 5 }]],
  [
    'permutation',
    [1, 4],
    (d) => [{ kind: 'permutation', order: order(d, 2) }, { kind: 'triangular' }],
  ],
  [
    'affine autoregressive',
    [1, 2, 3, 8],
    (d) => [{ kind: 'affine-autoregressive', hidden: [7, 5], order: order(d, 2) }],
  ],
  [
    'spline autoregressive',
    [1, 2, 3, 8],
    (d) => [
      { kind: 'spline-autoregressive', hidden: [9, 6], order: order(d, 2), bins: 5, bound: 4 },
    ],
  ],
  [
    'affine autoregressive, sampling',
    [1, 2, 3, 8],
    (d) => [
      { kind: 'affine-autoregressive', hidden: [7, 5], order: order(d, 2), direction: 'sampling' },
    ],
  ],
  [
    'spline autoregressive, sampling',
    [1, 2, 3, 8],
    (d) => [
      {
        kind: 'spline-autoregressive',
        hidden: [9, 6],
        order: order(d, 2),
        direction: 'sampling',
        bins: 5,
        bound: 4,
      },
    ],
  ],
  [
    'affine coupling',
    [2, 3, 8],
    (d) => [
      { kind: 'affine-coupling', hidden: [7, 5], order: order(d, 2), kept: Math.floor(d / 2) },
    ],
  ],
  [
    'spline coupling',
    [2, 3, 8],
    (d) => [
      {
        kind: 'spline-coupling',
        hidden: [9, 6],
        order: order(d, 2),
        kept: Math.ceil(d / 2),
        bins: 5,
        bound: 4,
      },
    ],
  ],
  [
    'affine autoregressive with context',
    [1, 2, 5],
    (d) => [{ kind: 'affine-autoregressive', hidden: [7, 5], order: order(d, 2) }],
    3,
  ],
  [
    'spline autoregressive with context',
    [1, 4],
    (d) => [
      { kind: 'spline-autoregressive', hidden: [9, 6], order: order(d, 2), bins: 5, bound: 4 },
    ],
    2,
  ],
  [
    'every conditioner with context, both directions',
    [1, 2, 3],
    (d) =>
      onlyFitting(d, [
        {
          kind: 'affine-autoregressive',
          hidden: [6, 9],
          order: order(d, 1),
          direction: 'sampling',
        },
        {
          kind: 'spline-coupling',
          hidden: [6, 5],
          order: order(d, 2),
          kept: d - 1,
          bins: 4,
          bound: 4,
        },
        { kind: 'elementwise-spline', bins: 4, bound: 3 },
        {
          kind: 'spline-autoregressive',
          hidden: [5, 7],
          order: order(d, 0),
          direction: 'sampling',
          bins: 4,
          bound: 4,
        },
        { kind: 'affine' },
      ]),
    1,
  ],
  [
    'coupling in pairs, permuted',
    [3, 5],
    (d) => [
      { kind: 'affine-coupling', hidden: [8, 7], order: order(d, 0), kept: 1 },
      {
        kind: 'spline-coupling',
        hidden: [5, 8],
        order: order(d, 1),
        kept: d - 1,
        bins: 6,
        bound: 5,
      },
      { kind: 'permutation', order: order(d, 2) },
      {
        kind: 'spline-autoregressive',
        hidden: [5, 5],
        order: order(d, 2),
        direction: 'sampling',
        bins: 4,
        bound: 5,
      },
      { kind: 'affine-autoregressive', hidden: [5, 6], order: order(d, 0) },
    ],
  ],
  [
    'stack of both, triangular last',
    [2, 4],
    (d) => [
      { kind: 'affine-autoregressive', hidden: [8, 7], order: order(d, 0) },
      { kind: 'spline-autoregressive', hidden: [6, 8], order: order(d, 1), bins: 8, bound: 5 },
      { kind: 'triangular' },
    ],
  ],
];

export const catalogue: Entry[] = stacks.flatMap(([name, dims, layers, context = 0], s) =>
  dims.map((dim) => {
    const specification: FlowSpecification = {
      flow: 'spline-autoregressive',
      columns: Array.from({ length: dim }, (_, d) => `c${d}`),
      ...(context > 0 ? { context: Array.from({ length: context }, (_, c) => `given ${c}`) } : {}),
      layers: layers(dim),
      preprocessing: Array.from({ length: dim }, () => ({
        kind: 'none' as const,
        shift: 0,
        scale: 1,
      })),
    };
    return {
      name: `${name}, D = ${dim}`,
      specification,
      parameters: randomParameters(specification, 100 * s + dim),
    };
  }),
);

/** Normal rows of a flow's columns, times `scale`, with their context. */
export function randomRows(
  specification: FlowSpecification,
  count: number,
  scale: number,
  seed: number,
): Rows {
  const dim = specification.columns.length;
  const context = contextSize(specification);
  return {
    values: normals(seed, 1, 0, count, dim).map((v) => scale * v),
    count,
    dim,
    ...(context > 0 ? { context: normals(seed, 2, 0, count, context) } : {}),
  };
}

/** Never the identity: every free entry is random. */
export function randomParameters(specification: FlowSpecification, seed: number): Tensors {
  return Object.fromEntries(
    flowTensors(specification).map(({ name, shape }, k) => {
      const values = normals(
        seed,
        k,
        0,
        shape.reduce((a, b) => a * b, 1),
        1,
      ).map((v) => 0.5 * v);
      maskOf(specification, name)?.forEach((free, i) => (values[i]! *= free));
      // engines of 32 bits hold exactly the same numbers
      return [name, { shape, values: Float64Array.from(Float32Array.from(values)) }];
    }),
  );
}
