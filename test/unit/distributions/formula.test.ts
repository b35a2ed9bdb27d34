// Formulas: our derivatives against those of mathjs, bounds against points, erf against known values.
import fc from 'fast-check';
import { all, create } from 'mathjs/number';
import { describe, expect, test } from 'vitest';
import { derivative } from '../../../src/distributions/formula/derivative';
import { compile } from '../../../src/distributions/formula/evaluate';
import { parseFormula } from '../../../src/distributions/formula/parse';
import { erf, erfc } from '../../../src/distributions/error-function';
import { FUNCTIONS } from '../../../src/distributions/formula/functions';
import { between } from '../../../src/distributions/formula/interval';

const math = create(all!, {});
const read = async (text: string) => (await parseFormula(text, [['x']])).expression;

describe('formulas', () => {
  test.each([
    'x^3 - x',
    '2 x + 1',
    '-x^2',
    '2^x',
    'x^x',
    'sin(x)*exp(-x^2)',
    'tanh(3*x)',
    '1/(1 + exp(-x))',
    'log(x)/x',
    'sqrt(1 + x^2)',
    'atan(x)/x',
    'x^2.5',
    'x^-3',
    'cosh(x) - sinh(x)',
    'log(x, 2)',
    'log10(x)',
    'asinh(x)',
    'sec(x) + csc(x) + cot(x)',
    'pow(x, 3)',
    'tau*x - pi + e',
  ])('%s: value and derivative are those of mathjs', async (text) => {
    const expression = await read(text);
    const ours = compile([expression, derivative(expression)]);
    const [value, slope] = [math.compile(text), math.derivative(text, 'x')];
    for (const x of [0.13, 0.5, 1.1, 1.9]) {
      const [v, s] = ours.values([x]) as [number, number];
      const wanted = [value.evaluate({ x }) as number, slope.evaluate({ x }) as number];
      expect(Math.abs(v - wanted[0]!)).toBeLessThan(1e-12 * (1 + Math.abs(v)));
      expect(Math.abs(s - wanted[1]!)).toBeLessThan(1e-11 * (1 + Math.abs(s)));
    }
  });

  test('piecewise formulas mean what is written', async () => {
    const at = async (text: string, x: number) => compile([await read(text)]).values([x])[0]!;
    expect([await at('x < 0 ? -x : x^2', -3), await at('x < 0 ? -x : x^2', 3)]).toEqual([3, 9]);
    expect([
      await at('0 < x <= 1 ? 5 : 7', 0.5),
      await at('0 < x <= 1 ? 5 : 7', -1),
      await at('0 < x <= 1 ? 5 : 7', 2),
    ]).toEqual([5, 7, 7]);
    expect([
      await at('x > 1 or x < -1 ? 1 : 0', 2),
      await at('x > 1 or x < -1 ? 1 : 0', 0),
      await at('not (x > 1) ? 1 : 0', 2),
    ]).toEqual([1, 0, 0]);
    expect([
      await at('min(x, 2, 1)', 5),
      await at('max(x, 2, 9)', 5),
      await at('mod(x, 3)', -1),
      await at('x % 3', 7),
      await at('round(x)', 2.6),
      await at('ceil(x)', 2.1),
      await at('sign(x)', -2),
    ]).toEqual([1, 9, 2, 1, 3, 3, -1]);
    expect([await at('nthRoot(x, 3)', -8), await at('nthRoot(x, 5)', -32)]).toEqual([
      -2,
      expect.closeTo(-2, 14),
    ]);
  });

  test('a value lies within the bounds of every box around its point', async () => {
    const texts = [
      ...Object.keys(FUNCTIONS).map((f) => `${f}(x)`),
      'x^3 - x',
      'x^-2',
      'x^0.3',
      'x*log(abs(x))',
      'sin(x)/x',
      'floor(x) + x',
      'x < 0.3 ? -x : x^2',
      '1/(1 + exp(-5*x))',
      'exp(-x^2)*cos(9*x)',
      'mod(x, 0.7)',
    ];
    for (const text of texts) {
      const expression = await read(text);
      const f = compile([expression, derivative(expression)]);
      fc.assert(
        fc.property(
          fc.double({ min: -20, max: 20, noNaN: true }),
          fc.double({ min: 0, max: 3, noNaN: true }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (lo, width, part) => {
            const hi = lo + width;
            const x = Math.min(hi, Math.max(lo, lo + part * width));
            const values = f.values([x]);
            f.bounds([between(lo, hi)]).forEach((bounds, i) => {
              const v = values[i]!;
              if (!Number.isFinite(v) || (i === 1 && !bounds.whole)) return;
              // rounding of the value itself is within a few units in the last place of what it was computed from
              const slack = 1e-13 * (Math.abs(v) + 1) * (1 + Math.abs(x)) ** 2;
              expect(
                bounds.lo <= v + slack && v - slack <= bounds.hi,
                `${text} at ${x} in [${lo}, ${hi}]: ${v} in [${bounds.lo}, ${bounds.hi}]`,
              ).toBe(true);
            });
          },
        ),
        { numRuns: 300, seed: 3 },
      );
    }
  });

  test('bounds that are exact stay exact: 1 + cos(x) is never negative, 3 x^2 begins at 0', async () => {
    const one = compile([await read('1 + cos(x)'), await read('3*x^2')]);
    const [a, b] = one.bounds([between(-4, 4)]);
    expect([a!.lo, b!.lo]).toEqual([0, 0]);
  });

  test('erf and erfc', () => {
    for (const [x, value] of [
      [0.1, 0.1124629160182849],
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [2, 0.9953222650189527],
      [3, 0.9999779095030014],
    ] as const) {
      expect(Math.abs(erf(x) / value - 1)).toBeLessThan(2e-15);
      expect(erf(-x)).toBe(-erf(x));
    }
    for (const [x, value] of [
      [3, 2.209049699858544e-5],
      [5, 1.5374597944280349e-12],
      [10, 2.088487583762545e-45],
    ] as const)
      expect(Math.abs(erfc(x) / value - 1)).toBeLessThan(1e-13);
  });
});

test('a result without a name gets one that no variable has', async () => {
  expect((await parseFormula('x^3', [['x']])).result).toBe('y');
  expect((await parseFormula('x^3', [['y', 'x']])).result).toBe('z');
  await expect(parseFormula('y = x^3', [['y', 'x']])).rejects.toThrow('write z = x ^ 3');
});
