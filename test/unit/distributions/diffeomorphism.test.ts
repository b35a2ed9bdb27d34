// Cases whose answer is known by hand.
import { describe, expect, test } from 'vitest';
import { mixture, normal, uniform, type Base } from '../../../src/distributions/change-of-variables/base';
import { checkDiffeomorphism, type Answer } from '../../../src/distributions/change-of-variables/diffeomorphism';
import { compile } from '../../../src/distributions/change-of-variables/evaluate';
import { parseFormula } from '../../../src/distributions/change-of-variables/formula';

const bimodal = mixture([{ weight: 0.3, mean: -1, deviation: 0.5 }, { weight: 0.7, mean: 2, deviation: 1 }]);
const KNOWN: [Base, string, Answer][] = [
  [uniform(100, 160), '2*x', 'yes'],
  [uniform(100, 160), '-x/3 + 7', 'yes'],
  [uniform(-1, 1), 'x^3', 'no'],
  [uniform(0.1, 1), 'x^3', 'yes'],
  [uniform(0, 1), 'x^2', 'no'],
  [uniform(1, 2), 'x^2', 'yes'],
  [uniform(-3, -1), 'x^2', 'yes'],
  [uniform(1, 2), 'abs(x)', 'yes'],
  [uniform(-1, 2), 'abs(x)', 'no'],
  [uniform(-1, 2), '1/x', 'no'],
  [uniform(1, 2), '1/x', 'yes'],
  [uniform(-1, 2), '1/x^2', 'no'],
  [uniform(0, 1), 'log(x)', 'no'],
  [uniform(-1, 1), 'log(x)', 'no'],
  [uniform(0.01, 1), 'log(x)', 'yes'],
  [uniform(0, 1), 'sqrt(x)', 'no'],
  [uniform(1, 4), 'sqrt(x)', 'yes'],
  [uniform(-1, 1), 'cbrt(x)', 'no'],
  [uniform(1, 8), 'cbrt(x)', 'yes'],
  [uniform(-4, 4), 'x + sin(x)', 'no'],
  [uniform(-4, 4), 'x + 0.5*sin(x)', 'yes'],
  [uniform(-3, 3), 'x + sin(x)', 'yes'],
  [uniform(0, 3), 'cos(x)', 'no'],
  [uniform(0.1, 3), 'cos(x)', 'yes'],
  [uniform(-1.5, 1.5), 'sin(x)', 'yes'],
  [uniform(-1.6, 1.6), 'sin(x)', 'no'],
  [uniform(-1.5, 1.5), 'tan(x)', 'yes'],
  [uniform(-1.6, 1.6), 'tan(x)', 'no'],
  [uniform(0, 3), 'floor(x)', 'no'],
  [uniform(0.2, 0.8), 'x + floor(x)', 'yes'],
  [uniform(0.2, 1.8), 'x + floor(x)', 'no'],
  [uniform(-1, 1), 'x < 0 ? x : 2*x', 'no'],
  [uniform(-1, 1), 'x < 0 ? x : x + x^2', 'yes'],
  [uniform(-1, 1), 'x < 0 ? x : x + 1', 'no'],
  [uniform(-1, 1), 'x < 0 ? -x : x^2', 'no'],
  [uniform(-1, 1), 'max(x, 0)', 'no'],
  [uniform(1, 2), 'max(x, 0)', 'yes'],
  [uniform(-1, 1), 'x^3 + 1e-9*x', 'yes'],
  [uniform(-1, 1), 'x^3 + 1e-20*x', 'yes'],
  [uniform(-1, 1), 'x^3 - 1e-6*x', 'no'],
  [uniform(-1, 1), 'x^5', 'no'],
  [uniform(-1, 2), '(x - 0.3)^3', 'no'],
  [uniform(-1, 2), '(3*x - 1)^3', 'no'],
  [uniform(-1, 1), '7', 'no'],
  [uniform(-1, 1), 'x - x', 'no'],
  [uniform(-1, 1), 'asin(x)', 'no'],
  [uniform(-0.9, 0.9), 'asin(x)', 'yes'],
  [uniform(-1, 1), 'x/x', 'no'],
  [uniform(-1, 1), 'sin(x)/x', 'no'],
  [uniform(-1, 1), 'sqrt(x^2)', 'no'],
  [uniform(-1, 1), 'x*abs(x)', 'no'],
  [uniform(-1, 1), 'sign(x)*x', 'no'],
  [uniform(-1, 1), 'x + x*abs(x)', 'yes'],
  [uniform(-2, 2), 'mod(x, 5)', 'no'],
  [normal(0, 1), '2*x + 1', 'yes'],
  [normal(0, 1), 'x^3', 'no'],
  [normal(0, 1), 'x^3 + x', 'yes'],
  [normal(0, 1), 'x^3 - x', 'no'],
  [normal(0, 1), 'exp(x)', 'yes'],
  [normal(0, 1), 'exp(-x)', 'yes'],
  [normal(0, 1), 'exp(x^2)', 'no'],
  [normal(0, 1), 'log(x)', 'no'],
  [normal(100, 1), 'log(x)', 'yes'],
  [normal(0, 1), 'abs(x)', 'no'],
  [normal(20, 1), 'abs(x)', 'yes'],
  [normal(0, 1), 'atan(x)', 'yes'],
  [normal(0, 1), 'tanh(x)', 'yes'],
  [normal(0, 1), '1/(1 + exp(-x))', 'yes'],
  [normal(0, 1), 'exp(x)/(1 + exp(x))', 'yes'],
  [normal(0, 1), 'sinh(x)', 'yes'],
  [normal(0, 1), 'asinh(x)', 'yes'],
  [normal(0, 1), 'erf(x)', 'yes'],
  [normal(0, 1), 'cosh(x)', 'no'],
  [normal(0, 1), 'x*exp(x)', 'no'],
  [normal(5, 0.1), 'x*exp(x)', 'yes'],
  [normal(0, 1), 'x/(1 + abs(x))', 'yes'],
  [normal(0, 1), 'x/(1 + x^2)', 'no'],
  [normal(0, 1), 'x/sqrt(1 + x^2)', 'yes'],
  [normal(0, 1), 'x + sin(x)', 'no'],
  [normal(0, 1), 'x + 0.99*sin(x)', 'yes'],
  [normal(0, 1), 'x + cos(x)', 'no'],
  [normal(0, 1), 'round(x)', 'no'],
  [normal(0, 1), '2^x', 'yes'],
  [normal(0, 1), 'log(1 + exp(x))', 'yes'],
  [normal(0, 1), 'x < 0 ? exp(x) - 1 : x', 'yes'],
  [normal(0, 1), 'x < 1 ? x : 2*x - 1', 'no'],
  [bimodal, 'x^3 + 3*x^2 + 3*x', 'no'],
  [bimodal, 'x^3 + 3*x^2 + 3.1*x', 'yes'],
  [uniform(0.5, 1), 'x^x', 'yes'],
  [uniform(0.1, 1), 'x^x', 'no'],
  [uniform(0.01, 1), 'sin(1/x)', 'no'],
  [uniform(0.7, 1), 'sin(1/x)', 'yes'],
  [uniform(0.1, 1), 'exp(-1/x^2)', 'yes'],
  [normal(0, 1), 'x + exp(x)', 'yes'],
  [normal(0, 1), 'x^7', 'no'],
  [normal(0, 1), 'x^7 + x', 'yes'],
  [normal(0, 1), 'x^3 - 3*x^2 + 3*x - 1', 'no'],
  [normal(0, 1), 'x^3 - 3*x^2 + 4*x', 'yes'],
  [normal(0, 1), '2*x + sin(2*x)', 'no'],
  [normal(0, 1), '2.0001*x + sin(2*x)', 'yes'],
  [normal(0, 1), 'x + sin(x)^2 + cos(x)^2', 'yes'],
  [normal(0, 1), 'min(x, 2*x)', 'no'],
  [normal(0, 1), '(x < 0 ? -1 : 1)*x^2', 'no'],
  [normal(0, 1), 'log(x^2)', 'no'],
  [normal(0, 1), '(x^2 - 1)/(x - 1)', 'no'],
  [normal(10, 1), '(x^2 - 1)/(x - 1)', 'yes'],
  [normal(0, 1), 'x + sqrt(x^2 + 1)', 'yes'],
  [uniform(0.01, 0.99), 'log(x/(1 - x))', 'yes'],
  [uniform(0, 1), 'log(x/(1 - x))', 'no'],
  [normal(0, 10), 'tanh(x)', 'yes'],
  [normal(0, 1), '1e-300*x', 'yes'],
  [normal(0, 1), '1e15 + x', 'yes'],
  [uniform(-1, 1), 'x^3 - 1e-12*x', 'no'],
  [uniform(-1, 1), 'x^101 + x/1000', 'yes'],
  [uniform(0, 1), 'abs(x - 1)', 'yes'],
  [normal(0, 1), 'atan(x) - x/10', 'no'],
  [normal(0, 1), 'x + 0.3*sin(3*x)', 'yes'],
  [normal(0, 1), 'x + 0.4*sin(3*x)', 'no'],
  [normal(0, 1), 'x > 1 ? x^2/2 + 0.5 : x', 'yes'],
  [normal(0, 1), 'nthRoot(x, 5)', 'no'],
  [normal(0, 1), 'log(1 + exp(x)) - x', 'yes'],
  [normal(0, 1), 'sinh(x)/cosh(x)', 'yes'],
  [normal(0, 1), 'cosh(x)/sinh(x)', 'no'],
  [normal(0, 1), 'x < 8 ? x : -x', 'yes'],
  [uniform(0, 1), 'x - floor(x)', 'no'],
];
/** Where the answer is hidden by double precision, it is not guessed. */
const HIDDEN: [Base, string][] = [
  [normal(0, 1), 'sin(x)^2 + cos(x)^2'],
  [normal(0, 1), 'exp(x)/exp(x)'],
  [normal(0, 200), 'exp(x)'],
  [uniform(0, Math.PI / 2), 'sin(x)'],
];

