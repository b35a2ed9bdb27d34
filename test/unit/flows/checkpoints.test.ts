// What a fit hands over so that it can be resumed: from its start on, at the end of each round, and when it is left.
import { beforeAll, expect, inject, test } from 'vitest';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import type { Engine } from '../../../src/flows/engine';
import { fit } from '../../../src/flows/fit/fit';
import { decodeModel, encodeModel } from '../../../src/flows/model-file/model-file';
import { normals } from '../../../src/flows/random';
import type { FitInput, FitProgress, FitRequest } from '../../../src/flows/fit/request';

let engine: Engine;
beforeAll(async () => {
  engine = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
});

/** Rows on a ring: no Gaussian, so a flow gains soon. */
function ring(count: number): FitInput {
  const noise = normals(1, 1, 0, count, 3);
  const values = new Float64Array(2 * count);
  for (let n = 0; n < count; n++) {
    const [a, b, c] = [noise[3 * n]!, noise[3 * n + 1]!, noise[3 * n + 2]!];
    const radius = (2 + 0.1 * c) / Math.hypot(a, b);
    values.set([a * radius, b * radius], 2 * n);
  }
  const rowNumbers = Float64Array.from({ length: count }, (_, n) => n);
  return {
    columns: ['x', 'y'],
    values,
    rowNumbers,
    count,
    read: count,
    leftOut: 0,
    integer: [false, false],
  };
}

type Seen = { progress: FitProgress[]; checkpoints: NonNullable<FitProgress['checkpoint']>[] };

async function watched(request: Partial<FitRequest>, leave: (seen: Seen) => boolean = () => false) {
  const seen: Seen = { progress: [], checkpoints: [] };
  const fitting = fit(
    engine,
    ring(1400),
    { flow: 'affine-autoregressive', seed: 1, steps: 60, ...request },
    {
      progress: (progress) => {
        if (!progress.moving) seen.progress.push(progress);
        if (progress.checkpoint) seen.checkpoints.push(progress.checkpoint);
      },
      shouldStop: () => leave(seen),
      shouldLeave: () => leave(seen),
    },
  );
  return { ...seen, outcome: await fitting.catch((error: Error) => error) };
}

test('the start is a checkpoint, then the first evaluation, and the end of the round holds its best', async () => {
  const { progress, checkpoints, outcome } = await watched({});
  expect(progress[0]!.checkpoint?.metadata.steps).toBe(0);
  expect(progress[1]).toMatchObject({ step: checkpoints[1]!.metadata.steps, checkpoint: {} });
  expect(outcome).toHaveProperty(
    'tensors',
    Object.fromEntries(
      Object.entries(checkpoints.at(-1)!.tensors).filter(
        ([name]) => !name.startsWith('optimizer.'),
      ),
    ),
  );
});

test('a fit that is left hands over what it has, scores nothing, and can be taken up from there', async () => {
  const left = await watched({ steps: 100_000 }, ({ progress }) => progress.length > 4);
  expect(left.outcome).toMatchObject({ name: 'FitLeft' });
  expect(left.progress.every(({ phase }) => phase === 'training')).toBe(true);
  const { metadata, tensors } = left.checkpoints.at(-1)!;
  const { bestValidation } = left.progress.at(-1)!;
  expect(metadata.steps).toBeGreaterThanOrEqual(
    left.progress.find((p) => p.bestValidation === bestValidation)!.step,
  );

  const file = encodeModel({ ...metadata, data: null, created: '', build: 'test' }, tensors);
  const resumed = await watched({ resume: decodeModel(file) });
  expect(resumed.outcome).toMatchObject({
    metadata: { specification: { flow: 'affine-autoregressive' } },
  });
  expect(resumed.progress.at(-1)!.step).toBeGreaterThan(metadata.steps);
});

test('left before the first step, a fit leaves its start', async () => {
  const { checkpoints, outcome } = await watched({}, () => true);
  expect(outcome).toMatchObject({ name: 'FitLeft' });
  expect(checkpoints.map(({ metadata }) => metadata.steps)).toEqual([0]);
});

test('a race that is left goes on with the candidates that had no whole turn', async () => {
  const left = await watched({ flow: 'auto', steps: 200 }, ({ progress }) => progress.length > 2);
  const { metadata, tensors } = left.checkpoints.at(-1)!;
  expect(metadata).toMatchObject({
    specification: { flow: 'affine-autoregressive' },
    pending: ['spline-autoregressive'],
  });

  const resumed = await watched({
    flow: 'auto',
    steps: 100,
    resume: { metadata: { ...metadata, data: null, created: '', build: 'test' }, tensors },
  });
  expect(new Set(resumed.progress.map(({ flow }) => flow))).toEqual(
    new Set(['affine-autoregressive', 'spline-autoregressive']),
  );
  expect(resumed.outcome).not.toHaveProperty('metadata.pending');
});

test('what it took: all rounds, and the best one', async () => {
  const { outcome } = await watched({ flow: 'auto', steps: 60 });
  expect(outcome).toMatchObject({
    metadata: { training: { rounds: 2, steps: 60, bestRound: { steps: 30 } } },
  });
  expect((await watched({ flow: 'gaussian' })).outcome).not.toHaveProperty('metadata.training');
});
