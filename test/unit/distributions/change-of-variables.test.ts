// y = f(x) against independent mathematics: pushed draws, the distribution function, and closed forms.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  histogram,
  mixture,
  normal,
  uniform,
  type Univariate,
} from '../../../src/distributions/change-of-variables/univariate';
import { parseFormula } from '../../../src/distributions/formula/parse';
import { Transformed } from '../../../src/distributions/change-of-variables/transformed';
import { english, say } from '../../../src/protocol/sentence';
import { DistributionError } from '../../../src/distributions/distribution';

const X = [['x']];
const transformed = async (base: Univariate, text: string) =>
  Transformed.of(base, await parseFormula(text, X));
const bimodal = mixture([
  { weight: 0.3, mean: -1, deviation: 0.5 },
  { weight: 0.7, mean: 2, deviation: 1 },
]);
const bins = histogram([0, 1, 2, 3, 5, 6], [10, 20, 0, 30, 5], say('bins'));

const CASES: [Univariate, string][] = [
  [uniform(100, 160), '2*x'],
  [uniform(100, 160), '7 - 0.01*x^2'],
  [uniform(0, 1), '-log(x)'],
  [uniform(0, 1), 'sqrt(x)'],
  [uniform(-2, 3), 'x^2'],
  [uniform(-1, 1), 'x^3'],
  [uniform(-2, 2), 'x < 0 ? -x : x^2'],
  [uniform(0, 10), 'floor(x)'],
  [uniform(0, 10), 'x - floor(x)'],
  [uniform(-3, 3), 'mod(x, 2)'],
  [uniform(-3, 3), 'max(x, 0)'],
  [uniform(-3, 3), 'min(max(x, -1), 2)'],
  [uniform(-3, 3), 'x < -1 ? 2 : x < 1 ? x : x^2'],
  [uniform(0, 20), 'sin(x)'],
  [uniform(-1, 1), 'asin(x)'],
  [uniform(0, 1), 'tan(pi*(x - 0.5))'],
  [uniform(0.5, 2), '1/x'],
  [normal(0, 1), 'x^3 - x'],
  [normal(0, 1), 'exp(x)'],
  [normal(0, 1), 'sin(x)'],
  [normal(0, 1), 'sin(40*x)'],
  [normal(0, 1), 'abs(x)'],
  [normal(0, 1), 'abs(abs(x) - 1)'],
  [normal(0, 1), 'x^2'],
  [normal(0, 1), '1/x'],
  [normal(0, 1), 'log(x)'],
  [normal(0, 1), 'log(abs(x))'],
  [normal(0, 1), 'tan(x)'],
  [normal(0, 1), '1/(1 + exp(-x))'],
  [normal(0, 1), 'tanh(3*x)'],
  [normal(0, 1), 'x*exp(-x^2)'],
  [normal(0, 1), 'x/(1 + x^2)'],
  [normal(0, 1), 'exp(-x^2/2)*cos(5*x)'],
  [normal(0, 1), 'x^4 - 2*x^2 + 0.1*x'],
  [normal(0, 1), 'sign(x)*sqrt(abs(x))'],
  [normal(0, 1), 'cbrt(x)'],
  [normal(0, 1), 'erf(x)'],
  [normal(0, 1), 'x + sin(3*x)'],
  [normal(0, 1), 'sqrt(1 - x^2)'],
  [normal(0, 1), 'round(2*x)/2'],
  [normal(0, 1), 'atan(x) + x^2'],
  [normal(0, 1), 'x^x'],
  [normal(0, 1), '2^x'],
  [normal(0, 1), 'x > 0 and x < 1 ? 0.5 : x'],
  [normal(5, 3), 'x*log(x)'],
  [normal(0, 1e-6), 'exp(x)'],
  [normal(1e6, 1), 'x^2'],
  [bimodal, 'x^2 - x'],
  [bimodal, 'abs(x - 1)'],
  [bimodal, '(x - 1)^3'],
  [bimodal, 'cosh(x)'],
  [bins, 'x^2'],
  [bins, 'sin(2*x)'],
  // removable poles: what cancels beside them is bounded apart
  [normal(0, 1), 'sin(x)/x'],
  [normal(0, 1), '(1 - cos(x))/x^2'],
  [normal(0, 1), 'x/(exp(x) - 1)'],
  [normal(0, 1), 'log(1 + x)/x'],
  [normal(0, 1), '(exp(x) - 1 - x)/x^2'],
  [normal(1, 0.5), '(x^3 - 1)/(x - 1)'],
  [bimodal, 'exp(sin(x)/x) + x'],
  [uniform(0, 3), 'sqrt(1 + x) - 2*(sqrt(1 + x) - 1)/x'],
  [normal(0, 1), 'sin(x)*x^(-1)'],
  // bounded beside a pole, with another limit on each side
  [normal(0, 1), 'atan(1/x)'],
  [uniform(0, 2), 'atan(1/(x - 1))'],
  [uniform(0, 2), 'atan(1/(x^2 - 2))'],
  [uniform(0.1, 5), 'atan(1/sin(x))'],
  [normal(0, 1), 'atan(tan(x)) + x/3'],
  [normal(0, 1), 'tanh(x^(-3))'],
  [normal(0, 1), 'exp(1/x)'],
  [uniform(-2, 3), '(3*round(x))^(-2)'],
  // places that are found by a sign, where one end is a pole
  [normal(0, 1), 'max(1/x, x)'],
  [normal(0, 1), '1/x^2 - x'],
  [normal(0, 1), 'min(1/(x^2 - 2), x)'],
  [uniform(-1.5, 3), 'x^2 + tan(x)'],
  [normal(0, 1), '1/(x - 1) > x ? x : 1/(x - 1)^3'],
  [bimodal, 'x/(1 + exp(1/(x - 0.1)))'],
];
const NAMED = CASES.map(([base, text]): [string, string, Univariate] => [
  english(base.label),
  text,
  base,
]);