describe('is it a diffeomorphism', () => {
  test.each(KNOWN.map(([base, text, answer]): [string, string, Answer, Base] => [base.label, text, answer, base]))('%s, %s: %s', async (_, text, answer, base) => {
    const { expression } = await parseFormula(text, [['x']]);
    const check = checkDiffeomorphism(expression, { ...base, name: 'x' });
    expect(check.diffeomorphism, check.reason).toBe(answer);
    if (answer !== 'no') return;
    const { points, values } = check.witness!;
    for (const [x] of points) expect(x! >= base.lo && x! <= base.hi).toBe(true);
    if (points.length === 2) {
      const f = compile([expression]);
      expect(Math.abs(points[0]![0]! - points[1]![0]!)).toBeGreaterThan(1e-9);
      expect(Math.abs(f.values(points[0]!)[0]! - f.values(points[1]!)[0]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(values[0]![0]!)));
    }
  });

  test.each(HIDDEN.map(([base, text]): [string, string, Base] => [base.label, text, base]))('%s, %s: cannot tell', async (_, text, base) => {
    const { expression } = await parseFormula(text, [['x']]);
    const check = checkDiffeomorphism(expression, { ...base, name: 'x' });
    expect(check).toMatchObject({ diffeomorphism: 'cannot tell', witness: null });
  });
});
