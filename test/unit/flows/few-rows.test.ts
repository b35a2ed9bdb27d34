// Few rows: what the fit returns is what cross-fitted rows say, not a tenth of them.
import { expect, inject, test } from 'vitest';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import { fit } from '../../../src/flows/fit/fit';
import type { FitRequest } from '../../../src/flows/fit/request';
import { normals } from '../../../src/flows/random';
import { english } from '../../../src/protocol/sentence';

const ROWS = 40;

/** Two normal columns and a log-normal one. */
async function fitted(request: Partial<FitRequest>) {
  const engine = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
  const values = normals(21, 1, 0, ROWS, 3).map((v, i) => (i % 3 === 2 ? Math.exp(v) : v));
  const { metadata } = await fit(
    engine,
    {
      columns: ['a', 'b', 'c'],
      values,
      rowNumbers: Float64Array.from({ length: ROWS }, (_, n) => n),
      count: ROWS,
      read: ROWS,
      leftOut: 0,
      integer: [false, false, false],
    },
    { flow: 'auto', seed: 1, steps: 60, ...request },
    { progress: () => undefined, shouldStop: () => false },
  );
  return metadata;
}

test('a flow that loses on cross-fitted rows is not returned', async () => {
  let lost = 0;
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const { notes, scores, specification } = await fitted({ seed });
    expect(scores.gain.mean).toBeGreaterThanOrEqual(0);
    if (!notes.some((n) => / lost [\d.]+ ± [\d.]+ nats .* 40 cross-fitted rows/.test(english(n))))
      continue;
    lost++;
    expect([specification.flow, scores.verdict]).toEqual(['gaussian', 'gaussian']);
    expect(scores).toMatchObject({ on: 'cross-fitted', rows: ROWS });
  }
  expect(lost).toBeGreaterThan(0);
});

test('unless it was asked for', async () => {
  const { specification } = await fitted({ flow: 'spline-autoregressive' });
  expect(specification.flow).toBe('spline-autoregressive');
});
