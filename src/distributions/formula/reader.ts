// From mathjs's syntax tree to an expression: a list of what is allowed decides, and nothing is ever evaluated as code.
import type { MathNode } from 'mathjs';
import { DistributionError } from '../distribution';
import {
  choose,
  constant,
  type Expression,
  type FunctionName,
  floor,
  minus,
  negative,
  ONE,
  over,
  plus,
  power,
  variable,
} from './expression';
import { modulo, multiplied, raised, root, smooth } from './algebra';
import { FUNCTIONS } from './functions';
import { deep, DEEPEST, shortened } from './syntax-tree';
import { say } from '../../protocol/sentence';

const CONSTANTS: Record<string, number> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
const COMPOSED = [
  'abs',
  'sign',
  'min',
  'max',
  'floor',
  'ceil',
  'round',
  'mod',
  'pow',
  'square',
  'cube',
  'nthRoot',
  'sec',
  'csc',
  'cot',
  'sigmoid',
] as const;
const ALLOWED = say(
  'Allowed are + - * / ^ %, comparisons in a condition (x < 0 ? -x : x^2), and, or, not, pi, e, and {0}',
  [...Object.keys(FUNCTIONS), ...COMPOSED].sort().join(', '),
);

/** A condition, by the expression it gives for its two outcomes. */
type Condition = (yes: Expression, no: Expression) => Expression;

export class Reader {
  private depth = 0;
  /** what was typed for an expression */
  readonly origins = new Map<Expression, string>();

  constructor(private readonly places: ReadonlyMap<string, number>) {}

  read(node: MathNode): Expression {
    const found = this.deeper(() => this.expression(node));
    if (!this.origins.has(found)) this.origins.set(found, shortened(node.toString()));
    return found;
  }

  private deeper<T>(act: () => T): T {
    if (++this.depth > 4 * DEEPEST) throw deep('formula');
    const result = act();
    this.depth--;
    return result;
  }

  private expression(node: MathNode): Expression {
    const n = node as MathNode & {
      value?: unknown;
      name?: string;
      content?: MathNode;
      fn?: unknown;
      op?: string;
      args?: MathNode[];
      condition?: MathNode;
      trueExpr?: MathNode;
      falseExpr?: MathNode;
    };
    switch (node.type) {
      case 'ConstantNode':
        if (typeof n.value !== 'number' || !Number.isFinite(n.value))
          throw this.refused(node.toString());
        return constant(n.value);
      case 'SymbolNode':
        return this.symbol(n.name!);
      case 'ParenthesisNode':
        return this.read(n.content!);
      case 'ConditionalNode':
        return this.condition(n.condition!)(this.read(n.trueExpr!), this.read(n.falseExpr!));
      case 'OperatorNode':
        return this.operator(n.op!, n.args!);
      case 'FunctionNode': {
        const fn = n.fn as MathNode & { name?: string };
        if (fn.type !== 'SymbolNode' || !fn.name) throw this.refused(node.toString());
        return this.called(fn.name, n.args!);
      }
      default:
        throw this.refused(node.toString());
    }
  }

  private symbol(name: string): Expression {
    const place = this.places.get(name);
    if (place !== undefined) return variable(place, name);
    if (Object.hasOwn(CONSTANTS, name)) return constant(CONSTANTS[name]!);
    const known = [...new Map([...this.places].map(([n, i]) => [i, n])).values()];
    throw new DistributionError(
      say(
        known.length === 1
          ? '"{0}" is no name that a formula here knows. Its variable is {1}. {2}.'
          : '"{0}" is no name that a formula here knows. Its variables are {1}. {2}.',
        shortened(name),
        known.slice(0, 8).join(', '),
        ALLOWED,
      ),
    );
  }

  private operator(op: string, args: MathNode[]): Expression {
    const values = () => args.map((a) => this.read(a)) as [Expression, Expression];
    if (args.length === 1) {
      if (op === '-') return negative(values()[0]);
      if (op === '+') return values()[0];
      throw this.refused(op);
    }
    const [a, b] = ['+', '-', '*', '/', '^', '%', 'mod'].includes(op) ? values() : [];
    switch (op) {
      case '+':
        return plus(a!, b!);
      case '-':
        return minus(a!, b!);
      case '*':
        return multiplied(a!, b!);
      case '/':
        return over(a!, b!);
      case '^':
        return raised(a!, b!);
      case '%':
      case 'mod':
        return modulo(a!, b!);
      default:
        throw this.refused(op);
    }
  }

