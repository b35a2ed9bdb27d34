// Is f: R^D -> R^D a diffeomorphism on a box? Draws look for a witness against it, intervals for a proof.
import { LuDecomposition, Matrix } from 'ml-matrix';
import { derivative } from '../formula/derivative';
import { compile } from '../formula/evaluate';
import { between } from '../formula/interval';
import { type Box, oneToOne, roughness, triangular } from './box-proofs';
import type { Check } from './check';
import type { JointTransformed } from './joint';
import { collision, points, signChange } from './witnesses';
import { numbers, say, type Sentence, series } from '../../protocol/sentence';

const SEARCHES = 400;
/** Right beside the faces of the box, which do not count: so far inside, in parts of its sides. */
const FACE = 1e-12;

export async function checkJoint(f: JointTransformed): Promise<Check> {
  const { base, formulas } = f;
  const dim = base.names.length;
  const ranges = base.names.map((n, d) =>
    say('{0} in ({1})', n, numbers([short(base.lo[d]!), short(base.hi[d]!)])),
  );
  const on = say('{0} ({1})', series(ranges, ', '), base.coverage);
  if (formulas.length !== dim)
    return {
      diffeomorphism: 'no',
      reason: say(
        'No: {0} formulas of {1} columns are no one-to-one map with an inverse.',
        formulas.length,
        dim,
      ),
      witness: null,
      findings: [],
    };
  const point = (x: readonly number[]) => say('({0})', numbers(x.map(short)));
  const no = (sentence: Sentence, points: number[][]): Check => ({
    diffeomorphism: 'no',
    reason: say('No, not on {0}. {1}', on, sentence),
    witness: { points, values: points.map((p) => f.forward(p)) },
    findings: [],
  });
  const cannot = (sentence: Sentence): Check => ({
    diffeomorphism: 'cannot tell',
    reason: say('Cannot tell on {0}. {1}', on, sentence),
    witness: null,
    findings: [],
  });

  const value = compile(formulas.map((g) => g.expression));
  const rows = formulas.map((g) => base.names.map((_, j) => derivative(g.expression, j)));
  const jacobian = compile(rows.flat());
  const whole: Box = base.lo.map((lo, d) => between(lo, base.hi[d]!));
  const draws = await points(f, SEARCHES);

  const hole = draws.find((x) => !f.forward(x).every(Number.isFinite));
  if (hole) return no(say('f is not defined at {0}.', point(hole)), [hole]);
  const signed = draws.map((x): [number[], number] => [x, determinant(jacobian.values(x), dim)]);
  const [plus, minus] = [signed.find(([, d]) => d > 0), signed.find(([, d]) => d < 0)];
  const flat = signed.find(([, d]) => d === 0);
  if (flat)
    return no(
      say('det J is zero at {0}, so that the inverse has no derivative there.', point(flat[0])),
      [flat[0]],
    );
  // the box is open: where its faces spoil the proof, it is tried right beside them
  let [box, rough] = [whole, roughness(value, jacobian, whole, dim)];
  const fine = (r: typeof rough) => r.smooth && r.determinant === 'keeps its sign';
  if (!fine(rough)) {
    const inner = whole.map(({ lo, hi }) => between(lo + FACE * (hi - lo), hi - FACE * (hi - lo)));
    const found = roughness(value, jacobian, inner, dim);
    if (fine(found)) [box, rough] = [inner, found];
  }
  const pair = await collision(f, draws);
  if (pair)
    return no(
      say(
        'f is not one-to-one: {0} and {1} have the same value, {2}.',
        point(pair[0]),
        point(pair[1]),
        point(f.forward(pair[0])),
      ),
      pair,
    );
  if (plus && minus && rough.smooth) {
    const x = signChange(plus[0], minus[0], (p) => determinant(jacobian.values(p), dim));
    return no(say('det J changes its sign: it is zero at {0}.', point(x)), [x]);
  }
  if (!rough.smooth)
    return cannot(
      say(
        'Intervals could not show that f is differentiable everywhere (near {0}).',
        point(rough.where),
      ),
    );
  if (rough.determinant !== 'keeps its sign')
    return cannot(
      say('Intervals could not show that det J is nowhere zero (near {0}).', point(rough.where)),
    );
  const proof = triangular(rows, box)
    ? say('it can be solved column by column, each with a slope of one sign')
    : oneToOne(value, jacobian, box, dim)
      ? say('no two boxes share a value')
      : null;
  if (!proof)
    return cannot(
      say(
        'det J is nowhere zero, but intervals could not show that f is one-to-one, and no two points with the same value were found.',
      ),
    );
  return {
    diffeomorphism: 'yes',
    reason: say(
      box === whole
        ? 'Yes: on {0} f is differentiable, det J is nowhere zero, and {1}; proved with interval bounds.'
        : 'Yes: on {0} f is differentiable, det J is nowhere zero, and {1}; proved with interval bounds. Right beside the faces of the box, which do not count themselves, nothing was proved.',
      on,
      proof,
    ),
    witness: null,
    findings: [],
  };
}

const short = (v: number) => Number(v.toPrecision(5));

function determinant(entries: number[], dim: number): number {
  if (!entries.every(Number.isFinite)) return NaN;
  return dim === 1
    ? entries[0]!
    : new LuDecomposition(Matrix.from1DArray(dim, dim, entries)).determinant;
}
