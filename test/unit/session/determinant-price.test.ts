// The price of a determinant: sizes in order, slopes of known powers, and a stop. How long things take is no test.
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { kernelEngine } from '../../../src/engines/kernel/engine';
import type { Engine } from '../../../src/flows/engine';
import { ENGLISH } from '../../../src/protocol/speech';
import { priceWords, timeWords } from '../../../src/protocol/first-flow-words';
import { measurePrice, slopesOf } from '../../../src/session/first-flow/price';

describe('measured', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await kernelEngine({ wasmFolder: inject('kernelFolder'), threads: 1 });
  });

  test('every size, and whole log densities of the columns in use', async () => {
    const price = await measurePrice(
      engine,
      { columns: 3, seconds: 0.05, sizes: [2, 64, 128, 256] },
      () => false,
    );
    expect(price.sizes.map((s) => s.n)).toEqual([2, 64, 128, 256]);
    for (const { lu, sum } of price.sizes) expect(lu > 0 && sum > 0).toBe(true);
    expect(price.slopes!.from).toBe(64);
    expect(price.flows.map((f) => [f.flow, f.columns])).toEqual([
      ['affine-autoregressive', 3],
      ['spline-autoregressive', 3],
    ]);
    for (const f of price.flows) expect(f.seconds).toBeGreaterThan(0);
    expect(priceWords(price, ENGLISH).join(' ')).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('one column has splines alone', async () => {
    expect(
      (
        await measurePrice(engine, { columns: 1, seconds: 0.02, sizes: [2] }, () => false)
      ).flows.map((f) => f.flow),
    ).toEqual(['spline-autoregressive']);
  });

  test('a stop keeps the sizes that are done', async () => {
    let asked = 0;
    const price = await measurePrice(
      engine,
      { columns: 2, seconds: 0.05, sizes: [2, 4, 8, 16] },
      () => ++asked > 40,
    );
    expect(price.stopped).toBe(true);
    expect(price.sizes.length).toBeLessThan(4);
    expect(price.slopes).toBeNull();
    expect(priceWords(price, ENGLISH)[0]).toContain('Stopped');
  });
});

test('slopes of exact powers are those powers, from 64 on', () => {
  const sizes = [2, 32, 64, 128, 256, 512].map((n) => ({
    n,
    lu: n < 64 ? 1 : 1e-9 * n ** 3,
    sum: n < 64 ? 1 : 1e-9 * n,
  }));
  const { from, lu, sum } = slopesOf(sizes)!;
  expect(from).toBe(64);
  expect(lu).toBeCloseTo(3, 10);
  expect(sum).toBeCloseTo(1, 10);
  expect(slopesOf(sizes.slice(0, 4))).toBeNull();
});

test('times in their unit', () => {
  expect([2.5, 0.0612, 3.14e-7, 4e-9].map((s) => timeWords(s, ENGLISH))).toEqual([
    '2.5 s',
    '61.2 ms',
    '314 ns',
    '4 ns',
  ]);
});