  private called(name: string, args: MathNode[]): Expression {
    const values = args.map((a) => this.read(a));
    const [a, b] = values as [Expression, Expression];
    const needs = (count: number) => {
      if (values.length !== count)
        throw new DistributionError(
          count === 1
            ? say(
                values.length === 1
                  ? '{0} takes one argument, and {1} was given.'
                  : '{0} takes one argument, and {1} were given.',
                name,
                values.length,
              )
            : say(
                values.length === 1
                  ? '{0} takes {1} arguments, and {2} was given.'
                  : '{0} takes {1} arguments, and {2} were given.',
                name,
                count,
                values.length,
              ),
        );
    };
    if (name === 'log' && values.length === 2) return over(smooth('log', a), smooth('log', b));
    if (name === 'round' && values.length === 1) return floor(plus(a, constant(0.5)));
    if (name === 'min' || name === 'max') {
      if (values.length < 1 || values.length > 8)
        throw new DistributionError(say('{0} takes one to eight arguments.', name));
      return values.reduce((m, v) =>
        name === 'min' ? choose(minus(m, v), m, v) : choose(minus(m, v), v, m),
      );
    }
    if (Object.hasOwn(FUNCTIONS, name)) {
      needs(1);
      return smooth(name as FunctionName, a);
    }
    switch (name as (typeof COMPOSED)[number]) {
      case 'abs':
        needs(1);
        return choose(a, negative(a), a);
      case 'sign':
        needs(1);
        return choose(a, constant(-1), ONE);
      case 'floor':
        needs(1);
        return floor(a);
      case 'ceil':
        needs(1);
        return negative(floor(negative(a)));
      case 'mod':
        needs(2);
        return modulo(a, b);
      case 'pow':
        needs(2);
        return raised(a, b);
      case 'square':
        needs(1);
        return power(a, 2);
      case 'cube':
        needs(1);
        return power(a, 3);
      case 'nthRoot':
        if (values.length === 1) return smooth('sqrt', a);
        needs(2);
        return root(a, b);
      case 'sec':
        needs(1);
        return power(smooth('cos', a), -1);
      case 'csc':
        needs(1);
        return power(smooth('sin', a), -1);
      case 'cot':
        needs(1);
        return over(smooth('cos', a), smooth('sin', a));
      case 'sigmoid':
        needs(1);
        return over(ONE, plus(ONE, smooth('exp', negative(a))));
      default:
        throw new DistributionError(
          say('"{0}" is no function that a formula here knows. {1}.', shortened(name), ALLOWED),
        );
    }
  }

  private condition(node: MathNode): Condition {
    return this.deeper(() => {
      const n = node as MathNode & {
        content?: MathNode;
        op?: string;
        args?: MathNode[];
        conditionals?: string[];
        params?: MathNode[];
      };
      if (node.type === 'ParenthesisNode') return this.condition(n.content!);
      if (node.type === 'RelationalNode') {
        const [ops, terms] = [n.conditionals!, n.params!.map((p) => this.read(p))];
        return ops
          .map((op, i) =>
            compared(RELATIONS[op] ?? op, terms[i]!, terms[i + 1]!, () => this.refused(op)),
          )
          .reduce(both);
      }
      if (node.type === 'OperatorNode' && n.op === 'not') {
        const inner = this.condition(n.args![0]!);
        return (yes, no) => inner(no, yes);
      }
      if (node.type === 'OperatorNode' && (n.op === 'and' || n.op === 'or')) {
        const [p, q] = n.args!.map((a) => this.condition(a)) as [Condition, Condition];
        return n.op === 'and' ? both(p, q) : (yes, no) => p(yes, q(yes, no));
      }
      if (node.type === 'OperatorNode' && n.args!.length === 2)
        return compared(n.op!, this.read(n.args![0]!), this.read(n.args![1]!), () =>
          this.refused(n.op!),
        );
      throw new DistributionError(
        say(
          'Before a question mark stands a comparison, as in x < 0 ? -x : x^2, not "{0}".',
          shortened(node.toString()),
        ),
      );
    });
  }

  private refused(text: string): DistributionError {
    return new DistributionError(
      say('"{0}" is not allowed in a formula. {1}.', shortened(text), ALLOWED),
    );
  }
}

const RELATIONS: Record<string, string> = {
  smaller: '<',
  smallerEq: '<=',
  larger: '>',
  largerEq: '>=',
};
const both =
  (p: Condition, q: Condition): Condition =>
  (yes, no) =>
    p(q(yes, no), no);

/** Which side an equality falls on has no mass, so <= is < here. */
function compared(op: string, a: Expression, b: Expression, refuse: () => Error): Condition {
  const on = minus(a, b);
  if (op === '<' || op === '<=') return (yes, no) => choose(on, yes, no);
  if (op === '>' || op === '>=') return (yes, no) => choose(on, no, yes);
  throw refuse();
}
