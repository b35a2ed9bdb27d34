// Settings of a model give the same flow again.
import { expect, test } from 'vitest';
import { buildSpecification } from '../../../src/flows/specification';
import { DIRECTIONS, FLOW_NAMES, ORDERINGS } from '../../../src/protocol/choices';
import type { ColumnTransform } from '../../../src/protocol/model';
import { fitOptions } from '../../../src/protocol/fit-options';
import { settingsOf } from '../../../src/session/fitting/settings-of';
import { metadataOf } from './metadata';

const PREPROCESSING: ColumnTransform[] = [
  { kind: 'log', shift: 1, scale: 2 },
  { kind: 'logit', lower: -1, upper: 3, shift: 0, scale: 1 },
  { kind: 'asinh', median: 1, spread: 2, shift: 0, scale: 1 },
  { kind: 'none', shift: 0, scale: 1, integer: true },
];

test.each(
  FLOW_NAMES.flatMap((flow) =>
    DIRECTIONS.flatMap((direction) =>
      ORDERINGS.flatMap((order) => [1, 2, 4].map((dim) => ({ flow, direction, order, dim }))),
    ),
  ),
)('$flow $direction $order, $dim columns', ({ flow, direction, order, dim }) => {
  if (direction === 'sampling' && !flow.endsWith('autoregressive')) return;
  const columns = PREPROCESSING.slice(0, dim).map((_, d) => `c${d}`);
  const specification = buildSpecification(flow, columns, PREPROCESSING.slice(0, dim), 2000, {
    direction,
    order,
  });
  const settings = settingsOf(metadataOf(specification));
  expect(settings.columns).toEqual(columns);
  const options = fitOptions.parse(settings.options);
  expect(options.transforms!.c0).toEqual({ kind: 'log' });
  if (dim > 1) expect(options.transforms!.c1).toEqual({ kind: 'logit', lower: -1, upper: 3 });
  expect(
    buildSpecification(specification.flow, columns, specification.preprocessing, 2000, {
      direction: options.direction,
      order: options.order,
    }),
  ).toEqual(specification);
});

test('seeds begin with the first, whichever was kept', () => {
  const score = { mean: 0, standardError: 1 };
  const seeds = [4, 5, 6].map((seed) => ({
    seed,
    flow: 'affine' as const,
    validation: 0,
    test: score,
    gain: score,
  }));
  const { options } = settingsOf(
    metadataOf(buildSpecification('affine', ['c'], [PREPROCESSING[0]!], 2000), { seed: 6, seeds }),
  );
  expect(options).toMatchObject({ seed: 4, seeds: 3, engine: 'kernel', flow: 'affine' });
});
