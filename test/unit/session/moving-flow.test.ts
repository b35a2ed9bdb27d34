// The flow in training as it is watched: every draw from its own base point, and at the start that row of the Gaussian.
import { expect, test } from 'vitest';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { Flow } from '../../../src/flows/flow';
import type { Tensors } from '../../../src/flows/layout';
import { MovingFlow } from '../../../src/session/fitting/moving-flow';

const COLUMNS = ['x', 'y'];
const specification = {
  flow: 'gaussian' as const,
  columns: COLUMNS,
  layers: [{ kind: 'triangular' as const }],
  preprocessing: COLUMNS.map(() => ({ kind: 'none' as const, shift: 0, scale: 1 })),
};
/** x = 2 u1 + shift, y = u1 + u2 / 2 + shift */
const tensors = (shift: number): Tensors => ({
  'layers.0.lower': { shape: [2, 2], values: Float64Array.from([0, 0, 1, 0]) },
  'layers.0.logDiagonal': {
    shape: [2],
    values: Float64Array.from([Math.log(2), Math.log(0.5)]),
  },
  'layers.0.b': { shape: [2], values: Float64Array.from([shift, shift]) },
});
const gaussian = { names: COLUMNS, mean: [0, 0], covariance: [4, 2, 2, 1.25], rows: 100 };
const moving = () =>
  new MovingFlow((now) => Flow.open(referenceEngine, now.specification, now.tensors));

test('nothing is drawn before it has moved, nor when the fit is over', async () => {
  const flow = moving();
  expect(await flow.samples(5, null, gaussian)).toBeNull();
  flow.to({ specification, tensors: tensors(0) });
  expect((await flow.samples(5, null, gaussian))!.count).toBe(5);
  flow.ended();
  expect(await flow.samples(5, null, gaussian)).toBeNull();
});

test('as long as the flow is the Gaussian, its draws are the rows of the Gaussian from the same base points', async () => {
  const flow = moving();
  flow.to({ specification, tensors: tensors(0) });
  const { flow: drawn, gaussian: rows } = (await flow.samples(200, null, gaussian))!;
  drawn.forEach((v, i) => expect(v).toBeCloseTo(rows![i]!, 4));
});

test('a flow that moved by 3 moves every draw by 3', async () => {
  const flow = moving();
  expect(flow.to({ specification, tensors: tensors(0) })).toBe(1);
  const before = (await flow.samples(50, null, null))!;
  expect(flow.to({ specification, tensors: tensors(3) })).toBe(2);
  const after = (await flow.samples(50, null, null))!;
  expect([before.moved, after.moved]).toEqual([1, 2]);
  expect(after.gaussian).toBeNull();
  after.flow.forEach((v, i) => expect(v - before.flow[i]!).toBeCloseTo(3, 4));
});

test('a Gaussian of other columns is no start', async () => {
  const flow = moving();
  flow.to({ specification, tensors: tensors(0) });
  const other = { ...gaussian, names: ['x', 'z'] };
  expect((await flow.samples(5, null, other))!.gaussian).toBeNull();
});
