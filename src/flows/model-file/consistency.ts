// Whether the parts of a model's description fit together: what a schema does not see.
import type { ModelMetadata } from '../../protocol/model';
import { contextNames } from '../conditions';
import { ModelError } from './error';
import { say } from '../../protocol/sentence';

export function checkConsistent(metadata: ModelMetadata): void {
  const {
    specification: { columns, layers, preprocessing, support = [] },
    gaussian,
  } = metadata;
  const dim = columns.length;
  const orders = layers.flatMap((l) => ('order' in l ? [l.order] : []));
  const permutations = orders.every(
    (o) => o.length === dim && new Set(o).size === dim && o.every((c) => c < dim),
  );
  const halves = layers.every((l) => !('kept' in l) || l.kept < dim);
  if (
    !permutations ||
    !halves ||
    preprocessing.length !== dim ||
    !support.every((bound) => columns.includes(bound.column)) ||
    gaussian.mean.length !== dim ||
    gaussian.covariance.length !== dim * dim ||
    !conditionsFit(metadata)
  )
    throw new ModelError(
      say(
        'the model file is damaged: its parts do not fit together. Restore it from a copy, or fit again.',
      ),
    );
}

/** Whether conditions, their numbers, slopes and frequencies belong together. */
function conditionsFit({
  specification: { columns, context = [], given },
  baseline,
  frequencies,
}: ModelMetadata): boolean {
  if (!given) return !baseline && !frequencies;
  const { conditions, slopes } = given;
  const size = columns.length * context.length;
  const places = (levels: number[]) =>
    levels.length === conditions.length &&
    levels.every(
      (place, k) => place < ((conditions[k] as { levels?: string[] }).levels?.length ?? 0),
    );
  return (
    contextNames(conditions).join('\n') === context.join('\n') &&
    slopes.length === size &&
    baseline?.offset.length === columns.length &&
    baseline.slopes.length === size &&
    baseline.covariance.length === columns.length ** 2 &&
    (!frequencies ||
      (frequencies.levels.length === frequencies.rows.length && frequencies.levels.every(places)))
  );
}
