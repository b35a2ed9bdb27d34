// Several columns: densities against closed forms and quadrature, the diffeomorphism check against known answers.
import { describe, expect, test } from 'vitest';
import {
  type Univariate,
  normal,
  uniform,
} from '../../../src/distributions/change-of-variables/univariate';
import type { Answer } from '../../../src/distributions/change-of-variables/check';
import { parseFormula } from '../../../src/distributions/formula/parse';
import {
  independent,
  JointTransformed,
} from '../../../src/distributions/change-of-variables/joint';
import { checkJoint } from '../../../src/distributions/change-of-variables/joint-check';
import { english } from '../../../src/protocol/sentence';

async function joint(
  columns: Record<string, Univariate>,
  texts: string[],
  inverse?: string[],
): Promise<JointTransformed> {
  const names = Object.keys(columns);
  const read = (list: string[], of: string[]) =>
    Promise.all(
      list.map((t) =>
        parseFormula(
          t,
          of.map((n) => [n]),
        ),
      ),
    );
  const formulas = await read(texts, names);
  return new JointTransformed(
    independent(names, Object.values(columns)),
    formulas,
    inverse
      ? await read(
          inverse,
          formulas.map((f) => f.result),
        )
      : null,
  );
}
const square = { a: normal(0, 1), b: normal(0, 1) };

describe('several columns', () => {
  test('a linear map of Gaussians is the Gaussian of the lecture', async () => {
    const f = await joint(square, ['u = 2*a + b', 'v = a - 3*b']);
    const { logDensity, preimages } = await f.at([0.5, -1], 8, 1);
    // covariance [[5, -1], [-1, 10]], determinant 49
    const quadratic = (10 * 0.25 + 2 * 0.5 * -1 * 1 + 5 * 1) / 49;
    expect(logDensity).toBeCloseTo(
      -0.5 * quadratic - Math.log(2 * Math.PI) - 0.5 * Math.log(49),
      12,
    );
    expect(preimages).toHaveLength(1);
    expect(preimages[0]!.logDeterminant).toBeCloseTo(Math.log(7), 14);
  });

  test('polar coordinates by a typed inverse and by Newton', async () => {
    const ring = { r: uniform(1, 2), t: uniform(0, 3) };
    const texts = ['p = r*cos(t)', 'q = r*sin(t)'];
    const y = [1.2 * Math.cos(2), 1.2 * Math.sin(2)];
    const typed = await joint(ring, texts, [
      'r = sqrt(p^2 + q^2)',
      't = q > 0 ? acos(p/sqrt(p^2 + q^2)) : 0',
    ]);
    expect((await typed.at(y, 8, 1)).logDensity).toBeCloseTo(Math.log(1 / 3 / 1.2), 12);
    expect((await typed.inverseError(500, 1)).error).toBeLessThan(1e-9);
    const found = await (await joint(ring, texts)).at(y, 16, 1);
    expect(found.logDensity).toBeCloseTo(Math.log(1 / 3 / 1.2), 10);
    expect(found.preimages[0]!.residual).toBeLessThan(1e-9);
    const wrong = await joint(ring, texts, ['r = p', 't = q']);
    expect((await wrong.inverseError(100, 1)).error).toBeGreaterThan(0.1);
    await expect(wrong.at(y, 8, 1)).rejects.toThrow('does not lead back');
  });

  test('two preimages are both counted, and the density adds up', async () => {
    const f = await joint({ a: uniform(-1, 1), b: uniform(-2, 2) }, ['u = a^2', 'v = b + a']);
    const { logDensity, preimages } = await f.at([0.25, 0.5], 64, 1);
    expect(preimages.map((p) => p.x[0]!).sort((a, b) => a - b)).toEqual([
      expect.closeTo(-0.5, 9),
      expect.closeTo(0.5, 9),
    ]);
    expect(logDensity).toBeCloseTo(Math.log(2 / 8), 9);
  });

  test('columns are independent, and samples follow the formulas', async () => {
    const f = await joint(square, ['s = a + b']);
    const { values } = await f.push(20_000, 3);
    const variance = values.reduce((v, x) => v + x * x, 0) / values.length;
    expect(Math.abs(variance - 2)).toBeLessThan(0.1);
    await expect(f.at([0], 4, 1)).rejects.toThrow('as many formulas as columns');
  });

  const KNOWN: [Record<string, Univariate>, string[], Answer][] = [
    [square, ['a', 'b'], 'yes'],
    [square, ['a + b', 'a - b'], 'yes'],
    [square, ['a + b', '2*a + 2*b'], 'no'],
    [square, ['exp(a)', 'b*exp(a)'], 'yes'],
    [square, ['a', 'b + a^2'], 'yes'],
    [square, ['a^2', 'b'], 'no'],
    [square, ['a*b', 'b'], 'no'],
    [square, ['a + 0.3*sin(b)', 'b + 0.3*sin(a)'], 'yes'],
    [square, ['a^3', 'b'], 'no'],
    [square, ['exp(a)*cos(b)', 'exp(a)*sin(b)'], 'no'],
    [{ a: uniform(0, 1), b: uniform(0, 3) }, ['exp(a)*cos(b)', 'exp(a)*sin(b)'], 'yes'],
    [{ a: uniform(1, 2), b: uniform(0, 3) }, ['a*cos(b)', 'a*sin(b)'], 'yes'],
    [{ a: uniform(1, 2), b: uniform(0, 7) }, ['a*cos(b)', 'a*sin(b)'], 'no'],
    [{ a: uniform(1, 2), b: uniform(1, 2) }, ['a*b', 'a/b'], 'yes'],
    [
      { a: normal(0, 1), b: normal(0, 1), c: normal(0, 1) },
      ['a', 'b*exp(0.2*a) + a', 'c + a*b'],
      'yes',
    ],
    [{ a: normal(0, 1), b: normal(0, 1), c: normal(0, 1) }, ['a + b', 'b + c', 'c - a'], 'no'],
    [square, ['log(a)', 'b'], 'no'],
    [square, ['1e-12*a', 'b + a'], 'yes'],
    [square, ['abs(a)', 'b'], 'no'],
    [square, ['a + abs(b)', 'b'], 'cannot tell'],
    [square, ['a + b^2', 'b + a^2'], 'no'],
    [square, ['tanh(a)', 'atan(b) + a'], 'yes'],
    [square, ['a + b', 'a*b'], 'no'],
    // the faces of a box are no part of it
    [{ a: uniform(0, 1), b: uniform(0, 1) }, ['a^2', 'b'], 'yes'],
    [{ a: uniform(0, 1), b: uniform(0, 1) }, ['sqrt(a)*b', 'b'], 'yes'],
    [{ a: uniform(0, 1), b: uniform(0, 1) }, ['log(a)', 'a*b'], 'yes'],
    [{ a: uniform(0, 1), b: uniform(0, 1) }, ['a*(1 - a)', 'b'], 'no'],
  ];
  test.each(
    KNOWN.map(([c, t, a]): [string, Answer, Record<string, Univariate>, string[]] => [
      t.join('; '),
      a,
      c,
      t,
    ]),
  )('%s: %s', async (_, answer, columns, texts) => {
    const check = await checkJoint(await joint(columns, texts));
    expect(check.diffeomorphism, english(check.reason)).toBe(answer);
  });
});
