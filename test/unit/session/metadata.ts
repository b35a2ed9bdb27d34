// A model with scores of its own, for tests of sessions.
import type { ModelMetadata } from '../../../src/protocol/model';

export function metadataOf(
  specification: ModelMetadata['specification'],
  part: Partial<ModelMetadata> = {},
): ModelMetadata {
  const score = { mean: -1.5, standardError: 0.02 };
  return {
    format: 'flowscope',
    version: 1,
    specification,
    seed: 7,
    engine: 'kernel',
    steps: 10,
    plannedSteps: 20,
    seconds: 1.5,
    batch: 256,
    data: { name: 'table.csv', fingerprint: { size: 10, modified: 5, hash: 'ab' } },
    rows: { read: 100, leftOut: 1, train: 80, validation: 10, test: 9 },
    gaussian: {
      mean: specification.columns.map(() => 0),
      covariance: specification.columns.flatMap((_, i) =>
        specification.columns.map((__, j) => Number(i === j)),
      ),
    },
    scores: { rows: 9, on: 'test', flow: score, gaussian: score, gain: score, verdict: 'flow' },
    parameters: 5,
    created: '2026-01-01T00:00:00Z',
    build: '0.1.0',
    atoms: [],
    atomsAccepted: false,
    notes: [],
    ...part,
  };
}
