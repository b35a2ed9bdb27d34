// A change of variables and the mean of k draws, as use cases: density at points, the check, samples into a file.
import { writeCsv } from '../../data';
import { type CentralLimit, centralLimit } from '../../distributions/central-limit';
import type { Check } from '../../distributions/change-of-variables/check';
import { checkDiffeomorphism } from '../../distributions/change-of-variables/diffeomorphism';
import { type Formula, parseFormula } from '../../distributions/formula/parse';
import { JointTransformed } from '../../distributions/change-of-variables/joint';
import { checkJoint } from '../../distributions/change-of-variables/joint-check';
import { Transformed } from '../../distributions/change-of-variables/transformed';
import { SessionError } from '../errors';
import type { OpenDistribution } from './open-distribution';
import { aliases, notesOf } from '../../operations/formula-words';
import { grouped, precise, say, type Sentence } from '../../protocol/sentence';

const METHOD =
  "every root of f(x) = y by interval bounds and bisection; the sum of p(x) / |f'(x)| over them";
const NEWTON_STARTS = 64;
const CENTRAL_ROWS = 100_000;

export async function readFormulas(
  base: OpenDistribution,
  texts: readonly string[],
): Promise<Formula[]> {
  return Promise.all(texts.map((text) => parseFormula(text, aliases(base.names))));
}

/** The one formula of one column. */
export async function transformOne(base: OpenDistribution, formula: Formula): Promise<Transformed> {
  if (!base.single)
    throw new SessionError(
      say(
        'A single formula with a density needs a single column; there are {0}. Choose one with --columns, or give a formula for each.',
        base.names.join(', '),
      ),
    );
  return Transformed.of(base.single, formula);
}

export const isSingle = (base: OpenDistribution, texts: readonly string[]): boolean =>
  base.single !== null && texts.length === 1;

export interface PointResult {
  y: number;
  density: number;
  roots: number[];
  derivatives: number[];
}

export interface DensityResult {
  points: PointResult[];
  atoms: Transformed['atoms'];
  omittedMass: number;
  omitted: Transformed['omitted'];
  method: string;
  notes: Sentence[];
}

export async function densityAt(
  base: OpenDistribution,
  formula: Formula,
  ys: readonly number[],
): Promise<DensityResult> {
  const y = await transformOne(base, formula);
  const points = (await y.at(ys)).map((p) => ({
    y: p.y,
    density: p.density,
    roots: p.roots.map((r) => r.x),
    derivatives: p.roots.map((r) => r.slope),
  }));
  return {
    points,
    atoms: y.atoms,
    omittedMass: y.omittedMass,
    omitted: y.omitted,
    method: METHOD,
    notes: [...base.notes, ...notesOf(y, points)],
  };
}

export async function jointOf(
  base: OpenDistribution,
  texts: readonly string[],
  inverse: readonly string[] | null,
): Promise<JointTransformed> {
  const formulas = await readFormulas(base, texts);
  const results = formulas.map((f, i) =>
    f.result === 'y' && formulas.length > 1 ? `y${i + 1}` : f.result,
  );
  const twice = results.find((r, i) => results.indexOf(r) !== i);
  if (twice)
    throw new SessionError(
      say(
        'Two formulas have the result "{0}". Give each a name of its own, as in --formula "u = a + b" --formula "v = a - b".',
        twice,
      ),
    );
  if (!inverse) return new JointTransformed(base.distribution, formulas);
  if (inverse.length !== base.names.length)
    throw new SessionError(
      say(
        'The inverse needs a formula for each of {0}; {1} were given.',
        base.names.join(', '),
        inverse.length,
      ),
    );
  const back = await Promise.all(
    inverse.map((text) =>
      parseFormula(
        text,
        results.map((r) => [r]),
      ),
    ),
  );
  const order = base.names.map((name, i) => back.find((f) => f.result === name) ?? back[i]!);
  return new JointTransformed(base.distribution, formulas, order);
}

export async function jointDensityAt(
  f: JointTransformed,
  y: readonly number[],
  seed: number,
): Promise<{
  logDensity: number;
  density: number;
  preimages: Awaited<ReturnType<JointTransformed['at']>>['preimages'];
  inverse: { error: number; worst: number[] } | null;
  method: string;
}> {
  const inverse = f.inverse ? await f.inverseError(1000, seed) : null;
  if (inverse && !(inverse.error < 1e-6))
    throw new SessionError(
      say(
        "The inverse that was given is none: at ({0}) it misses by {1} of the value. Correct it, or leave it out to use Newton's method.",
        inverse.worst.map((v) => v.toPrecision(5)).join(', '),
        precise(inverse.error, 2),
      ),
    );
  const { logDensity, preimages } = await f.at(y, NEWTON_STARTS, seed);
  const method = f.inverse
    ? 'the inverse that was given, checked on 1,000 draws; log |det J| by LU'
    : `Newton's method from ${NEWTON_STARTS} draws of the base, so that a root may be missing unless f is one-to-one; log |det J| by LU`;
  return { logDensity, density: Math.exp(logDensity), preimages, inverse, method };
}

export async function check(base: OpenDistribution, texts: readonly string[]): Promise<Check> {
  if (!isSingle(base, texts)) return checkJoint(await jointOf(base, texts, null));
  const [formula] = await readFormulas(base, texts);
  const { lo, hi, whole } = base.single!;
  return checkDiffeomorphism(formula!.expression, {
    lo,
    hi,
    whole,
    name: aliases(base.names)[0]![0]!,
  });
}

/**
 * Pushes draws of the base through the formulas into a CSV
 * file. Draws where f is not defined are left out and counted.
 */
export async function writeSamples(
  base: OpenDistribution,
  texts: readonly string[],
  count: number,
  seed: number,
  out: string,
): Promise<{ rows: number; leftOut: number; columns: string[] }> {
  const f = await jointOf(base, texts, null);
  const { values, leftOut } = await f.push(count, seed);
  const rows = values.length / f.names.length;
  if (rows === 0)
    throw new SessionError(
      say('The formula is not defined at any draw of the base: nothing was written.'),
    );
  await writeCsv(out, f.names, values, rows);
  return { rows, leftOut, columns: f.names };
}

/** The mean of k draws: of the rows of a column, or of draws from a distribution. */
export async function meanOf(
  base: OpenDistribution,
  k: number,
  seed: number,
): Promise<CentralLimit> {
  if (!base.single)
    throw new SessionError(
      say(
        'The mean of k draws is of one column; there are {0}. Choose one with --columns.',
        base.names.join(', '),
      ),
    );
  const values = base.rows ?? (await base.single.sample(CENTRAL_ROWS, seed)).values;
  const result = centralLimit(values, k, seed);
  return {
    ...result,
    notes: [
      ...base.notes,
      ...result.notes,
      ...(base.rows
        ? []
        : [say('The values are {0} draws from {1}.', grouped(CENTRAL_ROWS), base.single.label)]),
    ],
  };
}
