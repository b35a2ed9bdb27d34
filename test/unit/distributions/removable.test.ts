// Removable poles are recognised, nothing is left out beside them, and what only looks like one is not taken for it.
import { describe, expect, test } from 'vitest';
import { normal, uniform } from '../../../src/distributions/change-of-variables/univariate';
import { checkDiffeomorphism } from '../../../src/distributions/change-of-variables/diffeomorphism';
import { parseFormula } from '../../../src/distributions/formula/parse';
import { besideRemovable } from '../../../src/distributions/change-of-variables/removable';
import { Transformed } from '../../../src/distributions/change-of-variables/transformed';

const parsed = async (text: string) => (await parseFormula(text, [['x']])).expression;

test.each([
  // limit at the pole, sign of f' to its right, whether f' comes to zero
  ['sin(x)/x', 0, 1, -1, true],
  ['sin(x)*x^(-1)', 0, 1, -1, true],
  ['x^(-2)*(1 - cos(x))', 0, 0.5, -1, true],
  ['(1/x)*sin(x)', 0, 1, -1, true],
  ['(exp(x) - 1)/x', 0, 1, 1, false],
  ['(1 - cos(x))/x^2', 0, 0.5, -1, true],
  ['x/(exp(x) - 1)', 0, 1, -1, false],
  ['log(1 + x)/x', 0, 1, -1, false],
  ['(exp(x) - 1 - x)/x^2', 0, 0.5, 1, false],
  ['(x^2 - 1)/(x - 1)', 1, 2, 1, false],
  ['3 + 2*exp(sin(x)/x)', 0, 3 + 2 * Math.E, -1, true],
  ['sin(x)/x + x*(exp(x) - 1)/x', 0, 1, 1, false],
] as const)('%s at %f: comes to %f', async (text, x0, value, sign, flat) => {
  const found = besideRemovable(await parsed(text), x0, x0 + 0.5)!;
  expect(found.value).toBeCloseTo(value, 12);
  expect([found.sign, found.flat]).toEqual([sign, flat]);
  expect(found.to).toBeGreaterThan(x0 + 0.01);
});

test.each(['1/x', 'cos(x)/x', 'sin(x)/x^2', '(x - 1e-9)/x', 'x^2', 'abs(x)/x', '1/(exp(x) - 1)'])(
  '%s has no removable pole at 0',
  async (text) => {
    expect(besideRemovable(await parsed(text), 0, 1)).toBeNull();
  },
);

describe('densities', () => {
  test.each([
    'sin(x)/x',
    '(exp(x) - 1)/x',
    '(1 - cos(x))/x^2',
    'x/(exp(x) - 1)',
    '(exp(x) - 1 - x)/x^2',
    'tan(x)/x',
  ])('%s: nothing is left out', async (text) => {
    const y = await Transformed.of(normal(0, 1), await parseFormula(text, [['x']]));
    expect(y.omitted.unresolved).toBeLessThan(1e-14);
    expect(y.atoms.every((a) => a.probability < 1e-12)).toBe(true);
    expect((await y.cumulative([Infinity]))[0]!).toBeCloseTo(1, 10);
  });

  test('sin(x)/x of a uniform x: the density of hand-made roots', async () => {
    const y = await Transformed.of(
      uniform(-Math.PI, Math.PI),
      await parseFormula('sin(x)/x', [['x']]),
    );
    const [found] = await y.at([Math.sin(1)]);
    expect(found!.roots.map((r) => r.x)).toEqual([expect.closeTo(-1, 12), expect.closeTo(1, 12)]);
    expect(found!.density).toBeCloseTo(2 / (2 * Math.PI) / (Math.sin(1) - Math.cos(1)), 10);
  });

  test('a pole that is not recognised is left out and counted, never taken for a flat piece', async () => {
    await expect(
      Transformed.of(normal(0, 1), await parseFormula('1/x - 1/sin(x)', [['x']])),
    ).rejects.toThrow('could not be found out');
  });
});

test('the point itself is missing, so that it is no diffeomorphism there; beside it, it is', async () => {
  const expression = await parsed('(exp(x) - 1)/x');
  expect(checkDiffeomorphism(expression, { ...normal(0, 1), name: 'x' })).toMatchObject({
    diffeomorphism: 'no',
    witness: { points: [[0]] },
  });
  expect(checkDiffeomorphism(expression, { ...uniform(0, 1), name: 'x' }).diffeomorphism).toBe(
    'yes',
  );
});
