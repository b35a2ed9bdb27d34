// What a density is given, as numbers and back: every row with known levels keeps exactly what it was given.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseConditions,
  contextNames,
  decode,
  encode,
  encodeValues,
  frequenciesOf,
  groupGains,
} from '../../../src/flows/conditions';
import type { GivenRows } from '../../../src/protocol/data';
import type { Condition } from '../../../src/protocol/model';

const name = fc.string({ minLength: 1, maxLength: 6 });
/** Rows given categories and numbers, which both vary; some levels are in the list and in no row. */
const table: fc.Arbitrary<GivenRows> = fc
  .record({
    columns: fc.uniqueArray(
      fc.record({
        column: name,
        levels: fc.option(fc.uniqueArray(name, { minLength: 2, maxLength: 5 })),
      }),
      { minLength: 1, maxLength: 4, selector: (c) => c.column },
    ),
    count: fc.integer({ min: 2, max: 30 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ columns, count, seed }) => ({
    columns,
    values: Float64Array.from({ length: count * columns.length }, (_, i) => {
      const [row, { levels }] = [Math.floor(i / columns.length), columns[i % columns.length]!];
      const random = (seed * 31 + i * 7919) % 1009;
      if (levels) return row < 2 ? row : random % levels.length;
      return row < 2 ? row : random / 37 - 5;
    }),
  }));
const all = ({ columns, values }: GivenRows) =>
  Array.from({ length: values.length / columns.length }, (_, n) => n);

describe('encoding', () => {
  test('of rows is undone by decoding, and one of a category is 1', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const conditions = chooseConditions(rows, all(rows));
        const { context, kept } = encode(conditions, rows);
        expect([...kept]).toEqual(all(rows));
        const size = contextNames(conditions).length;
        for (const n of kept) {
          decode(conditions, context, n).forEach((value, g) => {
            const given = rows.values[n * rows.columns.length + g]!;
            const { levels } = rows.columns[g]!;
            if (levels) expect(value).toBe(levels[given]);
            else expect(value).toBeCloseTo(given, 9);
          });
          const categories = conditions.filter((c) => c.kind === 'category');
          const numbers = conditions.length - categories.length;
          if (numbers === 0)
            expect(context.subarray(n * size, (n + 1) * size).reduce((a, b) => a + b, 0)).toBe(
              categories.length,
            );
        }
      }),
    );
  });

  test('does not depend on the order of the columns, nor on levels that are listed besides', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const conditions = chooseConditions(rows, all(rows));
        const width = rows.columns.length;
        const turned: GivenRows = {
          columns: [...rows.columns]
            .reverse()
            .map((c) => ({ ...c, levels: c.levels && ['another level', ...c.levels] })),
          values: rows.values.map((_, i) => {
            const g = width - 1 - (i % width);
            return rows.values[i - (i % width) + g]! + (rows.columns[g]!.levels ? 1 : 0);
          }),
        };
        expect(encode(conditions, turned)).toEqual(encode(conditions, rows));
      }),
    );
  });

  test('of chosen values is that of a row with these values', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const conditions = chooseConditions(rows, all(rows));
        const { context } = encode(conditions, rows);
        const size = contextNames(conditions).length;
        const chosen = Object.fromEntries(
          rows.columns.map(({ column, levels }, g) => [
            column,
            levels ? levels[rows.values[g]!]! : rows.values[g]!,
          ]),
        );
        expect(encodeValues(conditions, chosen)).toEqual(context.slice(0, size));
      }),
    );
  });

  test('of numbers has mean 0 and standard deviation 1 over the training rows', () => {
    const rows: GivenRows = {
      columns: [{ column: 'mass', levels: null }],
      values: Float64Array.from([3, 5, 10, 1000]),
    };
    const conditions = chooseConditions(rows, [0, 1, 2]);
    const { context } = encode(conditions, rows);
    expect(context[0]! + context[1]! + context[2]!).toBeCloseTo(0, 12);
    expect((context[0]! ** 2 + context[1]! ** 2 + context[2]! ** 2) / 3).toBeCloseTo(1, 12);
  });
});

