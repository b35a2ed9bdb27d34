// What goes to one side of every split, and the standard errors that follow from it.
import { describe, expect, test } from 'vitest';
import { areCopies } from '../../../src/flows/split/copies';
import { autocorrelationTime, isOrdered } from '../../../src/flows/split/order';
import { normals, shuffle, uniform } from '../../../src/flows/random';
import { score } from '../../../src/flows/score';
import type { Sortable } from '../../../src/flows/split/sorted';
import { type Divided, foldRows, partOf, splitRows, unitsOf } from '../../../src/flows/split/split';
import { scores, withoutFew } from '../../../src/flows/verdict';
import { english } from '../../../src/protocol/sentence';
import { verdictWords } from '../../../src/protocol/words/verdict';

const count = (n: number) => Float64Array.from({ length: n }, (_, k) => k);
const byBlocks = (n: number, rows: number, purged: number): Divided => {
  const split = { by: 'blocks' as const, rows, purged };
  return { rowNumbers: count(n), split, units: unitsOf(split, count(n)) };
};
const nameOf = (parts: ReturnType<typeof splitRows>) =>
  new Map(
    Object.entries(parts).flatMap(([part, rows]) =>
      Array.from(rows as Int32Array, (row) => [row, part] as const),
    ),
  );

describe('a split', () => {
  test('keeps what goes together on one side, in five folds too', () => {
    const units = Float64Array.from({ length: 3000 }, (_, row) => 1e9 + Math.floor(row / 7) * 977);
    const rows: Divided = { rowNumbers: count(3000), units, split: { by: 'copies' } };
    for (const parts of [
      splitRows(rows),
      ...[0, 1, 2, 3, 4].map((fold) => foldRows(rows, fold, 5)),
    ]) {
      const sides = new Map<number, string>();
      for (const [row, part] of nameOf(parts))
        expect(sides.get(units[row]!) ?? sides.set(units[row]!, part).get(units[row]!)).toBe(part);
      expect(parts.train.length + parts.validation.length + parts.test.length).toBe(3000);
    }
  });

  test('by rows is what it always was', () => {
    const parts = Array.from({ length: 40 }, (_, row) => partOf(row)[0]).join('');
    expect(parts).toBe(
      Array.from({ length: 40 }, (_, row) => partOf(row, { by: 'rows' })[0]).join(''),
    );
    expect(parts).toMatchInlineSnapshot(`"tttttttvttttttttvttttttttvtttttttttttttt"`);
  });

  test('of few groups leaves no part empty', () => {
    const groups = Float64Array.from({ length: 400 }, (_, row) => row % 19);
    const parts = splitRows({
      rowNumbers: count(400),
      units: groups,
      split: { by: 'column', column: 'site' },
    });
    for (const part of [parts.test, parts.validation])
      expect(new Set(Array.from(part, (n) => groups[n])).size).toBe(2);
  });

  test('by blocks has no training row near to a test row', () => {
    const rows = byBlocks(5000, 50, 12);
    for (const parts of [splitRows(rows), foldRows(rows, 2, 5)]) {
      const part = nameOf(parts);
      for (const row of parts.train)
        for (let near = row - 12; near <= row + 12; near++)
          expect(part.get(near) ?? 'train').toBe('train');
      for (const row of parts.validation)
        for (let near = row - 12; near <= row + 12; near++) expect(part.get(near)).not.toBe('test');
      expect(parts.test.length % 50).toBe(0);
      expect(parts.train.length).toBeGreaterThan(2500);
    }
  });

  test('by blocks leaves out copies of test rows, however far they lie', () => {
    const copies = Float64Array.from({ length: 2000 }, (_, row) => row % 500);
    const { train, validation, test: tested } = splitRows({ ...byBlocks(2000, 20, 3), copies });
    const held = new Set(Array.from(tested, (row) => copies[row]));
    expect(tested.length).toBeGreaterThan(100);
    for (const row of [...train, ...validation]) expect(held.has(copies[row])).toBe(false);
  });
});

