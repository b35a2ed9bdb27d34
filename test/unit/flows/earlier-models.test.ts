// Model files that earlier versions wrote, one of every kind of flow and layer: they open with the log
// densities that the version which wrote them found, and an interrupted fit is offered under its name.
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { Flow } from '../../../src/flows/flow';
import { KINDS } from '../../../src/flows/kinds';
import { decodeModel } from '../../../src/flows/model-file/model-file';
import { NEWEST } from '../../../src/flows/model-file/schema';
import { FLOW_NAMES } from '../../../src/protocol/choices';
import type { GivenValues } from '../../../src/protocol/model';
import { chosenContext } from '../../../src/session/given/chosen';
import { Model } from '../../../src/session/models/model';
import { Store } from '../../../src/session/models/store';

const folder = join(__dirname, '../../fixtures/models');
const SUFFIX = '.flow.safetensors';
const recorded = JSON.parse(readFileSync(join(folder, 'log-densities.json'), 'utf8')) as Record<
  string,
  { rows: number[][]; given?: GivenValues[]; logDensity: number[] }
>;
const names = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
const models = names.map((file) => decodeModel(readFileSync(join(folder, file))));
const specifications = models.map(({ metadata }) => metadata.specification);

test.each(names)('%s opens with the log densities of its time', async (file) => {
  const { metadata, tensors } = decodeModel(readFileSync(join(folder, file)));
  const { rows, given, logDensity } = recorded[file.slice(0, -SUFFIX.length)]!;
  const flow = await Flow.open(referenceEngine, metadata.specification, tensors);
  const conditions = metadata.specification.given?.conditions ?? [];
  const context = given?.flatMap((values) => [...chosenContext(conditions, values)]);
  const found = await flow.logProb(
    Float64Array.from(rows.flat()),
    rows.length,
    context && Float64Array.from(context),
  );
  expect(found).toHaveLength(logDensity.length);
  logDensity.forEach((value, n) => expect(found[n]).toBeCloseTo(value, 10));
});

describe('none is forgotten', () => {
  test('every kind of flow', () => {
    expect(new Set(specifications.map(({ flow }) => flow))).toEqual(new Set(FLOW_NAMES));
  });
  test('every kind of layer, in both directions', () => {
    const layers = specifications.flatMap((s) => s.layers);
    expect(new Set(layers.map(({ kind }) => kind))).toEqual(new Set(Object.keys(KINDS)));
    expect(layers.some((layer) => 'direction' in layer && layer.direction === 'sampling')).toBe(
      true,
    );
  });
  test('every version of the file', () => {
    expect(new Set(models.map(({ metadata }) => metadata.version))).toEqual(
      new Set([1, 1.1, 1.2, NEWEST]),
    );
  });
  test('every model has recorded log densities', () => {
    expect(Object.keys(recorded).sort()).toEqual(
      names.map((n) => n.slice(0, -SUFFIX.length)).sort(),
    );
  });
});

test('an interrupted fit is found by its table and columns, with what it is taken up from', async () => {
  const storage = mkdtempSync(join(tmpdir(), 'flowscope-earlier-'));
  cpSync(join(folder, 'checkpoints'), join(storage, 'checkpoints'), { recursive: true });
  const [file] = readdirSync(join(storage, 'checkpoints'));
  const { metadata } = await Model.read(join(storage, 'checkpoints', file!));
  const found = await new Store(storage, (why) => expect.fail(why)).checkpoint(
    { fingerprint: metadata.data!.fingerprint },
    ['rate', 'potential'],
  );
  expect(found?.interrupted).toBe(true);
  expect(found?.metadata.steps).toBe(10);
  expect(found?.state().provisional).toBe(true);
});

test('a model of an earlier version is listed, thrown away and taken back', async () => {
  const storage = mkdtempSync(join(tmpdir(), 'flowscope-earlier-'));
  const name = `spline-coupling${SUFFIX}`;
  cpSync(join(folder, name), join(storage, 'trash', name));
  const store = new Store(storage, (why) => expect.fail(why));
  expect(await store.list([])).toEqual([]);
  await store.restore(join(storage, name));
  expect(await store.list([])).toMatchObject([{ flow: 'spline-coupling', saved: false }]);
});
