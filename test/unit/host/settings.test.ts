// What the code takes from the settings is what the manifest allows.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fitOptions as schema } from '../../../src/protocol/fit-options';

const given = new Map<string, unknown>();
vi.mock('vscode', () => ({
  workspace: { getConfiguration: () => ({ get: (key: string) => given.get(key) }) },
}));
const { fitOptions, quietOptions, settings } = await import('../../../src/host/settings');

const { properties } = (
  JSON.parse(readFileSync(resolve(__dirname, '../../../package.json'), 'utf8')) as {
    contributes: {
      configuration: {
        properties: Record<
          string,
          { default: unknown; minimum?: number; maximum?: number; enum?: string[] }
        >;
      };
    };
  }
).contributes.configuration;
const NAMES: Record<string, keyof ReturnType<typeof settings>> = {
  fitSeconds: 'seconds',
  trainingRows: 'rows',
};
const known = Object.entries(properties)
  .map(([name, p]) => ({ ...p, key: name.replace('flowscope.', '') }))
  .filter(({ key }) => key !== 'tensorflow.path');
const read = (key: string) => settings()[NAMES[key] ?? (key as keyof ReturnType<typeof settings>)];
beforeEach(() => given.clear());

test('without any, the defaults of the manifest', () => {
  for (const { key, default: preset } of known) expect(read(key), key).toBe(preset);
});

describe.each(known.filter((p) => p.minimum !== undefined))(
  '$key',
  ({ key, minimum, maximum, default: preset }) => {
    test.each([minimum, maximum])('may be %d', (value) => {
      given.set(key, value);
      expect(read(key)).toBe(value);
    });
    test.each([minimum! - 1, maximum! + 1, NaN, '7', null])(
      '%s is the default instead',
      (value) => {
        given.set(key, value);
        expect(read(key)).toBe(preset);
      },
    );
  },
);

test.each(known.filter((p) => p.enum))(
  '$key is one of its choices',
  ({ key, enum: choices, default: preset }) => {
    for (const value of choices!) {
      given.set(key, value);
      expect(read(key)).toBe(value);
    }
    given.set(key, 'nonsense');
    expect(read(key)).toBe(preset);
  },
);

test('a fit gets what the service takes, and a direction only where it means something', () => {
  expect(schema.parse(fitOptions())).toEqual({
    flow: 'auto',
    engine: 'auto',
    seconds: 45,
    seed: 1,
    rows: 200_000,
  });
  for (const [key, value] of Object.entries({
    direction: 'sampling',
    order: 'fixed',
    threads: 2,
    seeds: 3,
    flow: 'spline-coupling',
  }))
    given.set(key, value);
  expect(schema.parse(fitOptions())).toEqual({
    flow: 'spline-coupling',
    engine: 'auto',
    seconds: 45,
    seed: 1,
    rows: 200_000,
    order: 'fixed',
    threads: 2,
    seeds: 3,
  });
  given.set('flow', 'auto');
  expect(fitOptions().direction).toBe('sampling');
  // a page asks for them itself
  expect(quietOptions()).toEqual({ seed: 1, rows: 200_000, threads: 2 });
});
