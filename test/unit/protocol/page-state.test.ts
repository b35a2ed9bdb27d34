// What VS Code keeps of a page: what earlier versions wrote is taken up, and of what is not understood only the rest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PageState, pageState } from '../../../src/protocol/page-state';
import { FIRST_CHAIN } from '../../../src/protocol/webview';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../../fixtures/stored', name), 'utf8'));
const read = (written: unknown): PageState => {
  const { content, dropped } = pageState.read(written);
  expect(dropped).toBeNull();
  return content!;
};

describe.each(['page-0.json', 'page-1.json', 'page-2.json'])('%s', (name) => {
  const written = fixture(name);

  test('reopens whole, and is written as the newest version', () => {
    const newest = fixture(`page-${pageState.version}.json`) as PageState;
    // fields that came later are as on a page of nothing
    const { rail, rowsOpen } = { ...read({}), ...(written as Partial<PageState>) };
    expect(pageState.write(read(written))).toEqual({ ...newest, rail, rowsOpen });
  });
});

test('the newest version has a fixture, which says something in every field, so that none is forgotten', () => {
  const written = fixture(`page-${pageState.version}.json`);
  expect(written).toMatchObject({ version: pageState.version });
  const nothing = read({});
  for (const [field, value] of Object.entries(read(written)))
    expect(value, field).not.toEqual(nothing[field as keyof PageState]);
});

test('a page of nothing shows the first view of nothing', () => {
  expect(read({})).toEqual({
    dataPath: null,
    columns: [],
    given: [],
    where: null,
    modelPath: null,
    comparedPaths: [],
    view: 'marginals',
    transforms: {},
    keptTogether: { by: 'auto' },
    lens: { axes: {}, given: {} },
    selection: { steps: [], on: null },
    operations: FIRST_CHAIN,
    rail: { folded: false, order: 'file' },
    rowsOpen: false,
  });
});

test.each([
  { version: 99, dataPath: '/a.csv' },
  { version: 0, dataPath: '/a.csv' },
  { version: '1', dataPath: '/a.csv' },
  'text',
  null,
])('dropped with a reason: %j', (written) => {
  const { content, dropped } = pageState.read(written);
  expect(content).toBeNull();
  expect(dropped).toMatch(/^Dropped what was kept of a page: .+\.$/);
});

describe('only what is not understood is left out', () => {
  test('transforms', () => {
    const transforms = {
      a: { kind: 'log' },
      b: { kind: 'logit', lower: 0, upper: 1 },
      c: { kind: 'logit', lower: null, upper: 1 },
      d: { kind: 'sqrt' },
      e: null,
    };
    expect(Object.keys(read({ transforms }).transforms)).toEqual(['a', 'b']);
    expect(read({ transforms: 3, view: 'cloud' })).toMatchObject({ transforms: {}, view: 'cloud' });
  });

  test('the lens', () => {
    const lens = {
      axes: { a: { log: true }, b: { log: 3 }, c: null },
      split: 'k',
      given: { species: 'Adelie', mass: 3, odd: { a: 1 } },
      within: 'yes',
    };
    expect(read({ lens }).lens).toEqual({
      axes: { a: { log: true } },
      split: 'k',
      given: { species: 'Adelie', mass: 3 },
    });
  });

  test('the selection, and the ranges that were one before', () => {
    const shape = { kind: 'rows', rows: [1, 4] };
    const selection = { steps: [{ how: 'add', shape }], on: 'x' };
    expect(read({ version: 2, selection }).selection).toEqual(selection);
    for (const odd of [{ steps: [null], on: 'x' }, { steps: [{ how: 'jump', shape }], on: 'x' }, 3])
      expect(read({ version: 2, selection: odd }).selection).toEqual({ steps: [], on: null });
    const ranges = { a: [1, 2], b: [1], c: 'x', d: [1, null] };
    expect(read({ lens: { ranges } }).selection.steps).toEqual([
      { how: 'add', shape: { kind: 'box', ranges: [{ column: 'a', from: 1, to: 2 }] } },
    ]);
  });

  test('a view, a path, what is kept together', () => {
    const written = { view: 'tour', dataPath: 7, columns: ['a'], keptTogether: { by: 'column' } };
    expect(read(written)).toMatchObject({
      view: 'marginals',
      dataPath: null,
      columns: ['a'],
      keptTogether: { by: 'auto' },
    });
  });

  test('the look and the choices of a fit: as a whole', () => {
    const look = {
      across: 'age',
      up: null,
      layout: 'over',
      shown: { over: { data: true, gaussian: true, flow: false } },
      lines: { gaussian: false, flow: true },
    };
    const choices = {
      flow: 'affine-coupling',
      engine: 'wasm',
      seconds: 30,
      seeds: 3,
      direction: 'sampling',
      order: 'fixed',
    };
    const fit = { choices: { seeds: 3 }, last: { choices, split: { by: 'blocks' } } };
    expect(read({ look, fit })).toMatchObject({ look, fit });
    expect(read({ look: { ...look, layout: 'cube' }, fit }).look).toBeUndefined();
    expect(read({ look, fit: { choices: { seeds: 0 }, last: null } }).fit).toBeUndefined();
  });
});
