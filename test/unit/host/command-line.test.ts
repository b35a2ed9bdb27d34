// A page as a command line: read back by a real shell, word for word.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLineOf, shellWord } from '../../../src/host/command-line';
import { transform } from '../../../src/cli/options';
import { column, model, profile, state } from '../../webview/fixtures';

test.skipIf(process.platform === 'win32')('a shell reads back what was written', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
          .filter((s) => !/[\0\ud800-\udfff]/.test(s)),
        { minLength: 1, maxLength: 4 },
      ),
      (words) => {
        const out = execFileSync(
          '/bin/sh',
          ['-c', `for w in ${words.map(shellWord).join(' ')}; do printf '%s\\0' "$w"; done`],
          { encoding: 'utf8' },
        );
        expect(out.split('\0').slice(0, -1)).toEqual(words);
      },
    ),
    { numRuns: 40 },
  );
});

test('a fitted flow, with its columns, transforms and seed', () => {
  const base = model().metadata;
  const preprocessing = [
    { kind: 'log' as const, shift: 0, scale: 1 },
    { kind: 'none' as const, shift: 0, scale: 1 },
    { kind: 'logit' as const, lower: 0, upper: 120, shift: 0, scale: 1 },
  ];
  const specification = {
    ...base.specification,
    columns: ['height, m', 'weight', 'age'],
    preprocessing,
  };
  const line = commandLineOf(
    state({
      dataPath: "/data/it's.csv",
      model: model({ metadata: { ...base, specification, seed: 7 } }),
    }),
  );
  expect(line).toBe(
    "flowscope fit '/data/it'\\''s.csv' --columns '\"height, m\",weight,age' --flow spline-autoregressive --seed 7 --transform 'height, m=log' --transform 'age=logit(0,120)' --out '/data/it'\\''s.flow.safetensors'",
  );
});

test('what is given, and whether noise spreads whole numbers', () => {
  const base = model().metadata;
  const plain = { kind: 'none' as const, shift: 0, scale: 1 };
  const conditions = [
    { kind: 'category' as const, column: 'a, b', levels: ['x', 'y'] },
    { kind: 'number' as const, column: 'mass', shift: 0, scale: 1 },
  ];
  const specification = {
    ...base.specification,
    columns: ['eggs', 'legs', 'id', 'size'],
    preprocessing: [{ ...plain, integer: true }, plain, plain, plain],
    given: { conditions, slopes: [] },
  };
  const integer = (name: string, distinct: number) => column(name, { type: 'integer', distinct });
  const table = {
    ...profile(),
    columns: [integer('eggs', 4), integer('legs', 3), integer('id', 900), column('size')],
  };
  const line = commandLineOf(
    state({ profile: table, model: model({ metadata: { ...base, specification } }) }),
  )!;
  expect(line).toContain('--columns eggs,legs,id,size --given \'"a, b",mass\' ');
  expect(line).toContain(' --transform eggs=none+noise --transform legs=none+plain --out');
  for (const word of ['eggs=none+noise', 'legs=none+plain'])
    expect(transform(word)).toEqual({
      [word.slice(0, 4)]: { kind: 'none', integer: word.endsWith('noise') },
    });
  expect(transform('a=logit(0,1)+plain')).toEqual({
    a: { kind: 'logit', lower: 0, upper: 1, integer: false },
  });
  expect(() => transform('a=log+both')).toThrow('+noise or +plain');
});

test('several seeds, from the first on', () => {
  const score = { mean: 0, standardError: 1 };
  const seeds = [3, 4].map((seed) => ({
    seed,
    flow: 'affine' as const,
    validation: 0,
    test: score,
    gain: score,
  }));
  expect(
    commandLineOf(state({ model: model({ metadata: { ...model().metadata, seed: 4, seeds } }) })),
  ).toContain(' --seed 3 --seeds 2 ');
});

test('a table without a model is profiled; without a file there is nothing to copy', () => {
  expect(commandLineOf(state({ dataPath: '/data/a.csv', model: null }))).toBe(
    'flowscope profile /data/a.csv',
  );
  expect(commandLineOf(state({ dataPath: null }))).toBeNull();
});

test("an encoding that is the editor's is said", () => {
  const table = profile();
  const read = (encoding: string) =>
    commandLineOf(
      state({
        dataPath: '/data/a.csv',
        model: null,
        profile: { ...table, dialect: { ...table.dialect, encoding } },
      }),
    );
  expect(read('windows-1251')).toBe('flowscope profile /data/a.csv --encoding windows-1251');
  for (const found of ['utf-8 with BOM', 'utf-16le', 'windows-1252'])
    expect(read(found)).toBe('flowscope profile /data/a.csv');
});
