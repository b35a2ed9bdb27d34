// The list of flows that every engine is tested on: a new bijection is tested by being listed here.
import { flowTensors, masks, type Tensors } from '../../../src/flows/layout';
import { normals } from '../../../src/flows/random';
import type { FlowSpecification, LayerSpecification } from '../../../src/protocol/model';

export interface Entry {
  name: string;
  specification: FlowSpecification;
  parameters: Tensors;
}

const order = (dim: number, kind: number) => {
  const plain = Array.from({ length: dim }, (_, d) => d);
  return kind === 0 ? plain : kind === 1 ? plain.reverse() : plain.sort((a, b) => ((a * 5 + 3) % dim) - ((b * 5 + 3) % dim) || a - b);
};

const stacks: [string, number[], (dim: number) => LayerSpecification[]][] = [
  ['affine', [1, 3], () => [{ kind: 'affine' }]],
  ['triangular', [1, 2, 5], () => [{ kind: 'triangular' }]],
  ['elementwise spline', [1, 3], () => [{ kind: 'elementwise-spline', bins: 8, bound: 5 }]],
  ['affine autoregressive', [1, 2, 3, 8], (d) => [{ kind: 'affine-autoregressive', hidden: [7, 5], order: order(d, 2) }]],
  ['spline autoregressive', [1, 2, 3, 8], (d) => [{ kind: 'spline-autoregressive', hidden: [9, 6], order: order(d, 2), bins: 5, bound: 4 }]],
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

export const catalogue: Entry[] = stacks.flatMap(([name, dims, layers], s) =>
  dims.map((dim) => {
    const specification: FlowSpecification = {
      flow: 'spline-autoregressive',
      columns: Array.from({ length: dim }, (_, d) => `c${d}`),
      layers: layers(dim),
      preprocessing: Array.from({ length: dim }, () => ({ kind: 'none' as const, shift: 0, scale: 1 })),
    };
    return { name: `${name}, D = ${dim}`, specification, parameters: randomParameters(specification, 100 * s + dim) };
  }),
);

/** Never the identity: every free entry is random. */
export function randomParameters(specification: FlowSpecification, seed: number): Tensors {
  const dim = specification.columns.length;
  return Object.fromEntries(
    flowTensors(specification).map(({ name, shape }, k) => {
      const [, l, key] = name.split('.') as [string, string, string];
      const layer = specification.layers[Number(l)]!;
      const values = normals(seed, k, 0, shape.reduce((a, b) => a * b, 1), 1).map((v) => 0.5 * v);
      if (key === 'lower') for (let i = 0; i < values.length; i++) if (i % dim >= Math.floor(i / dim)) values[i] = 0;
      if ('order' in layer && /^w[123]$/.test(key)) masks(layer)[key as 'w1'].forEach((free, i) => (values[i]! *= free));
      // engines of 32 bits hold exactly the same numbers
      return [name, { shape, values: Float64Array.from(Float32Array.from(values)) }];
    }),
  );
}
