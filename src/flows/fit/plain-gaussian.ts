// The comparison Gaussian itself as a model: one triangular layer over plain standardisation, and the conditions' line.
import { alongContext } from '../../distributions/linear-gaussian';
import type { ComparisonGaussian } from './comparison-gaussian';
import type { PreparedRows } from './prepared-rows';
import { toModel } from '../preprocessing';
import type { Fitted, Setting } from './setting';
import { buildSpecification, initialParameters } from '../specification';
import type { Trained } from './training';

/** @param stopped whether a training before it was */
export async function plainGaussian(
  { engine, columns, train: rows, request, conditions }: Setting,
  { transforms: chosen, dequantised }: PreparedRows,
  comparison: ComparisonGaussian,
  stopped = false,
): Promise<Fitted> {
  const { mean, covariance } = comparison.gaussian;
  const { baseline } = comparison;
  const dim = columns.length;
  const transforms = columns.map((_, d) => ({
    kind: 'none' as const,
    shift: mean[d]!,
    scale: Math.sqrt(covariance[d * dim + d]!),
    ...(chosen[d]!.integer ? { integer: true } : {}),
  }));
  const size = (baseline?.slopes.length ?? 0) / dim;
  const given = baseline
    ? {
        conditions,
        slopes: Array.from(
          baseline.slopes,
          (slope, k) => slope / transforms[Math.floor(k / size)]!.scale,
        ),
      }
    : undefined;
  const specification = buildSpecification('gaussian', columns, transforms, rows.count, {
    given,
  });
  const { z } = toModel(dequantised.train, rows.count, transforms);
  const centred = given ? alongContext(z, rows.context!, rows.count, given.slopes, -1) : z;
  const flow = await engine.open(
    specification,
    initialParameters(specification, centred, rows.count, request.seed, comparison.kind),
  );
  const trained: Trained = {
    best: await flow.parameters(),
    moments: await flow.moments(),
    bestValidation: comparison.validation,
    bestStep: 0,
    steps: 0,
    plannedSteps: 0,
    stopped,
    notes: [],
  };
  flow.close();
  return { name: 'gaussian', specification, trained };
}
