// The smooth functions of one argument that a formula may use: value, bounds, derivative, and where they end.
import { erf, TWO_OVER_ROOT_PI } from '../error-function';
import {
  apply,
  constant,
  type Expression,
  type FunctionName,
  minus,
  negative,
  ONE,
  over,
  plus,
  power,
  times,
} from './expression';
import {
  cosine,
  hyperbolicCosine,
  increasing,
  type Interval,
  isEmpty,
  negate,
  sine,
  tangent,
  within,
} from './interval';

export interface SmoothFunction {
  value(x: number): number;
  bounds(x: Interval): Interval;
  /** derivative at `u`, not yet times the derivative of `u`; in a form that neither cancels nor loses its sign */
  slope(u: Expression): Expression;
  /** Expressions at whose zeros the function ends, or its slope is infinite: it is smooth between them. */
  edges?(u: Expression): Expression[];
}

/** The ends of the bounds of a rising function that has a known value at some argument. */
const exactAt = (x: Interval, bounds: Interval, argument: number, value: number): Interval =>
  x.lo !== argument && x.hi !== argument
    ? bounds
    : {
        ...bounds,
        lo: x.lo === argument ? value : bounds.lo,
        hi: x.hi === argument ? value : bounds.hi,
      };
const square = (u: Expression) => power(u, 2);
const logarithm = (value: (x: number) => number, base: number): SmoothFunction => ({
  value,
  bounds: (x) => {
    const inside = within(x, 0, Infinity, true);
    // log(1) = 0 exactly: the end of the argument that is 1 stays a zero
    const { lo, hi, whole } = increasing(inside, value);
    return isEmpty(inside)
      ? inside
      : { lo: inside.lo === 1 ? 0 : lo, hi: inside.hi === 1 ? 0 : hi, whole };
  },
  slope: (u) => over(constant(1 / Math.log(base)), u),
  edges: (u) => [u],
});
const rising = (
  value: (x: number) => number,
  slope: SmoothFunction['slope'],
  least?: number,
  most?: number,
): SmoothFunction => ({ value, bounds: (x) => increasing(x, value, least, most), slope });
/** defined on [-1, 1], with infinite slope at its ends */
const arc = (value: (x: number) => number, sign: 1 | -1): SmoothFunction => ({
  value,
  bounds: (x) =>
    sign > 0
      ? increasing(within(x, -1, 1), value)
      : negate(increasing(within(x, -1, 1), (v) => -value(v))),
  slope: (u) => over(constant(sign), apply('sqrt', times(minus(ONE, u), plus(ONE, u)))),
  edges: (u) => [minus(u, ONE), plus(u, ONE)],
});

export const FUNCTIONS = {
  // exp(0) = 1 exactly: what is divided by x beside it has an exact zero
  exp: {
    value: Math.exp,
    bounds: (x) => exactAt(x, increasing(x, Math.exp, 0), 0, 1),
    slope: (u) => apply('exp', u),
  },
  expm1: rising(Math.expm1, (u) => apply('exp', u), -1),
  log: logarithm(Math.log, Math.E),
  log2: logarithm(Math.log2, 2),
  log10: logarithm(Math.log10, 10),
  log1p: {
    value: Math.log1p,
    bounds: (x) => increasing(within(x, -1, Infinity, true), Math.log1p),
    slope: (u) => over(ONE, plus(ONE, u)),
    edges: (u) => [plus(u, ONE)],
  },
  sqrt: {
    value: Math.sqrt,
    bounds: (x) => exactAt(x, increasing(within(x, 0, Infinity), Math.sqrt, 0), 1, 1),
    slope: (u) => over(constant(0.5), apply('sqrt', u)),
    edges: (u) => [u],
  },
  cbrt: {
    value: Math.cbrt,
    bounds: (x) => increasing(x, Math.cbrt),
    slope: (u) => over(constant(1 / 3), square(apply('cbrt', u))),
    edges: (u) => [u],
  },
  sin: { value: Math.sin, bounds: sine, slope: (u) => apply('cos', u) },
  cos: { value: Math.cos, bounds: cosine, slope: (u) => negative(apply('sin', u)) },
  tan: {
    value: Math.tan,
    bounds: tangent,
    slope: (u) => power(apply('cos', u), -2),
    edges: (u) => [apply('cos', u)],
  },
  asin: arc(Math.asin, 1),
  acos: arc(Math.acos, -1),
  atan: rising(
    Math.atan,
    (u) => over(ONE, plus(ONE, square(u))),
    -Math.PI / 2 - 1e-15,
    Math.PI / 2 + 1e-15,
  ),
  sinh: rising(Math.sinh, (u) => apply('cosh', u)),
  cosh: { value: Math.cosh, bounds: hyperbolicCosine, slope: (u) => apply('sinh', u) },
  tanh: rising(Math.tanh, (u) => power(apply('cosh', u), -2), -1, 1),
  asinh: rising(Math.asinh, (u) => over(ONE, apply('sqrt', plus(ONE, square(u))))),
  acosh: {
    value: Math.acosh,
    bounds: (x) => increasing(within(x, 1, Infinity), Math.acosh, 0),
    slope: (u) => over(ONE, apply('sqrt', times(minus(u, ONE), plus(u, ONE)))),
    edges: (u) => [minus(u, ONE)],
  },
  atanh: {
    value: Math.atanh,
    bounds: (x) => increasing(within(x, -1, 1, true), Math.atanh),
    slope: (u) => over(ONE, times(minus(ONE, u), plus(ONE, u))),
    edges: (u) => [minus(u, ONE), plus(u, ONE)],
  },
  erf: {
    value: erf,
    bounds: (x) => increasing(x, erf, -1, 1, 8),
    slope: (u) => times(constant(TWO_OVER_ROOT_PI), apply('exp', negative(square(u)))),
  },
  softplus: rising(
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (u) => over(ONE, plus(ONE, apply('exp', negative(u)))),
    0,
  ),
} satisfies Record<FunctionName, SmoothFunction>;

export const smoothFunction = (name: FunctionName): SmoothFunction => FUNCTIONS[name];
