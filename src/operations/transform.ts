// y = f(x) of whatever a chain holds: one column with every root of f, or several with the Jacobian's determinant.
import type { Transformed } from '../distributions/change-of-variables/transformed';
import {
  histogram,
  mixture,
  normal,
  type Univariate,
} from '../distributions/change-of-variables/univariate';
import { DistributionError, type Rows } from '../distributions/distribution';
import type { Empirical } from '../distributions/empirical';
import { compile } from '../distributions/formula/evaluate';
import { variable, variablesOf } from '../distributions/formula/expression';
import { type Formula, parseFormula } from '../distributions/formula/parse';
import { countIn, edgesOf, endingAt } from '../protocol/bins';
import { gridOf } from '../protocol/grid';
import { Drawer } from './formula-drawing';
import { aliases, notesOf } from './formula-words';
import type { OneColumn } from './one-column';
import { drawn, labelOf, type Operand, sampled, sourceWords } from './operand';
import { transformJoint } from './transform-joint';
import type { TransformResult } from './transform-result';
import { english, grouped, say, type Sentence } from '../protocol/sentence';

const BINS = 80;

export interface TransformStep {
  formulas: readonly string[];
  inverse?: readonly string[] | undefined;
  keep?: boolean | undefined;
}

export async function transform(operand: Operand, step: TransformStep): Promise<TransformResult> {
  const names = aliases(operand.names);
  const typed = await Promise.all(step.formulas.map((text) => parseFormula(text, names)));
  const used = new Set(typed.flatMap((f) => [...variablesOf(f.expression)]));
  const others = step.keep
    ? operand.names.flatMap((name, d) => (used.has(d) ? [] : [unchanged(name, d)]))
    : [];
  const formulas = [
    ...typed.map((f, i) => ({
      ...f,
      result: f.result === 'y' && typed.length > 1 ? `y${i + 1}` : f.result,
    })),
    ...others,
  ];
  const results = formulas.map((f) => f.result);
  const twice = results.find((r, i) => results.indexOf(r) !== i);
  if (twice !== undefined)
    throw new DistributionError(
      say(
        'Two formulas have the result "{0}". Give each a name of its own, as in "u = a + b" and "v = a - b".',
        twice,
      ),
    );
  if (operand.names.length > 1 || formulas.length > 1)
    return transformJoint(
      operand,
      formulas,
      await inverseOf(operand, step.inverse, used, results, typed.length),
    );
  if (step.inverse)
    throw new DistributionError(
      say('An inverse is for several columns: with one, every root is found without it.'),
    );
  return transformOne(operand, formulas[0]!);
}

const unchanged = (name: string, place: number): Formula => ({
  text: name,
  result: name,
  expression: variable(place, name),
  origins: new Map(),
  sums: [],
});

/** A formula for each column of the base in terms of the results; columns that are kept lead back to themselves. */
async function inverseOf(
  operand: Operand,
  texts: readonly string[] | undefined,
  used: ReadonlySet<number>,
  results: readonly string[],
  typed: number,
): Promise<Formula[] | null> {
  if (!texts) return null;
  const wanted = operand.names.flatMap((name, d) =>
    used.has(d) || results.length === typed ? [{ name, d }] : [],
  );
  if (texts.length !== wanted.length)
    throw new DistributionError(
      say(
        'The inverse needs a formula for each of {0}, and there are {1}.',
        wanted.map((w) => w.name).join(', '),
        texts.length,
      ),
    );
  const back = await Promise.all(
    texts.map((text) =>
      parseFormula(
        text,
        results.map((r) => [r]),
      ),
    ),
  );
  return operand.names.map((name, d) => {
    const at = wanted.findIndex((w) => w.d === d);
    if (at < 0) return unchanged(name, results.indexOf(name));
    return back.find((f) => f.result === name) ?? back[at]!;
  });
}

async function transformOne(operand: Operand, formula: Formula): Promise<TransformResult> {
  const base = await singleOf(operand);
  const name = operand.names[0]!;
  const column: OneColumn = { name, single: base, rows: null, notes: [] };
  const key = `${english(base.label)}\n${formula.text}`;
  const drawer = new Drawer();
  await drawer.transform(key, async () => column, formula.text, null);
  const y = drawer.transformed!;
  const picture = { drawer, key, column, formula: formula.text };
  const notes = notesOf(y);
  if (operand.kind === 'empirical') {
    const values = compile([formula.expression]);
    const { empirical, leftOut } = operand.pushed([formula.result], (row) => values.values(row));
    if (leftOut > 0)
      notes.push(
        say(
          '{0} {1} are left out, where the formula is not defined.',
          grouped(leftOut),
          sourceWords(operand.source),
        ),
      );
    return {
      operand: empirical,
      picture,
      jacobian: null,
      notes: [
        ...notes,
        say(
          'The picture is of a histogram of the {0}; everything else is of the {1} themselves.',
          sourceWords(operand.source),
          sourceWords(operand.source),
        ),
      ],
    };
  }
  return { operand: ofTransformed(y, labelOf(operand)), picture, jacobian: null, notes };
}

function ofTransformed(y: Transformed, label: Sentence): Operand {
  const smooth = y.atoms.length === 0;
  return sampled({
    kind: 'transformed',
    label: say('{0} of {1}', y.formula.text, label),
    names: y.names,
    sample: (count, seed, first) => y.sample(count, seed, first),
    // a value with a probability of its own has no density
    ...(smooth
      ? {
          logProb: (rows: Rows) => y.logProb(rows),
          method: 'numerical' as const,
        }
      : {}),
  });
}

/** The one column of a distribution as a base: its density and its distribution function. */
export async function singleOf(operand: Operand): Promise<Univariate> {
  switch (operand.kind) {
    case 'gaussian':
      return normal(operand.mean[0]!, Math.sqrt(operand.covariance[0]!));
    case 'mixture':
      return {
        ...mixture(
          operand.components.map((c, k) => ({
            weight: operand.weights[k]!,
            mean: c.mean[0]!,
            deviation: Math.sqrt(c.covariance[0]!),
          })),
        ),
        label: labelOf(operand),
      };
    case 'empirical':
      return histogramOf(operand, labelOf(operand));
    default:
      return operand.bases?.length === 1
        ? operand.bases[0]!
        : histogramOf(await drawn(operand), operand.label);
  }
}

function histogramOf(empirical: Empirical, label: Sentence): Univariate {
  const { values, weights } = empirical;
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  if (!(low < high))
    throw new DistributionError(
      say('"{0}" does not vary: there is nothing to transform.', empirical.names[0]!),
    );
  const edges = endingAt(edgesOf(low, high, BINS, gridOf(values)), low, high);
  const { counts } = countIn(edges, values, (n) => weights?.[n] ?? 1);
  return histogram(edges, counts, say('{0} (a histogram of {1} bins)', label, counts.length));
}
