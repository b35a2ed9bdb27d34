// Several columns through several formulas: pushed draws, log |det J| over them, and whether the map can be undone.
import type { Formula } from '../distributions/formula/parse';
import { type Boxed, JointTransformed } from '../distributions/change-of-variables/joint';
import { checkJoint } from '../distributions/change-of-variables/joint-check';
import { DistributionError, type Rows, rowsOf } from '../distributions/distribution';
import type { ChainView, Estimate } from '../protocol/operations';
import { entropyOf } from './entropy';
import {
  drawn,
  isSampled,
  labelOf,
  momentGaussian,
  type Operand,
  sampled,
  SEED,
  sourceWords,
} from './operand';
import type { TransformResult } from './transform-result';
import { grouped, precise, say, type Sentence, series, together } from '../protocol/sentence';
import { coverageOf } from '../distributions/change-of-variables/univariate';

const JACOBIAN_DRAWS = 5000;
const INVERSE_DRAWS = 1000;
const NEWTON_DRAWS = 50;
/** Interval bounds take too long in more columns. */
const MOST_CHECKED = 3;
const OUTSIDE = 7.1305;

export async function transformJoint(
  operand: Operand,
  formulas: readonly Formula[],
  inverse: readonly Formula[] | null,
): Promise<TransformResult> {
  const base = await jointOf(operand);
  const f = new JointTransformed(base, formulas, inverse);
  const names = formulas.map((g) => g.result);
  const notes: Sentence[] = [];
  if (inverse && !f.square)
    throw new DistributionError(
      say(
        'An inverse needs as many formulas as columns: there are {0} formulas for {1} columns.',
        formulas.length,
        operand.names.length,
      ),
    );
  const undone = inverse ? await checkedInverse(f) : null;
  const wide = base.lo.every((lo, d) => lo < base.hi[d]!);
  const check =
    f.square && wide && operand.names.length <= MOST_CHECKED ? await checkJoint(f) : null;
  const jacobian = f.square
    ? await jacobianOf(
        f,
        operand,
        check?.reason ?? null,
        undone ?? (await newtonSentence(f, operand)),
      )
    : null;
  if (operand.kind === 'empirical') {
    const { empirical, leftOut } = operand.pushed(names, (row) => f.forward(row));
    if (leftOut > 0)
      notes.push(
        say(
          '{0} {1} are left out, where a formula is not defined.',
          grouped(leftOut),
          sourceWords(operand.source),
        ),
      );
    return { operand: empirical, picture: null, jacobian, notes };
  }
  const { leftOut } = await f.push(1000, SEED);
  if (leftOut > 0)
    notes.push(
      say(
        'About {0} % of the draws are left out, where a formula is not defined.',
        Number(((100 * leftOut) / 1000).toPrecision(2)),
      ),
    );
  const oneToOne = undone !== null || check?.diffeomorphism === 'yes';
  const known = oneToOne && leftOut === 0 && base.logProb !== null;
  return {
    operand: sampled({
      kind: 'transformed',
      label: say('the transform of {0}', labelOf(operand)),
      names,
      sample: async (count, seed, first) =>
        rowsOf((await f.push(count, seed, first)).values, names.length),
      ...(known && inverse
        ? { logProb: ({ values }: Rows) => densities(f, values), method: 'numerical' as const }
        : {}),
      // H(y) = H(x) + E log |det J|, for a map that is one-to-one
      entropy: known && jacobian ? added(await entropyOf(operand), jacobian.mean) : null,
    }),
    picture: null,
    jacobian,
    notes,
  };
}

function added(a: Estimate | null, b: Estimate): Estimate | null {
  return a && Number.isFinite(b.value)
    ? {
        value: a.value + b.value,
        standardError: Math.hypot(a.standardError ?? 0, b.standardError ?? 0),
      }
    : null;
}

async function jointOf(operand: Operand): Promise<Boxed> {
  const { names } = operand;
  const { kind, method } = operand;
  const about = {
    kind,
    method,
    label: labelOf(operand),
    names,
    logProb: operand.logProb && ((rows: Rows) => operand.logProb!(rows)),
    sample: (count: number, seed: number, first?: number) => operand.sample(count, seed, first),
  };
  if (operand.kind === 'gaussian') {
    const reach = operand.mean.map(
      (_, d) => OUTSIDE * Math.sqrt(operand.covariance[d * (operand.dim + 1)]!),
    );
    return {
      ...about,
      lo: [...operand.mean.map((m, d) => m - reach[d]!)],
      hi: [...operand.mean.map((m, d) => m + reach[d]!)],
      coverage: say('all but 1e-12 of each column'),
    };
  }
  if (isSampled(operand) && operand.bases?.length === names.length)
    return {
      ...about,
      lo: operand.bases.map((b) => b.lo),
      hi: operand.bases.map((b) => b.hi),
      coverage: coverageOf(operand.bases),
    };
  const rows = await drawn(operand);
  const [lo, hi] = [
    new Array<number>(names.length).fill(Infinity),
    new Array<number>(names.length).fill(-Infinity),
  ];
  rows.values.forEach((v, i) => {
    lo[i % names.length] = Math.min(lo[i % names.length]!, v);
    hi[i % names.length] = Math.max(hi[i % names.length]!, v);
  });
  return {
    ...about,
    lo,
    hi,
    coverage: say('the range of {0} {1}', grouped(rows.count), sourceWords(rows.source)),
  };
}

