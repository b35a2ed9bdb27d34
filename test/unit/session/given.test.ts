// Conditions of drawn rows: chosen, or as often as among the training rows; and pictures of a flow under conditions.
import { describe, expect, test } from 'vitest';
import { buildSpecification } from '../../../src/flows/specification';
import type { Condition, GivenValues } from '../../../src/protocol/model';
import { drawnConditions, writtenConditions } from '../../../src/session/given/drawn';
import { gaussianAt, ownLens } from '../../../src/session/given/chosen';
import { requireNothingGiven, unitedGiven } from '../../../src/session/given/columns';
import { metadataOf } from './metadata';
import { say } from '../../../src/protocol/sentence';

const species: Condition = { kind: 'category', column: 'species', levels: ['Adelie', 'Gentoo'] };
const sex: Condition = { kind: 'category', column: 'sex', levels: ['f', 'm'] };
const mass: Condition = { kind: 'number', column: 'mass', shift: 4000, scale: 500 };
const model = (conditions: Condition[], frequencies?: { levels: number[][]; rows: number[] }) => {
  const size = conditions.reduce((n, c) => n + (c.kind === 'category' ? c.levels.length : 1), 0);
  const slopes = Array.from({ length: size }, (_, c) => c + 1);
  const given = { conditions, slopes };
  const specification = buildSpecification(
    'gaussian',
    ['x'],
    [{ kind: 'none', shift: 0, scale: 1 }],
    1000,
    conditions.length > 0 ? { given } : {},
  );
  return metadataOf(specification, {
    ...(frequencies ? { frequencies } : {}),
    ...(conditions.length > 0 ? { baseline: { offset: [10], slopes, covariance: [4] } } : {}),
  });
};
const drawn = (metadata: ReturnType<typeof model>, chosen: GivenValues, count = 4000) => {
  const context = drawnConditions(metadata, chosen, 7)!(0, count);
  const { names, numbers, labels } = writtenConditions(
    metadata.specification.given!.conditions,
    context,
    count,
  );
  return {
    names,
    numbers,
    rows: Array.from({ length: count }, (_, n) =>
      labels.map((l) => l.levels[l.places[n]!]!).join(' '),
    ),
  };
};

describe('drawn rows', () => {
  const both = model([species, sex], {
    levels: [
      [0, 0],
      [1, 1],
      [0, 1],
    ],
    rows: [60, 30, 10],
  });
  const share = (rows: string[], what: string) =>
    rows.filter((r) => r === what).length / rows.length;

  test('have levels as often, and as often together, as the training rows', () => {
    const { rows } = drawn(both, {});
    expect(share(rows, 'Adelie f')).toBeCloseTo(0.6, 1);
    expect(share(rows, 'Gentoo m')).toBeCloseTo(0.3, 1);
    expect(share(rows, 'Adelie m')).toBeCloseTo(0.1, 1);
    expect(share(rows, 'Gentoo f')).toBe(0);
  });

  test('with one level chosen have the others that occur with it', () => {
    const { rows } = drawn(both, { species: 'Adelie' });
    expect(new Set(rows)).toEqual(new Set(['Adelie f', 'Adelie m']));
    expect(share(rows, 'Adelie f')).toBeCloseTo(6 / 7, 1);
    expect(() =>
      drawn(model([species, sex], { levels: [[0, 0]], rows: [5] }), { sex: 'm' }),
    ).toThrow('No training row has these levels together');
  });

  test('depend on the seed and their number alone', () => {
    const at = drawnConditions(both, {}, 7)!;
    expect([...at(0, 20)].slice(12 * 4)).toEqual([...at(12, 8)]);
  });

  test('have the chosen values', () => {
    const { names, numbers, rows } = drawn(
      model([species, mass]),
      { species: 'Gentoo', mass: '4500' },
      3,
    );
    expect(names).toEqual(['mass']);
    expect([...numbers]).toEqual([4500, 4500, 4500]);
    expect(rows).toEqual(['Gentoo', 'Gentoo', 'Gentoo']);
  });

  test.each<[Condition[], GivenValues, string]>([
    [
      [species, mass],
      { species: 'Adelie' },
      'A value of "mass" is needed: the model does not know how often its values occur. Choose one, as in --given mass=4000.',
    ],
    [[species], {}, 'Choose one, as in --given species=Adelie.'],
    [[species], { species: 'Emperor' }, 'No training row had the level "Emperor"'],
    [[species], { island: 'Dream' }, 'not given "island"'],
    [[], { species: 'Adelie' }, 'This model is given nothing'],
  ])('%# are refused with a sentence', (conditions, chosen, sentence) => {
    expect(() => drawnConditions(model(conditions), chosen, 1)).toThrow(sentence);
  });
});

test('the Gaussian under conditions is there once every condition has a value', () => {
  const metadata = model([species, mass]);
  expect(gaussianAt(metadata, { species: 'Gentoo' })).toBeNull();
  // 10 + slopes (1, 2, 3) times (0, 1, 1)
  expect(gaussianAt(metadata, { species: 'Gentoo', mass: 4500 })).toEqual({
    names: ['x'],
    mean: [15],
    covariance: [4],
    rows: 0,
  });
  expect(gaussianAt(model([]), {})).toBeNull();
});

test('what was chosen for another model does not count', () => {
  const { specification } = model([species]);
  expect(ownLens(specification, { split: 's', given: { species: 'Emperor', mass: 3 } })).toEqual({
    split: 's',
  });
  expect(ownLens(specification, { given: { species: 'Adelie', mass: 3 } })).toEqual({
    given: { species: 'Adelie' },
  });
  expect(ownLens(null, { given: { species: 'Adelie' } })).toEqual({});
});

test('several models are given each column once', () => {
  const wider: Condition = { ...species, levels: ['Chinstrap', 'Adelie'] } as Condition;
  expect(
    unitedGiven([
      model([species, mass]).specification,
      model([]).specification,
      model([wider]).specification,
    ]),
  ).toEqual([
    { column: 'species', levels: ['Adelie', 'Gentoo', 'Chinstrap'] },
    { column: 'mass', levels: null },
  ]);
  const number: Condition = { kind: 'number', column: 'species', shift: 0, scale: 1 };
  expect(() =>
    unitedGiven([model([species]).specification, model([number]).specification]),
  ).toThrow('given "species" as a number and another as a category');
});

test('what needs a distribution of its own says so', () => {
  expect(() => requireNothingGiven(model([species, sex]), say('a mixture'))).toThrow(
    'given species, sex: a mixture needs one that is given nothing',
  );
  expect(() => requireNothingGiven(model([]), say('a mixture'))).not.toThrow();
});