describe('a standard error', () => {
  test('of rows in pairs is that of the pairs', () => {
    const values = normals(3, 1, 0, 200, 1);
    const twice = Float64Array.from({ length: 400 }, (_, k) => values[k % 200]!);
    const units = Float64Array.from({ length: 400 }, (_, k) => k % 200);
    expect(score(twice, units).standardError).toBeCloseTo(score(values).standardError, 12);
    expect(score(values, count(200)).standardError).toBeCloseTo(score(values).standardError, 12);
    expect(score(twice).standardError).toBeLessThan(0.8 * score(values).standardError);
  });

  test('of few blocks decides nothing, and says why', () => {
    const values = normals(4, 1, 0, 400, 1).map((v) => 1 + 0.1 * v);
    const rows = {
      rowNumbers: count(400),
      units: Float64Array.from({ length: 400 }, (_, k) => Math.floor(k / 40)),
      split: { by: 'blocks' as const, rows: 40, purged: 4 },
    };
    const found = scores({ flow: values, gaussian: new Float64Array(400), rows }, 'test');
    expect(found.verdict).toBe('undecided');
    expect(english(verdictWords(found))).toBe(
      `Cannot tell: rows follow one another, so they were split in blocks of 40 rows, and 400 test rows are 10 blocks only. At least 20 are needed. The flow gains +${found.gain.mean.toFixed(2)} ± ${found.gain.standardError.toFixed(2)} nats per row there.`,
    );
    const many = scores(
      {
        flow: values,
        gaussian: new Float64Array(400),
        rows: { ...rows, units: rows.units.map((_, k) => Math.floor(k / 10)) },
      },
      'test',
    );
    expect(many.verdict).toBe('flow');
    expect(english(verdictWords(many))).toMatch(
      /on 400 test rows in 40 blocks\. Rows follow one another: they were split in blocks of 40 rows\.$/,
    );
  });

  test('names the rows that decide alone, as they are counted in the file', () => {
    const gains = normals(5, 1, 0, 300, 1).map((v) => 0.1 * v);
    [gains[17], gains[120]] = [900, 400];
    const found = withoutFew(gains, { rowNumbers: count(300).map((row) => 10 * row) })!;
    expect(found.rows).toEqual([171, 1201]);
    expect(
      english(
        verdictWords({
          rows: 300,
          on: 'test',
          gain: score(gains),
          most: found,
          verdict: 'undecided',
        }),
      ),
    ).toContain('Rows 171, 1201 decide this figure (counted from 1): without them');
  });
});

/** Columns of `n` rows, each made of a number from 0 to 1 and of a normal one. */
const table = (seed: number, n: number, columns: ((u: number, z: number, k: number) => number)[]) =>
  columns.map((make, d) =>
    Float64Array.from({ length: n }, (_, k) =>
      make(uniform(seed, d, k), normals(seed, 100 + d, k, 1, 1)[0]!, k),
    ),
  );
const keysOf = (columns: Float64Array[]) => {
  const known = new Map<string, number>();
  return Float64Array.from(columns[0]!, (_, n) => {
    const text = columns.map((c) => c[n]).join();
    return known.get(text) ?? known.set(text, known.size).get(text)!;
  });
};
const looks = (columns: Float64Array[]) => columns.map((values) => ({ numeric: true, values }));
const repeated = (columns: Float64Array[], times: number) =>
  columns.map((c) => Float64Array.from({ length: c.length * times }, (_, k) => c[k % c.length]!));

describe('rows that are equal', () => {
  const gaussian = [(_: number, z: number) => z, (_: number, z: number) => 3 + z];
  const tenths = gaussian.map((make) => (u: number, z: number) => Math.round(10 * make(u, z)) / 10);
  const counts = [
    (u: number) => Math.floor(-2 * Math.log(u)),
    (u: number) => Math.floor(-Math.log(u)),
    (u: number) => Number(u < 0.1),
  ];
  test.each([
    ['Gaussian rows, ten times each', repeated(table(1, 200, gaussian), 10)],
    ['one column of them', repeated(table(1, 200, gaussian.slice(0, 1)), 10)],
    [
      'with two decimals and a constant',
      repeated(
        table(2, 200, [
          (_, z) => Math.round(100 * z) / 100,
          (_, z) => Math.round(100 * z) / 100,
          () => 1,
        ]),
        10,
      ),
    ],
    [
      'some rows twice',
      table(3, 1000, gaussian).map((c) =>
        Float64Array.from({ length: 1050 }, (_, k) => c[k % 1000]!),
      ),
    ],
  ])('are copies: %s', (_, columns) =>
    expect(areCopies(keysOf(columns), looks(columns))).toBe(true),
  );

  test.each([
    ['small whole numbers', table(4, 4000, counts)],
    ['tenths', table(5, 4000, tenths)],
    ['one column of tenths', table(5, 4000, tenths.slice(0, 1))],
    [
      'zeros and ones',
      table(
        6,
        3000,
        Array.from({ length: 6 }, () => (u: number) => Number(u < 0.08)),
      ),
    ],
    [
      'many zeros',
      table(
        7,
        3000,
        Array.from({ length: 3 }, () => (u: number, z: number) => (u < 0.6 ? 0 : z)),
      ),
    ],
    [
      'the same measurement in two units',
      (([c]) => [c!, c!.map((v) => Math.round(18 * v + 320) / 10)])(table(8, 3000, tenths)),
    ],
    ['no equal rows', table(9, 3000, gaussian)],
  ])('are equal by chance: %s', (_, columns) =>
    expect(areCopies(keysOf(columns), looks(columns))).toBe(false),
  );
});

