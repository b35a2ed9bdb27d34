// The same base points after each step of the build-up, beside held-out rows of the first fit.
import type { StageName, StepClouds } from '../../protocol/first-flow';
import type { FlowSpecification } from '../../protocol/model';
import type { Engine } from '../engine';
import { basePoints, Flow } from '../flow';
import type { Tensors } from '../layout';
import type { Fold } from './fold';

export interface ShownStage {
  name: StageName;
  specification: FlowSpecification;
  tensors: Tensors;
}

const SEED = 20_240_304;
/** Numbers in each cloud at most. */
const MOST_NUMBERS = 60_000;

/** @param points followed at most  @returns row k of every cloud comes from base point k */
export async function stepClouds(
  engine: Engine,
  stages: readonly ShownStage[],
  { split: { test } }: Fold,
  points: number,
): Promise<StepClouds> {
  const dim = stages[0]!.specification.columns.length;
  const count = Math.max(1, Math.min(points, Math.floor(MOST_NUMBERS / dim)));
  const steps: StepClouds['steps'] = [];
  for (const { name, specification, tensors } of stages) {
    const flow = await Flow.open(engine, specification, tensors);
    try {
      steps.push({ stage: name, x: Float32Array.from(await flow.sample(count, SEED)) });
    } finally {
      flow.close();
    }
  }
  const kept = Math.min(count, test.count);
  const rows = new Float32Array(kept * dim);
  for (let k = 0; k < kept; k++) {
    const n = Math.floor((k * test.count) / kept);
    rows.set(test.values.subarray(n * dim, (n + 1) * dim), k * dim);
  }
  return { count, base: Float32Array.from(basePoints(SEED, 0, count, dim)), steps, rows };
}
