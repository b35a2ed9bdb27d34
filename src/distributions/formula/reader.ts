// From mathjs's syntax tree to an expression: a list of what is allowed decides, and nothing is ever evaluated as code.
import type { MathNode } from 'mathjs';
import { DistributionError } from '../distribution';
import {
  choose,
  constant,
  type Expression,
  minus,
  negative,
  over,
  plus,
  variable,
} from './expression';
import { modulo, multiplied, raised } from './algebra';
import { ALLOWED, called, LOGARITHMS } from './calls';
import { deep, DEEPEST, shortened } from './syntax-tree';
import { say } from '../../protocol/sentence';

const CONSTANTS: Record<string, number> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
/** A condition, by the expression it gives for its two outcomes. */
type Condition = (yes: Expression, no: Expression) => Expression;

export class Reader {
  private depth = 0;
  private within = false;
  /** what was typed for an expression */
  readonly origins = new Map<Expression, string>();
  /** what is summed over rows: sum k is read as variable `variables` + k, column c in it as `variables` + c */
  readonly sums: Expression[] = [];

  /**
   * @param columns of a table whose rows may be summed over, by name
   * @param variables how many there are
   */
  constructor(
    private readonly places: ReadonlyMap<string, number>,
    private readonly columns: ReadonlyMap<string, number> | null = null,
    private readonly variables = places.size,
  ) {}

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
    const column = this.columns?.get(name);
    if (column !== undefined && this.within) return variable(this.variables + column, name);
    if (column !== undefined)
      throw new DistributionError(
        say(
          '"{0}" has another value in each row of the table: write it inside sum(...), which adds up over the rows.',
          name,
        ),
      );
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
    if (name === 'sum') return this.sum(args);
    const inside = args.length === 1 ? callOf(args[0]!) : null;
    if (name === 'log' && inside && Object.hasOwn(LOGARITHMS, inside.name))
      return LOGARITHMS[inside.name]!(inside.args.map((a) => this.read(a)));
    return called(
      name,
      args.map((a) => this.read(a)),
    );
  }

  /** A variable that stands for the sum of an expression over the rows of a table. */
  private sum(args: MathNode[]): Expression {
    const { columns } = this;
    if (!columns)
      throw new DistributionError(
        say('sum goes over the rows of a table, and there is none here. Write a + b + c.'),
      );
    if (this.within)
      throw new DistributionError(say('A sum over the rows cannot stand inside another one.'));
    if (args.length !== 1)
      throw new DistributionError(
        say('sum takes one argument, which is added up over the rows of the table.'),
      );
    this.within = true;
    const summed = this.read(args[0]!);
    this.within = false;
    this.sums.push(summed);
    return variable(this.variables + this.sums.length - 1, 'sum');
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

/** A call of a function, perhaps in parentheses. */
function callOf(node: MathNode): { name: string; args: MathNode[] } | null {
  const n = node as MathNode & { content?: MathNode; fn?: { name?: string }; args?: MathNode[] };
  if (node.type === 'ParenthesisNode') return callOf(n.content!);
  return node.type === 'FunctionNode' && n.fn?.name ? { name: n.fn.name, args: n.args! } : null;
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
