// The examples are what their script makes, and hold what is said about them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(__dirname, '../../..');
const examples = join(root, 'examples');
const files = readdirSync(examples).filter((name) => name.endsWith('.csv'));

/** Columns by name, without their units; gaps are NaN. */
function columns(name: string): Record<string, number[]> {
  const [head, ...rows] = readFileSync(join(examples, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return Object.fromEntries(
    head!.map((h, d) => [
      h.replace(/ \[.*$/, ''),
      rows.map((row) => (row[d] === '' ? NaN : Number(row[d]))),
    ]),
  );
}
const mean = (v: number[]) => v.reduce((s, x) => s + x, 0) / v.length;
const correlation = (a: number[], b: number[]) => {
  const [ma, mb] = [mean(a), mean(b)];
  const product = (x: number[], mx: number, y: number[], my: number) =>
    x.reduce((s, v, i) => s + (v - mx) * (y[i]! - my), 0);
  return product(a, ma, b, mb) / Math.sqrt(product(a, ma, a, ma) * product(b, mb, b, mb));
};

test('the script makes them again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-examples-'));
  expect(
    spawnSync(process.execPath, [join(root, 'scripts/make-examples.mjs'), folder]).status,
  ).toBe(0);
  expect(readdirSync(folder).sort()).toEqual([...files].sort());
  for (const name of files)
    expect(
      readFileSync(join(folder, name), 'utf8') === readFileSync(join(examples, name), 'utf8'),
      name,
    ).toBe(true);
});

test('each is in the list', () => {
  const list = readFileSync(join(examples, 'README.md'), 'utf8');
  for (const name of files) expect(list).toContain(`| \`${name}\` |`);
});

describe('the neuron', () => {
  const {
    'input current': current,
    noise,
    'time constant': tau,
    threshold,
    'firing rate': rate,
    'mean interval': interval,
    'interval CV': cv,
    'mean potential': potential,
  } = columns('lif-neuron.csv') as Record<string, number[]>;

  test('with little noise above threshold it fires as theory says', () => {
    // interval = refractory time + tau ln((E + R I - V_reset) / (E + R I - V_threshold)), in ms and mV
    const driven = current!.flatMap((i, n) =>
      noise![n]! < 1.5 && -70 + 10 * i - threshold![n]! > 4 ? [n] : [],
    );
    expect(driven.length).toBeGreaterThan(100);
    const ratio = driven.map(
      (n) =>
        interval![n]! /
        (2 +
          tau![n]! * Math.log((10 * current![n]! - 5) / (10 * current![n]! - 70 - threshold![n]!))),
    );
    expect(mean(ratio)).toBeGreaterThan(0.95);
    expect(mean(ratio)).toBeLessThan(1.02);
  });

  test('rates and intervals belong together, noise makes intervals irregular, and gaps are where it hardly fired', () => {
    rate!.forEach((r, n) => {
      if (Number.isNaN(interval![n]!)) expect(r).toBeLessThanOrEqual(1);
      // k spikes within two seconds have k - 1 intervals between them
      else expect(interval![n]! * (2 * r - 1)).toBeLessThan(2000);
      expect(potential![n]!).toBeLessThan(threshold![n]!);
    });
    const known = cv!.flatMap((v, n) => (Number.isNaN(v) ? [] : [n]));
    expect(known.length).toBeGreaterThan(4900);
    expect(
      correlation(
        known.map((n) => noise![n]!),
        known.map((n) => cv![n]!),
      ),
    ).toBeGreaterThan(0.3);
  });
});

describe('the wide table', () => {
  const table = columns('wide-30.csv');
  const near = (value: number, expected: number) =>
    expect(Math.abs(value - expected)).toBeLessThan(5 / Math.sqrt(4000));

  test('30 columns, each with the dependence that is said', () => {
    expect(Object.keys(table)).toHaveLength(30);
    for (let k = 1; k <= 10; k++) {
      if (k > 1) near(correlation(table[`chain ${k}`]!, table[`chain ${k - 1}`]!), 0.8);
      const rest = table[`wave ${k}`]!.map((v, n) => v - Math.sin(2 * table[`chain ${k}`]![n]!));
      near(mean(rest), 0);
      near(mean(rest.map((v) => v * v)), 0.09);
    }
    for (let k = 1; k <= 5; k++) {
      const scaled = table[`spread ${k}`]!.map(
        (v, n) => v / Math.exp(0.7 * table[`chain ${k}`]![n]!),
      );
      near(mean(scaled), 0);
      near(correlation(table[`noise ${k}`]!, table[`chain ${k}`]!), 0);
    }
  });
});
