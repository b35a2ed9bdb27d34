// Formulas as immutable trees of our own (shared nodes allowed), on which everything else here works.

/** The smooth functions of one argument (functions.ts). */
export type FunctionName =
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log2'
  | 'log10'
  | 'log1p'
  | 'sqrt'
  | 'cbrt'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'acosh'
  | 'atanh'
  | 'erf'
  | 'softplus';

export type Expression =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'variable'; readonly index: number; readonly name: string }
  | {
      readonly kind: 'sum' | 'difference' | 'product' | 'quotient';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'power'; readonly base: Expression; readonly exponent: number }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly argument: Expression }
  /** `below` where `on` < 0, `above` where it is > 0 */
  | {
      readonly kind: 'switch';
      readonly on: Expression;
      readonly below: Expression;
      readonly above: Expression;
    }
  | { readonly kind: 'floor'; readonly argument: Expression };

export const constant = (value: number): Expression => ({ kind: 'constant', value });
export const ZERO = constant(0);
export const ONE = constant(1);
export const variable = (index: number, name: string): Expression => ({
  kind: 'variable',
  index,
  name,
});

type Pair = 'sum' | 'difference' | 'product' | 'quotient';
const PAIRS: Record<Pair, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  difference: (a, b) => a - b,
  product: (a, b) => a * b,
  quotient: (a, b) => a / b,
};

/**
 * Two constants become one, where their result is finite; nothing else changes, since 0 * log(x) is not defined
 * for x < 0.
 */
export function pair(kind: Pair, left: Expression, right: Expression): Expression {
  if (left.kind === 'constant' && right.kind === 'constant') {
    const value = PAIRS[kind](left.value, right.value);
    if (Number.isFinite(value)) return constant(value);
  }
  return { kind, left, right };
}

export const plus = (a: Expression, b: Expression): Expression => pair('sum', a, b);
export const minus = (a: Expression, b: Expression): Expression => pair('difference', a, b);
export const times = (a: Expression, b: Expression): Expression => pair('product', a, b);
export const over = (a: Expression, b: Expression): Expression => pair('quotient', a, b);
export const negative = (a: Expression): Expression => times(constant(-1), a);
export const power = (base: Expression, exponent: number): Expression =>
  exponent === 1 ? base : { kind: 'power', base, exponent };
export const apply = (name: FunctionName, argument: Expression): Expression => ({
  kind: 'function',
  name,
  argument,
});
export const choose = (on: Expression, below: Expression, above: Expression): Expression =>
  below === above ? below : { kind: 'switch', on, below, above };
export const floor = (argument: Expression): Expression => ({ kind: 'floor', argument });

export const isZero = (e: Expression): boolean => e.kind === 'constant' && e.value === 0;
export const isConstant = (e: Expression, value: number): boolean =>
  e.kind === 'constant' && e.value === value;

/** The expressions that an expression is made of. */
export function parts(e: Expression): Expression[] {
  switch (e.kind) {
    case 'constant':
    case 'variable':
      return [];
    case 'power':
      return [e.base];
    case 'function':
    case 'floor':
      return [e.argument];
    case 'switch':
      return [e.on, e.below, e.above];
    default:
      return [e.left, e.right];
  }
}

/** Every node once, its parts before it. */
export function nodes(roots: readonly Expression[]): Expression[] {
  const seen = new Set<Expression>();
  const order: Expression[] = [];
  const visit = (e: Expression): void => {
    if (seen.has(e)) return;
    seen.add(e);
    parts(e).forEach(visit);
    order.push(e);
  };
  roots.forEach(visit);
  return order;
}

/** Which variables (by index) an expression depends on. */
export function variablesOf(e: Expression): Set<number> {
  return new Set(nodes([e]).flatMap((n) => (n.kind === 'variable' ? [n.index] : [])));
}

/** The same expression with some of its nodes replaced; `by` gives null for those that stay. */
export function replaced(root: Expression, by: (e: Expression) => Expression | null): Expression {
  const known = new Map<Expression, Expression>();
  for (const e of nodes([root])) known.set(e, by(e) ?? rebuilt(e, (part) => known.get(part)!));
  return known.get(root)!;
}

function rebuilt(e: Expression, part: (e: Expression) => Expression): Expression {
  switch (e.kind) {
    case 'constant':
    case 'variable':
      return e;
    case 'power':
      return { ...e, base: part(e.base) };
    case 'function':
    case 'floor':
      return { ...e, argument: part(e.argument) };
    case 'switch':
      return { ...e, on: part(e.on), below: part(e.below), above: part(e.above) };
    default:
      return { ...e, left: part(e.left), right: part(e.right) };
  }
}