/** @throws DistributionError when it does not lead back */
async function checkedInverse(f: JointTransformed): Promise<Sentence> {
  const { error, worst } = await f.inverseError(INVERSE_DRAWS, SEED);
  const miss = Number.isFinite(error) ? precise(error, 2) : '100 %';
  if (!(error < 1e-6))
    throw new DistributionError(
      say(
        "The inverse that was given is none: at ({0}) it misses by {1} of the value. Correct it, or leave it out to use Newton's method.",
        series(
          worst.map((v) => precise(v, 5)),
          ', ',
        ),
        miss,
      ),
    );
  return say(
    'The inverse that was given leads back from {0} draws, with an error of at most {1}.',
    grouped(INVERSE_DRAWS),
    error.toExponential(1),
  );
}

/** Whether Newton's method, from the middle, comes back to where draws were. */
async function newtonSentence(f: JointTransformed, operand: Operand): Promise<Sentence> {
  const dim = operand.names.length;
  const { values: draws } = await f.base.sample(NEWTON_DRAWS, SEED);
  const middle = [...(await momentGaussian(operand)).mean];
  let [back, elsewhere, tried, worst] = [0, 0, 0, 0];
  for (let n = 0; n < draws.length / dim; n++) {
    const x = draws.subarray(n * dim, (n + 1) * dim);
    const y = f.forward(x);
    if (!y.every(Number.isFinite)) continue;
    tried++;
    const found = f.newton(middle, y);
    if (!found) continue;
    worst = Math.max(worst, f.residual(found, y));
    if (found.every((v, d) => Math.abs(v - x[d]!) <= 1e-6 * (f.base.hi[d]! - f.base.lo[d]!)))
      back++;
    else elsewhere++;
  }
  const lost = tried - back - elsewhere;
  const sentences = [
    say(
      "Newton's method from the mean led back to {0} of {1} draws (largest residual {2}).",
      back,
      tried,
      worst.toExponential(1),
    ),
  ];
  if (elsewhere > 0)
    sentences.push(
      say(
        'For {0} draws it found another x with the same y: the map is not one-to-one.',
        elsewhere,
      ),
    );
  if (lost > 0) sentences.push(say('It did not arrive for {0} draws.', lost));
  return together(sentences);
}

async function jacobianOf(
  f: JointTransformed,
  operand: Operand,
  diffeomorphism: Sentence | null,
  inverse: Sentence,
): Promise<ChainView['jacobian']> {
  const dim = operand.names.length;
  const draws =
    operand.kind === 'empirical' && !operand.weights
      ? operand.values.subarray(0, Math.min(operand.count, JACOBIAN_DRAWS) * dim)
      : (await f.base.sample(JACOBIAN_DRAWS, SEED)).values;
  const logs: number[] = [];
  for (let n = 0; n < draws.length / dim; n++) {
    const log = f.logDeterminant(draws.subarray(n * dim, (n + 1) * dim));
    if (!Number.isNaN(log)) logs.push(log);
  }
  if (logs.length === 0) return null;
  const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
  const square = logs.reduce((s, v) => s + (v - mean) ** 2, 0);
  const x = [...(await momentGaussian(operand)).mean];
  const determinant = Math.exp(f.logDeterminant(x));
  return {
    mean: {
      value: mean,
      standardError: Math.sqrt(square / Math.max(1, logs.length - 1) / logs.length),
    },
    least: logs.reduce((a, b) => Math.min(a, b), Infinity),
    most: logs.reduce((a, b) => Math.max(a, b), -Infinity),
    determinantAt: { x, determinant },
    reason: diffeomorphism,
    note: inverse,
  };
}

/** By the inverse that was given; -Infinity where it does not lead back. */
async function densities(f: JointTransformed, rows: Float64Array): Promise<Float64Array> {
  const dim = f.names.length;
  const out = new Float64Array(rows.length / dim);
  for (let n = 0; n < out.length; n++) {
    try {
      out[n] = (await f.at([...rows.subarray(n * dim, (n + 1) * dim)], 1, SEED)).logDensity;
    } catch (error) {
      if (!(error instanceof DistributionError)) throw error;
      out[n] = -Infinity;
    }
  }
  return out;
}