describe('the order of a file', () => {
  const walkOf = (seed: number, n: number, keeps: number) => {
    let at = 0;
    return normals(seed, 7, 0, n, 1).map((z) => (at = keeps * at + z));
  };
  const matters = (columns: Float64Array[], others: Sortable[] = []) => {
    const values = Float64Array.from(
      { length: columns.length * columns[0]!.length },
      (_, k) => columns[k % columns.length]![Math.floor(k / columns.length)]!,
    );
    return isOrdered(values, columns.length, async () => [
      ...columns.map((c) => ({ numeric: true, date: false, values: c })),
      ...others,
    ]);
  };
  const clock = (n: number): Sortable => ({
    numeric: true,
    date: false,
    values: count(n).map((t) => 0.25 * t + 1000),
  });

  test('matters for walks, also beside a clock, a date or a column that is sorted only here and there', async () => {
    const walk = [walkOf(1, 2000, 1), walkOf(2, 2000, 1)];
    expect(await matters(walk)).toBe(true);
    expect(await matters(walk, [clock(2000)])).toBe(true);
    expect(await matters(walk, [{ ...clock(2000), numeric: false, date: true }])).toBe(true);
    expect(await matters([walkOf(3, 2000, 1).map(Math.round)])).toBe(true);
    expect(
      await matters(
        [walkOf(4, 3000, 0.9)],
        [{ numeric: false, date: false, values: count(3000).map((k) => Math.floor(k / 1500)) }],
      ),
    ).toBe(true);
  });

  test('says nothing where a column explains it by which rows are sorted', async () => {
    const n = 2000;
    const x = normals(5, 1, 0, n, 1).sort();
    const noise = normals(5, 2, 0, n, 1);
    expect(await matters([x, x.map((v, k) => v * v + noise[k]!)])).toBe(false);
    const species = count(n).map((k) => [2, 0, 1][Math.floor(k / 700)]!);
    const size = species.map((s, k) => 4 * s + noise[k]!);
    expect(await matters([size], [{ numeric: false, date: false, values: species }])).toBe(false);
    expect(await matters([size])).toBe(true); // nobody knows the species
    const within = Float64Array.from(size.keys()).sort(
      (a, b) => species[a]! - species[b]! || size[a]! - size[b]!,
    );
    const [sorted, kinds] = [within.map((k) => size[k]!), within.map((k) => species[k]!)];
    expect(await matters([sorted], [{ numeric: true, date: false, values: kinds }])).toBe(false);
  });

  test('says nothing where rows take turns', async () => {
    const noise = normals(8, 1, 0, 2000, 1);
    expect(await matters([noise.map((z, k) => 4 * (k % 3) + z)])).toBe(false);
  });

  test('of rows that are independent is found in about one file of a hundred, whatever their tails', async () => {
    const heavy = [
      (u: number, z: number) => Math.tan(Math.PI * (u - 0.5)) + z,
      (u: number) => Math.floor(-3 * Math.log(u)),
      (u: number, z: number) => (u < 0.5 ? 0 : z),
    ];
    let found = 0;
    for (let seed = 0; seed < 150; seed++)
      found += Number(
        await matters(table(seed, 60 + 6 * seed, [heavy[seed % 3]!, heavy[(seed + 1) % 3]!])),
      );
    expect(found).toBeLessThanOrEqual(5);
  });

  test('lasts as long as theory says', () => {
    expect(autocorrelationTime(walkOf(6, 20_000, 0.8))).toBeGreaterThan(7);
    expect(autocorrelationTime(walkOf(6, 20_000, 0.8))).toBeLessThan(11.5); // 9
    const mixed = shuffle(20_000, 1, 1);
    const walk = walkOf(6, 20_000, 0.8);
    expect(autocorrelationTime(Float64Array.from(mixed, (k) => walk[k]!))).toBeLessThan(1.2);
  });
});
