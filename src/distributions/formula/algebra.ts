// Operators and functions that are written with the nodes of an expression: products, powers, roots, remainders.
import { DistributionError } from '../distribution';
import {
  apply,
  choose,
  constant,
  type Expression,
  type FunctionName,
  floor,
  isConstant,
  minus,
  negative,
  ONE,
  over,
  power,
  times,
} from './expression';
import { FUNCTIONS } from './functions';
import { say } from '../../protocol/sentence';

export const smooth = (name: FunctionName, a: Expression): Expression => {
  if (a.kind === 'constant') {
    const value = FUNCTIONS[name].value(a.value);
    if (Number.isFinite(value)) return constant(value);
  }
  return apply(name, a);
};

/**
 * A factor goes above the line of a quotient, so that sin(x) * x^(-1) is sin(x)/x, whose pole is known to be
 * removable.
 */
export function multiplied(a: Expression, b: Expression): Expression {
  if (a.kind !== 'quotient' && b.kind !== 'quotient') return times(a, b);
  const [[above, below], [other, under]] = [fraction(a), fraction(b)];
  return over(
    isConstant(above, 1) ? other : isConstant(other, 1) ? above : times(above, other),
    isConstant(below, 1) ? under : isConstant(under, 1) ? below : times(below, under),
  );
}

const fraction = (e: Expression): [Expression, Expression] =>
  e.kind === 'quotient' ? [e.left, e.right] : [e, ONE];

export function raised(base: Expression, exponent: Expression): Expression {
  if (exponent.kind === 'constant') {
    const p = exponent.value;
    if (base.kind === 'constant' && Number.isFinite(base.value ** p))
      return constant(base.value ** p);
    if (Math.abs(p) > 1e6)
      throw new DistributionError(say('An exponent may be at most a million.'));
    if (p < 0 && Number.isInteger(p)) return over(ONE, power(base, -p));
    return p === 0.5 ? apply('sqrt', base) : power(base, p);
  }
  return smooth('exp', times(exponent, smooth('log', base)));
}

export function modulo(a: Expression, b: Expression): Expression {
  return minus(a, times(b, floor(over(a, b))));
}

export function root(a: Expression, degree: Expression): Expression {
  if (
    degree.kind !== 'constant' ||
    !Number.isInteger(degree.value) ||
    degree.value < 2 ||
    degree.value > 1000
  )
    throw new DistributionError(
      say('nthRoot takes a whole number of 2 or more as its second argument.'),
    );
  const n = degree.value;
  if (n === 2) return smooth('sqrt', a);
  if (n === 3) return smooth('cbrt', a);
  return n % 2 === 0
    ? power(a, 1 / n)
    : choose(a, negative(power(negative(a), 1 / n)), power(a, 1 / n));
}
