// Training by the likelihood in two ways: the engine's own steps, and its gradient handed back from outside.
import { expect } from 'vitest';
import type { Entry } from '../../../src/engines/catalogue';
import type { Engine, Rows } from '../../../src/flows/engine';

/** @param tolerance of the change of each tensor, relative to its norm */
export async function expectSameSteps(
  engine: Engine,
  { specification, parameters }: Pick<Entry, 'specification' | 'parameters'>,
  data: Rows,
  tolerance: number,
): Promise<void> {
  const [own, outside] = [
    await engine.open(specification, parameters),
    await engine.open(specification, parameters),
  ];
  const rates = [3e-3, 1e-3];
  const all = Int32Array.from({ length: data.count }, (_, n) => n);
  await own.steps(
    data,
    rates.map(() => all),
    rates,
    0,
  );
  for (const rate of rates) {
    // loss = mean of |u|^2 / 2 + log determinant u -> x
    const { states } = await outside.trace(data);
    const { parameters: gradient } = await outside.pullback(
      data,
      states[0]!.values.map((u) => u / data.count),
      new Float64Array(data.count).fill(1 / data.count),
    );
    expect(await outside.apply(gradient, rate)).toBe(true);
  }
  let changed = 0;
  const [before, expected, found] = [
    parameters,
    await own.parameters(),
    await outside.parameters(),
  ];
  for (const [name, { values }] of Object.entries(expected)) {
    const change = Math.hypot(...[...values].map((v, i) => v - before[name]!.values[i]!));
    const off = Math.hypot(...[...values].map((v, i) => v - found[name]!.values[i]!));
    changed += change;
    expect(off, name).toBeLessThanOrEqual(tolerance * change);
  }
  expect(changed).toBeGreaterThan(1e-3);
  expect(await outside.moments()).toMatchObject({
    'optimizer.step': { values: Float64Array.of(2) },
  });
  for (const flow of [own, outside]) flow.close();
}
