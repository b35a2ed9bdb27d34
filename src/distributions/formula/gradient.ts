// The gradient of a formula in all its variables at once: symbolic, from the result back to the variables (the reverse
// mode of automatic differentiation), so that it has a few times the operations of the formula, however many variables.
import {
  choose,
  constant,
  type Expression,
  isConstant,
  isZero,
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

/**
 * d e / d x_i for i below `count`. As in `derivative`: between branches of a switch that of the branch, a floor has
 * slope zero. A branch that is not taken adds nothing, even where it is not defined.
 */
export function gradient(e: Expression, count: number): Expression[] {
  const slopes = new Map<Expression, Expression>([[e, ONE]]);
  const add = (part: Expression, slope: Expression) =>
    slopes.set(part, sum(slopes.get(part) ?? ZERO, slope));
  const out = new Array<Expression>(count).fill(ZERO);
  for (const node of nodes([e]).reverse()) {
    const slope = slopes.get(node);
    if (!slope || isZero(slope)) continue;
    const scaled = (factor: Expression) => carried(slope, (s) => product(s, factor));
    switch (node.kind) {
      case 'constant':
      case 'floor':
        break;
      case 'variable':
        if (node.index < count) out[node.index] = sum(out[node.index]!, slope);
        break;
      case 'sum':
        add(node.left, slope);
        add(node.right, slope);
        break;
      case 'difference':
        add(node.left, slope);
        add(node.right, carried(slope, negative));
        break;
      case 'product':
        add(node.left, scaled(node.right));
        add(node.right, scaled(node.left));
        break;
      case 'quotient': {
        const above = carried(slope, (s) => over(s, node.right));
        add(node.left, above);
        add(
          node.right,
          carried(above, (s) => negative(product(s, node))),
        );
        break;
      }
      case 'power':
        if (node.exponent !== 0)
          add(
            node.base,
            scaled(product(constant(node.exponent), power(node.base, node.exponent - 1))),
          );
        break;
      case 'function':
        add(node.argument, scaled(smoothFunction(node.name).slope(node.argument)));
        break;
      case 'switch':
        add(node.below, choose(node.on, slope, ZERO));
        add(node.above, choose(node.on, ZERO, slope));
    }
  }
  return out;
}

/** `act` inside the branches of a switch: 0 times what is not defined would not be 0. */
function carried(slope: Expression, act: (slope: Expression) => Expression): Expression {
  if (isZero(slope)) return ZERO;
  if (slope.kind !== 'switch' || !(isZero(slope.below) || isZero(slope.above))) return act(slope);
  return choose(slope.on, carried(slope.below, act), carried(slope.above, act));
}

function sum(a: Expression, b: Expression): Expression {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  return a.kind === 'switch' && b.kind === 'switch' && a.on === b.on
    ? choose(a.on, sum(a.below, b.below), sum(a.above, b.above))
    : plus(a, b);
}

function product(a: Expression, b: Expression): Expression {
  if (isZero(a) || isZero(b)) return ZERO;
  if (isConstant(a, 1)) return b;
  return isConstant(b, 1) ? a : times(a, b);
}
