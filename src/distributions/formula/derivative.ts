// Symbolic derivatives of formulas: our rules on our nodes, in forms whose interval bounds keep their sign.
import {
  choose,
  constant,
  type Expression,
  isConstant,
  isZero,
  minus,
  negative,
  nodes,
  ONE,
  over,
  plus,
  power,
  times,
  ZERO,
} from './expression';
import { smoothFunction } from './functions';

/** d e / d x_index. Between branches of a switch the derivative is that of the branch; a floor has slope zero. */
export function derivative(e: Expression, index = 0): Expression {
  const known = new Map<Expression, Expression>();
  for (const node of nodes([e]))
    known.set(
      node,
      rule(node, index, (part) => known.get(part)!),
    );
  return known.get(e)!;
}

function rule(e: Expression, index: number, d: (part: Expression) => Expression): Expression {
  switch (e.kind) {
    case 'constant':
    case 'floor':
      return ZERO;
    case 'variable':
      return e.index === index ? ONE : ZERO;
    case 'sum':
      return sum(d(e.left), d(e.right));
    case 'difference':
      return isZero(d(e.right))
        ? d(e.left)
        : isZero(d(e.left))
          ? scaled(d(e.right), constant(-1))
          : minus(d(e.left), d(e.right));
    case 'product':
      return sum(product(d(e.left), e.right), product(e.left, d(e.right)));
    case 'quotient':
      return quotient(e, d);
    case 'power':
      return e.exponent === 0
        ? ZERO
        : product(product(constant(e.exponent), power(e.base, e.exponent - 1)), d(e.base));
    case 'function':
      return product(smoothFunction(e.name).slope(e.argument), d(e.argument));
    case 'switch':
      return isZero(d(e.below)) && isZero(d(e.above)) ? ZERO : choose(e.on, d(e.below), d(e.above));
  }
}

function quotient(
  e: Extract<Expression, { left: Expression }>,
  d: (part: Expression) => Expression,
): Expression {
  const [du, dv] = [d(e.left), d(e.right)];
  if (isZero(dv)) return isZero(du) ? ZERO : over(du, e.right);
  // (1/v)' has the sign of -v' whatever v is
  const turning = product(e.left, dv);
  if (isZero(turning)) return isZero(du) ? ZERO : over(du, e.right);
  const falling = over(turning, power(e.right, 2));
  return isZero(du) ? negative(falling) : minus(over(du, e.right), falling);
}

const sum = (a: Expression, b: Expression) => (isZero(a) ? b : isZero(b) ? a : plus(a, b));
const scaled = (a: Expression, factor: Expression) => product(factor, a);
function product(a: Expression, b: Expression): Expression {
  if (isZero(a) || isZero(b)) return ZERO;
  if (isConstant(a, 1)) return b;
  if (isConstant(b, 1)) return a;
  return times(a, b);
}
