// Formulas against numbers of NumPy and SciPy (formula-numbers.py), which know nothing of intervals or symbols.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBases } from '../../../src/distributions/change-of-variables/base-text';
import { parseFormula } from '../../../src/distributions/formula/parse';
import { Transformed } from '../../../src/distributions/change-of-variables/transformed';

interface Numbers {
  base: string;
  formula: string;
  undefined: number;
  atoms: [number, number][];
  points: { y: number; below: number; density: number; roots: number[] }[];
}
const ALL = JSON.parse(readFileSync(join(__dirname, 'formula-numbers.json'), 'utf8')) as Numbers[];

describe.each(ALL.map((n): [string, string, Numbers] => [n.base, n.formula, n]))(
  '%s, %s',
  (_, __, numbers) => {
    const base = async () => (await parseBases(numbers.base)).bases[0]!;
    const made = async () =>
      Transformed.of(await base(), await parseFormula(numbers.formula, [['x']]));

    test('total mass, what is not defined, and atoms', async () => {
      const y = await made();
      expect(Math.abs(y.omitted.undefined - numbers.undefined)).toBeLessThan(5e-6);
      expect(y.omitted.unresolved).toBeLessThan(1e-6);
      expect(Math.abs((await y.cumulative([Infinity]))[0]! + y.omittedMass - 1)).toBeLessThan(
        1e-9 + 2 * y.omitted.unresolved,
      );
      const heavy = y.atoms.filter((a) => a.probability > 1e-4);
      expect(heavy.map((a) => a.value)).toEqual(
        numbers.atoms.filter(([, p]) => p > 1e-4).map(([v]) => v),
      );
      heavy.forEach((a) =>
        expect(
          Math.abs(a.probability - numbers.atoms.find(([v]) => v === a.value)![1]),
        ).toBeLessThan(3e-6),
      );
    });

    test('roots, density and distribution function at points', async () => {
      const [y, { lo, hi }] = [await made(), await base()];
      const found = await y.at(numbers.points.map((p) => p.y));
      const below = await y.cumulative(numbers.points.map((p) => p.y));
      numbers.points.forEach((p, i) => {
        // roots where the base has next to nothing are not on the grid, or count for nothing
        const own = found[i]!.roots.filter((r) => r.baseDensity > 1e-9).map((r) => r.x);
        for (const x of p.roots.filter((r) => r >= lo && r <= hi))
          expect(Math.min(...found[i]!.roots.map((r) => Math.abs(r.x - x)))).toBeLessThan(
            1e-7 * (1 + Math.abs(x)),
          );
        for (const x of own)
          expect(
            Math.min(...p.roots.map((r) => Math.abs(r - x))),
            `root ${x} of y = ${p.y}`,
          ).toBeLessThan(1e-7 * (1 + Math.abs(x)));
        expect(Math.abs(found[i]!.density - p.density)).toBeLessThan(1e-5 * p.density + 1e-9);
        expect(Math.abs(below[i]! - p.below)).toBeLessThan(5e-5);
      });
    });
  },
);
