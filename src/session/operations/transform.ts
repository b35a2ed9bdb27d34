// y = f(x) of whatever a chain holds: one column with every root of f, or several with the Jacobian's determinant.
import {
  type Base,
  histogram,
  mixture,
  normal,
} from '../../distributions/change-of-variables/base';
import { variable, variablesOf } from '../../distributions/change-of-variables/expression';
import { type Formula, parseFormula } from '../../distributions/change-of-variables/formula';
import type { Transformed } from '../../distributions/change-of-variables/transformed';
import { compile } from '../../distributions/change-of-variables/evaluate';
import { DistributionError, rowsOf } from '../../distributions/distribution';
import { countIn, edgesOf, endingAt } from '../../protocol/bins';
import { gridOf } from '../../protocol/grid';
import type { ChainView } from '../../protocol/operations';
import { aliases, notesOf } from '../transform-words';
import { Drawer, type OneColumn } from '../transform-drawing';
import { Finite } from './finite';
import { drawn, type Held, labelOf, sampler } from './held';
import { transformJoint } from './transform-joint';

const BINS = 80;

export interface TransformedHeld {
  held: Held;
  /** draws the lecture's picture, where there is one column */
  picture: { drawer: Drawer; key: string; column: OneColumn; formula: string } | null;
  jacobian: ChainView['jacobian'];
  notes: string[];
}

export interface TransformStep {
  formulas: readonly string[];
  inverse?: readonly string[] | undefined;
  keep?: boolean | undefined;
}

export async function transform(held: Held, step: TransformStep): Promise<TransformedHeld> {
  const names = aliases(held.names);
  const typed = await Promise.all(step.formulas.map((text) => parseFormula(text, names)));
  const used = new Set(typed.flatMap((f) => [...variablesOf(f.expression)]));
  const others = step.keep
    ? held.names.flatMap((name, d) => (used.has(d) ? [] : [unchanged(name, d)]))
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
      `Two formulas have the result "${twice}". Give each a name of its own, as in "u = a + b" and "v = a - b".`,
    );
  if (held.names.length > 1 || formulas.length > 1)
    return transformJoint(
      held,
      formulas,
      await inverseOf(held, step.inverse, used, results, typed.length),
    );
  if (step.inverse)
    throw new DistributionError(
      'An inverse is for several columns: with one, every root is found without it.',
    );
  return transformOne(held, formulas[0]!);
}

const unchanged = (name: string, place: number): Formula => ({
  text: name,
  result: name,
  expression: variable(place, name),
});

/** A formula for each column of the base in terms of the results; columns that are kept lead back to themselves. */
async function inverseOf(
  held: Held,
  texts: readonly string[] | undefined,
  used: ReadonlySet<number>,
  results: readonly string[],
  typed: number,
): Promise<Formula[] | null> {
  if (!texts) return null;
  const wanted = held.names.flatMap((name, d) =>
    used.has(d) || results.length === typed ? [{ name, d }] : [],
  );
  if (texts.length !== wanted.length)
    throw new DistributionError(
      `The inverse needs a formula for each of ${wanted.map((w) => w.name).join(', ')}, and there are ${texts.length}.`,
    );
  const back = await Promise.all(
    texts.map((text) =>
      parseFormula(
        text,
        results.map((r) => [r]),
      ),
    ),
  );
  return held.names.map((name, d) => {
    const at = wanted.findIndex((w) => w.d === d);
    if (at < 0) return unchanged(name, results.indexOf(name));
    return back.find((f) => f.result === name) ?? back[at]!;
  });
}

async function transformOne(held: Held, formula: Formula): Promise<TransformedHeld> {
  const base = await singleOf(held);
  const name = held.names[0]!;
  const column: OneColumn = { name, single: base, rows: null, notes: [] };
  const key = `${base.label}\n${formula.text}`;
  const drawer = new Drawer();
  await drawer.transform(key, async () => column, formula.text, null);
  const y = drawer.transformed!;
  const picture = { drawer, key, column, formula: formula.text };
  const notes = notesOf(y);
  if (held.kind === 'finite') {
    const values = compile([formula.expression]);
    const { finite, leftOut } = held.pushed([formula.result], (row) => values.values(row));
    if (leftOut > 0)
      notes.push(
        `${leftOut.toLocaleString('en')} ${held.source} are left out, where the formula is not defined.`,
      );
    return {
      held: finite,
      picture,
      jacobian: null,
      notes: [
        ...notes,
        `The picture is of a histogram of the ${held.source}; everything else is of the ${held.source} themselves.`,
      ],
    };
  }
  return { held: ofTransformed(y, labelOf(held)), picture, jacobian: null, notes };
}

function ofTransformed(y: Transformed, label: string): Held {
  const smooth = y.atoms.length === 0;
  return sampler({
    what: 'transformed',
    label: `${y.formula.text} of ${label}`,
    names: y.names,
    sample: async (count, seed, first) => (await y.sample(count, seed, first)).values,
    // a value with a probability of its own has no density
    ...(smooth
      ? {
          logDensity: (rows: Float64Array) => y.logProb(rowsOf(rows, 1)),
          density: 'numerical' as const,
        }
      : {}),
  });
}

/** The one column of a distribution as a base: its density and its distribution function. */
export async function singleOf(held: Held): Promise<Base> {
  switch (held.kind) {
    case 'gaussian':
      return normal(held.mean[0]!, Math.sqrt(held.covariance[0]!));
    case 'mixture':
      return {
        ...mixture(
          held.components.map((c, k) => ({
            weight: held.weights[k]!,
            mean: c.mean[0]!,
            deviation: Math.sqrt(c.covariance[0]!),
          })),
        ),
        label: labelOf(held),
      };
    case 'finite':
      return histogramOf(held, labelOf(held));
    case 'sampler':
      return held.bases?.length === 1 ? held.bases[0]! : histogramOf(await drawn(held), held.label);
  }
}

function histogramOf(finite: Finite, label: string): Base {
  const { values, weights } = finite;
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) [low, high] = [Math.min(low, v), Math.max(high, v)];
  if (!(low < high))
    throw new DistributionError(
      `"${finite.names[0]}" does not vary: there is nothing to transform.`,
    );
  const edges = endingAt(edgesOf(low, high, BINS, gridOf(values)), low, high);
  const { counts } = countIn(edges, values, (n) => weights?.[n] ?? 1);
  return histogram(edges, counts, `${label} (a histogram of ${counts.length} bins)`);
}
