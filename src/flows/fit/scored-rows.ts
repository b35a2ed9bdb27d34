// Log densities of rows under a flow and the Gaussians that it is compared with, and their scores.
import type { FlowSpecification, Scores } from '../../protocol/model';
import type { SplitBy } from '../../protocol/split';
import type { Attempt } from './attempt';
import type { Engine } from '../engine';
import { Flow } from '../flow';
import type { Tensors } from '../layout';
import type { Part } from '../parts';
import { type Densities, type ScoredRows, scores } from '../verdict';

export function scoredRows(parts: Part[], split: SplitBy | undefined): ScoredRows {
  const units = parts.every((p) => p.units)
    ? parts.flatMap((p) => Array.from(p.units!))
    : undefined;
  return { rowNumbers: parts.flatMap((p) => [...p.rowNumbers]), units, split };
}

export async function testScores(
  engine: Engine,
  attempt: Attempt,
  specification: FlowSpecification,
  best: Tensors,
  test: Part,
  split: SplitBy | undefined,
): Promise<Scores> {
  return scores(
    {
      ...(await densities(engine, attempt, specification, best, test)),
      rows: scoredRows([test], split),
    },
    'test',
    specification.flow === 'gaussian' ? 'gaussian' : 'flow',
  );
}

/**
 * Log densities of `rows` under the flow and the attempt's Gaussians, in original units, whole numbers averaged
 * over their cell.
 */
export async function densities(
  engine: Engine,
  attempt: Attempt,
  specification: FlowSpecification,
  best: Tensors,
  rows: Part,
): Promise<Densities> {
  const flow = await Flow.open(engine, specification, best);
  const own = await flow.logProb(rows.values, rows.count, rows.context);
  flow.close();
  return { flow: own, ...(await attempt.gaussianDensities(rows)) };
}
