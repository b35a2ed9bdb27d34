// Where a log density has its modes, and how wide they are: quasi-Newton ascents from points near and far.
import { normals } from '../../distributions/random';
import { STREAMS } from '../../distributions/streams';
import { applied, factorOf, inverseOf } from '../../distributions/triangular';
import type { Unconstrained } from './unconstrained';

/** A Gaussian around a mode (Laplace's approximation), on the real line of each variable. */
export interface Mode {
  mean: Float64Array;
  /** row-major, positive definite */
  covariance: Float64Array;
  /** log of the mass that the Gaussian would have under the target */
  logMass: number;
}

/** How many ascents, from standard normal points times these in turn; the first begins at zero. */
const [ASCENTS, SPREADS] = [24, [1, 3, 10, 0.3]];
const [MOST_STEPS, FARTHEST] = [200, 1e4];
/** Modes nearer than this, in standard deviations, are one. */
const APART = 0.3;

/** Modes by falling mass; none where the density rises without end. @param target that does not rescale */
export function modesOf(target: Unconstrained, names: readonly string[], seed: number): Mode[] {
  const { dim } = target;
  const modes: Mode[] = [];
  for (let k = 0; k < ASCENTS; k++) {
    const spread = k === 0 ? 0 : SPREADS[k % SPREADS.length]!;
    const from = normals(seed, STREAMS.modeStarts, k, 1, dim).map((v) => spread * v);
    const top = ascend(target, from);
    const mode = top && laplace(target, names, top);
    if (mode && !modes.some((other) => near(mode, other))) modes.push(mode);
  }
  return modes.sort((a, b) => b.logMass - a.logMass);
}

interface Top {
  point: Float64Array;
  value: number;
  /** of the quasi-Newton ascent: roughly the covariance */
  inverse: Float64Array;
}

/** BFGS with halving steps; null where it does not arrive. */
function ascend(target: Unconstrained, from: Float64Array): Top | null {
  const { dim } = target;
  const start = target.tried(from);
  if (!start) return null;
  let [point, here] = [from, start];
  const steep = () => identity(dim, 1 / Math.max(1, Math.hypot(...here.gradient)));
  let [inverse, fresh] = [steep(), true];
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = applied(inverse, here.gradient, dim);
    const rise = dot(direction, here.gradient);
    const top = { point, value: here.value, inverse };
    if (rise < 1e-9) return top;
    const next = better(target, point, here.value, direction, rise);
    if (!next) {
      if (fresh) return rise < 1e-4 ? top : null;
      [inverse, fresh] = [steep(), true];
      continue;
    }
    const moved = next.point.map((v, d) => v - point[d]!);
    const change = next.gradient.map((v, d) => here.gradient[d]! - v);
    const curvature = dot(moved, change);
    if (curvature > 1e-12 * Math.hypot(...moved) * Math.hypot(...change)) {
      if (fresh) inverse = identity(dim, curvature / dot(change, change));
      inverse = updated(inverse, moved, change, curvature);
      fresh = false;
    }
    [point, here] = [next.point, next];
    if (!point.every((v) => Math.abs(v) < FARTHEST)) return null;
  }
  return null;
}

/** The first point along a direction, halving the way, that rises enough (Armijo). */
function better(
  target: Unconstrained,
  from: Float64Array,
  value: number,
  direction: Float64Array,
  rise: number,
) {
  for (let size = 1; size > 1e-10; size /= 2) {
    const point = from.map((v, d) => v + size * direction[d]!);
    const found = target.tried(point);
    if (found && found.value >= value + 1e-4 * size * rise) return { ...found, point };
  }
  return null;
}

/** The BFGS update of an inverse Hessian (of minus the log density). */
function updated(
  inverse: Float64Array,
  moved: Float64Array,
  change: Float64Array,
  curvature: number,
): Float64Array {
  const dim = moved.length;
  const turned = applied(inverse, change, dim);
  const factor = 1 + dot(change, turned) / curvature;
  return inverse.map((v, i) => {
    const [r, c] = [Math.floor(i / dim), i % dim];
    return (
      v +
      (factor * moved[r]! * moved[c]! - turned[r]! * moved[c]! - moved[r]! * turned[c]!) / curvature
    );
  });
}

/** The Gaussian with the curvature at the top, by central differences of the gradient. */
function laplace(target: Unconstrained, names: readonly string[], top: Top): Mode | null {
  const { dim } = target;
  const precision = new Float64Array(dim * dim);
  for (let d = 0; d < dim; d++) {
    const step = 0.01 * Math.sqrt(top.inverse[d * dim + d]!);
    const at = (sign: number) =>
      target.tried(top.point.map((v, i) => (i === d ? v + sign * step : v)));
    const [above, below] = [at(1), at(-1)];
    if (!above || !below) return null;
    for (let i = 0; i < dim; i++) {
      const slope = (below.gradient[i]! - above.gradient[i]!) / (4 * step);
      precision[i * dim + d]! += slope;
      precision[d * dim + i]! += slope;
    }
  }
  const covariance = inverseOf(precision, names) ?? top.inverse;
  const factor = factorOf(covariance, names);
  if (!factor) return null;
  let logMass = top.value + 0.5 * dim * Math.log(2 * Math.PI);
  for (let d = 0; d < dim; d++) logMass += Math.log(factor[d * dim + d]!);
  return { mean: top.point, covariance, logMass };
}

function near(a: Mode, b: Mode): boolean {
  const dim = a.mean.length;
  return a.mean.every(
    (v, d) => Math.abs(v - b.mean[d]!) < APART * Math.sqrt(b.covariance[d * dim + d]!),
  );
}

function identity(dim: number, scale: number): Float64Array {
  return Float64Array.from({ length: dim * dim }, (_, i) => (i % (dim + 1) === 0 ? scale : 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0);
}