const species: GivenRows = {
  columns: [{ column: 'species', levels: ['Adelie', 'Gentoo', 'Chinstrap'] }],
  values: Float64Array.of(0, 1, 2, -1, 0, NaN),
};

describe('levels', () => {
  test('that no training row has are left out, with their rows', () => {
    const conditions = chooseConditions(species, [0, 1, 4]);
    expect(conditions).toEqual([
      { kind: 'category', column: 'species', levels: ['Adelie', 'Gentoo'] },
    ]);
    const { context, kept } = encode(conditions, species);
    expect([...kept]).toEqual([0, 1, 4]);
    expect([...context]).toEqual([1, 0, 0, 1, 1, 0]);
  });

  test('are counted as they occur together', () => {
    const rows: GivenRows = {
      columns: [...species.columns, { column: 'sex', levels: ['f', 'm'] }],
      values: Float64Array.of(0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1),
    };
    const conditions = chooseConditions(rows, all(rows));
    const { context } = encode(conditions, rows);
    expect(frequenciesOf(conditions, context)).toEqual({
      frequencies: {
        levels: [
          [1, 1],
          [0, 0],
          [1, 0],
        ],
        rows: [3, 2, 1],
      },
    });
    const number: Condition = { kind: 'number', column: 'mass', shift: 0, scale: 1 };
    expect(frequenciesOf([number], Float64Array.of(1, 2))).toEqual({});
    const gains = groupGains(conditions, context, [1, 3, 0, 6, 6, 6]);
    expect(gains.map((g) => [g.column, g.level, g.rows, g.gain.mean])).toEqual([
      ['species', 'Adelie', 2, 2],
      ['species', 'Gentoo', 4, 4.5],
      ['sex', 'f', 3, 4 / 3],
      ['sex', 'm', 3, 6],
    ]);
    expect(gains[0]!.gain.standardError).toBeCloseTo(1, 12);
  });
});

test('what cannot be given is a sentence', () => {
  expect(() => chooseConditions(species, [0, 4])).toThrow(
    '"species" has one level only among the training rows',
  );
  expect(() =>
    chooseConditions(
      { columns: [{ column: 'mass', levels: null }], values: Float64Array.of(5, 5, 6) },
      [0, 1],
    ),
  ).toThrow('"mass" has one value only');
  const many = Array.from({ length: 5 }, (_, g) => ({
    column: `c${g}`,
    levels: Array.from({ length: 45 }, (__, k) => `${k}`),
  }));
  expect(() =>
    chooseConditions(
      { columns: many, values: Float64Array.from({ length: 45 * 5 }, (_, i) => Math.floor(i / 5)) },
      Array.from({ length: 45 }, (_, n) => n),
    ),
  ).toThrow('225 levels together; at most 200');
  const conditions: Condition[] = [
    { kind: 'category', column: 'species', levels: ['Adelie', 'Gentoo'] },
    { kind: 'number', column: 'mass', shift: 4000, scale: 500 },
  ];
  expect(() => encodeValues(conditions, { species: 'Adelie' })).toThrow(
    'A value of "mass" is needed',
  );
  expect(() => encodeValues(conditions, { species: 'Emperor', mass: 1 })).toThrow(
    'No training row had the level "Emperor" of "species". Its levels are "Adelie", "Gentoo".',
  );
  expect(() => encodeValues(conditions, { species: 'Adelie', mass: 'heavy' })).toThrow(
    '"heavy" is no number',
  );
  expect(() =>
    encodeValues(conditions, { species: 'Adelie', mass: 4500, island: 'Dream' }),
  ).toThrow('not given "island"');
  expect([...encodeValues(conditions, { species: 'Gentoo', mass: '4500' })]).toEqual([0, 1, 1]);
});