describe('y = f(x)', () => {
  test.each(NAMED)(
    '%s: pushed draws follow the distribution function of %s',
    async (_, text, base) => {
      const y = await transformed(base, text);
      const count = 20_000;
      const { values, leftOut } = await y.push(count, 5);
      expect(Math.abs(leftOut / count - y.omitted.undefined)).toBeLessThan(
        5 * Math.sqrt(0.25 / count),
      );
      expect(y.omitted.unresolved).toBeLessThan(1e-4);
      // Kolmogorov's distance at a few hundred quantiles of the draws, counted against all draws
      const sorted = values.sort();
      const ys = Array.from(
        { length: 400 },
        (_, k) => sorted[Math.floor(((k + 0.5) / 400) * sorted.length)]!,
      );
      const cumulative = await y.cumulative(ys);
      let worst = 0;
      ys.forEach((v, k) => {
        const below = upperBound(sorted, v) / count;
        worst = Math.max(worst, Math.abs(cumulative[k]! - below));
      });
      expect(worst).toBeLessThan(2.2 / Math.sqrt(count));
      const whole = (await y.cumulative([Infinity]))[0]!;
      expect(Math.abs(whole + y.omittedMass - 1)).toBeLessThan(1e-9 + 2 * y.omitted.unresolved);
    },
  );

  test.each(NAMED)(
    '%s: the density of %s is the slope of the distribution function',
    async (_, text, base) => {
      const y = await transformed(base, text);
      const [lo, hi] = await y.range(0.01);
      const edges = new Set(
        y.decomposition.stretches.flatMap((s) =>
          s.kind === 'monotone' ? [s.start, s.end] : s.kind === 'flat' ? [s.value] : [],
        ),
      );
      let compared = 0;
      for (let k = 0; k < 60; k++) {
        const at = lo + ((k + 0.37) / 60) * (hi - lo);
        const step = 1e-5 * (hi - lo);
        if ([...edges].some((e) => Math.abs(e - at) < 30 * step)) continue; // the density jumps or ends there
        const [a, b] = await y.cumulative([at - step, at + step]);
        const { density } = (await y.at([at]))[0]!;
        const [before, after] = (await y.at([at - step, at + step])).map((d) => d.density);
        const bend = Math.abs(before! - density) + Math.abs(after! - density);
        if (bend > 0.1 * density) continue; // an edge of the base
        expect(Math.abs((b! - a!) / (2 * step) - density)).toBeLessThan(
          1e-3 * density + 1e-9 / step + bend,
        );
        compared++;
      }
      if (!text.includes('floor(x)') && !text.startsWith('round'))
        expect(compared).toBeGreaterThan(5);
    },
  );

  test('the autobahn: twice the velocity', async () => {
    const y = await transformed(uniform(100, 160), 'y = 2x');
    const [inside, outside] = await y.at([260, 330]);
    expect(inside!.density).toBeCloseTo(1 / 120, 15);
    expect(inside!.roots).toMatchObject([{ x: 130, slope: 2 }]);
    expect(outside!.density).toBe(0);
    expect(y.omittedMass).toBe(0);
  });

  test('x^3 - x at 0.2: three roots with the density of a hand calculation', async () => {
    const y = await transformed(normal(0, 1), 'y = x^3 - x');
    const { roots, density } = (await y.at([0.2]))[0]!;
    expect(roots).toHaveLength(3);
    let sum = 0;
    for (const { x } of roots) {
      expect(Math.abs(x ** 3 - x - 0.2)).toBeLessThan(1e-15);
      sum += Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / Math.abs(3 * x * x - 1);
    }
    expect(Math.abs(density / sum - 1)).toBeLessThan(1e-13);
  });

  test('known laws: log-normal, chi-squared, Cauchy, arcsine', async () => {
    const close = async (base: Univariate, text: string, at: number, density: number) =>
      expect(
        Math.abs((await (await transformed(base, text)).at([at]))[0]!.density / density - 1),
      ).toBeLessThan(1e-12);
    await close(
      normal(0.3, 0.7),
      'exp(x)',
      2,
      Math.exp(-(((Math.log(2) - 0.3) / 0.7) ** 2) / 2) / (2 * 0.7 * Math.sqrt(2 * Math.PI)),
    );
    await close(normal(0, 1), 'x^2', 0.7, Math.exp(-0.35) / Math.sqrt(2 * Math.PI * 0.7));
    await close(uniform(0, 1), 'tan(pi*(x - 0.5))', 3, 1 / (Math.PI * 10));
    await close(uniform(0, 2 * Math.PI), 'sin(x)', 0.4, 1 / (Math.PI * Math.sqrt(1 - 0.16)));
  });

  test('hundreds of roots are all found', async () => {
    const y = await transformed(uniform(0, 100), 'sin(2*pi*x)');
    const { roots, density } = (await y.at([0.3]))[0]!;
    expect(roots).toHaveLength(200);
    expect(Math.abs(density / (1 / (Math.PI * Math.sqrt(1 - 0.09))) - 1)).toBeLessThan(1e-10);
  });

  test('flat pieces are atoms with their probability', async () => {
    const relu = await transformed(normal(0, 1), 'max(x, 0)');
    expect(relu.atoms).toHaveLength(1);
    expect(relu.atoms[0]!.value).toBe(0);
    expect(relu.atoms[0]!.probability).toBeCloseTo(0.5, 11);
    const die = await transformed(uniform(0, 6), 'floor(x) + 1');
    expect(die.atoms.map((a) => a.value)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const { probability } of die.atoms) expect(probability).toBeCloseTo(1 / 6, 12);
    const saturated = await transformed(normal(0, 30), 'tanh(x)');
    expect(saturated.atoms.map((a) => [a.value, a.exact])).toEqual([
      [-1, false],
      [1, false],
    ]);
  });

  test('where f turns the density is infinite, and stays integrable beside it', async () => {
    const y = await transformed(normal(0, 1), 'x^2');
    expect((await y.at([0]))[0]!.density).toBe(Infinity);
    expect((await y.at([1e-12]))[0]!.density).toBeCloseTo(1 / Math.sqrt(2 * Math.PI * 1e-12), 0);
  });

  test('no root is made up where f turns without end beside a pole', async () => {
    const y = await transformed(uniform(-1, 4), 'sin(log1p(x)/0.3)');
    for (const { y: value, roots } of await y.at([0.279, 0.5, 0.877]))
      for (const { x, slope } of roots)
        expect(Math.abs(Math.sin(Math.log1p(x) / 0.3) - value)).toBeLessThan(
          1e-9 + 1e-15 * Math.abs(slope),
        );
  });

  test('what is not defined is counted', async () => {
    const y = await transformed(normal(0, 1), 'log(x)');
    expect(y.omitted.undefined).toBeCloseTo(0.5, 11);
    await expect(transformed(uniform(-2, -1), 'log(x)')).rejects.toThrow('not defined anywhere');
    await expect(transformed(normal(0, 1e6), 'sin(x)')).rejects.toThrow('more than 20,000 pieces');
  });

  test('any mixture of elementary functions: draws follow the distribution function', async () => {
    const leaf = fc.oneof(
      fc.constant('x'),
      fc.constant('x'),
      fc.integer({ min: -3, max: 3 }).map((c) => `(${c})`),
      fc.double({ min: 0.1, max: 3, noNaN: true }).map((c) => c.toFixed(2)),
    );
    const { formula } = fc.letrec<{ formula: string }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        leaf,
        fc
          .tuple(fc.constantFrom('+', '-', '*', '/'), tie('formula'), tie('formula'))
          .map(([op, a, b]) => `(${a} ${op} ${b})`),
        fc
          .tuple(
            fc.constantFrom(
              'sin',
              'cos',
              'exp',
              'tanh',
              'abs',
              'sqrt',
              'log',
              'atan',
              'floor',
              'square',
            ),
            tie('formula'),
          )
          .map(([f, a]) => `${f}(${a})`),
        fc
          .tuple(tie('formula'), tie('formula'), tie('formula'))
          .map(([c, a, b]) => `(${c} < 0.3 ? ${a} : ${b})`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(
        formula,
        fc.constantFrom(normal(0, 1), uniform(-2, 3)),
        async (text, base) => {
          let y: Transformed;
          try {
            y = await transformed(base, text);
          } catch (error) {
            expect(error).toBeInstanceOf(DistributionError);
            return;
          }
          const count = 4000;
          const { values, leftOut } = await y.push(count, 3);
          const hidden = y.omitted.unresolved;
          expect(Math.abs(leftOut / count - y.omitted.undefined)).toBeLessThan(0.04 + hidden);
          const sorted = values.sort();
          const ys = Array.from(
            { length: 40 },
            (_, k) => sorted[Math.floor(((k + 0.5) / 40) * sorted.length)]!,
          ).map((v) => v + 1e-9 * Math.abs(v));
          const cumulative = await y.cumulative(ys);
          ys.forEach((v, k) =>
            expect(
              Math.abs(cumulative[k]! - upperBound(sorted, v) / count),
              `${text} on ${english(base.label)} at ${v}`,
            ).toBeLessThan(0.045 + hidden),
          );
          for (const { density } of await y.at(ys)) expect(density).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });
});

/** how many of the sorted values are at most v */
function upperBound(sorted: Float64Array, v: number): number {
  let [l, r] = [0, sorted.length];
  while (l < r) {
    const m = (l + r) >> 1;
    if (sorted[m]! <= v) l = m + 1;
    else r = m;
  }
  return l;
}
