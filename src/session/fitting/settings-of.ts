// What a model was fitted with, so that another table can be fitted in the same way.
import { shapeOf } from '../../flows/specification';
import type { FitSettings } from '../../protocol/fit';
import type { ColumnTransform, ModelMetadata } from '../../protocol/model';
import type { TransformChoice } from '../../protocol/choices';
import { givenNames } from '../../protocol/words/conditions';

/**
 * Flow, direction, orders, transforms, engine, seeds and the split that
 * was asked for; not the time, which depends on the machine and the table.
 */
export function settingsOf({
  specification,
  engine,
  seed,
  seeds,
  split,
}: ModelMetadata): FitSettings {
  const { flow, columns, preprocessing } = specification;
  const { direction, order } = shapeOf(specification);
  const given = givenNames(specification);
  return {
    columns,
    ...(given.length > 0 ? { given } : {}),
    options: {
      flow,
      engine,
      seed: seeds?.[0]?.seed ?? seed,
      ...(direction === 'sampling' ? { direction } : {}),
      ...(order === 'fixed' && columns.length > 1 && specification.layers.some((l) => 'order' in l)
        ? { order }
        : {}),
      ...(seeds ? { seeds: seeds.length } : {}),
      ...(split?.asked
        ? {
            split:
              split.by === 'column'
                ? { by: split.by, column: split.column }
                : { by: split.by as 'rows' | 'blocks' },
          }
        : {}),
      transforms: Object.fromEntries(columns.map((name, d) => [name, choiceOf(preprocessing[d]!)])),
    },
  };
}

function choiceOf(transform: ColumnTransform): TransformChoice {
  return transform.kind === 'logit'
    ? { kind: 'logit', lower: transform.lower, upper: transform.upper }
    : { kind: transform.kind };
}
