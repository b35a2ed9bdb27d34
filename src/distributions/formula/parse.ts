// From what a user types, as y = x^3 - x, to a formula: its result's name and its expression.
import type { MathNode } from 'mathjs';
import { DistributionError } from '../distribution';
import { type Expression, nodes } from './expression';
import { Reader } from './reader';
import { syntaxTree } from './syntax-tree';
import { say } from '../../protocol/sentence';

/** y = f(x1, ..., xn). */
export interface Formula {
  /** as it was typed */
  readonly text: string;
  /** what stands before the equals sign; "y" when nothing does */
  readonly result: string;
  readonly expression: Expression;
  /** what was typed for the parts of the expression, for sentences */
  readonly origins: ReadonlyMap<Expression, string>;
  /** with a table: what is summed over its rows. Sum k is variable n + k of `expression`; in it, column c is n + c */
  readonly sums: readonly Expression[];
}

const MOST_NODES = 2000;
/** What a result is called that has no name: the first that is no variable. */
const RESULTS = ['y', 'z', 'w'];

/**
 * @param names what each variable may be called: `names[i]` are the names of variable i
 * @param columns the same of the columns of a table, whose rows `sum(...)` goes over
 * @throws DistributionError: one sentence that says what is not allowed and what is
 */
export async function parseFormula(
  text: string,
  names: readonly (readonly string[])[],
  columns?: readonly (readonly string[])[],
): Promise<Formula> {
  if (text.trim() === '')
    throw new DistributionError(say('The formula is empty. Write, for example, y = x^3 - x.'));
  const root = await syntaxTree(text, 'formula');
  const places = placesOf(names);
  const free = RESULTS.find((name) => !places.has(name)) ?? 'result';
  let [node, result] = [root, free];
  if (root.type === 'AssignmentNode') {
    const { object, index, value } = root as unknown as {
      object: MathNode & { name?: string };
      index: unknown;
      value: MathNode;
    };
    if (index || object.type !== 'SymbolNode' || !object.name)
      throw new DistributionError(
        say('Only a name may stand before the equals sign, as in y = x^3 - x.'),
      );
    [node, result] = [value, object.name];
  }
  if (result in Object.prototype)
    throw new DistributionError(
      say('"{0}" cannot be the name of a result. Choose another, as in y = x^3 - x.', result),
    );
  if (places.has(result))
    throw new DistributionError(
      say(
        '"{0}" is a variable of the base, so the result needs another name: write {1} = {2}.',
        result,
        free,
        node.toString().slice(0, 60),
      ),
    );
  const reader = new Reader(places, columns ? placesOf(columns) : null, names.length);
  const expression = reader.read(node);
  if (nodes([expression, ...reader.sums]).length > MOST_NODES)
    throw new DistributionError(
      say('The formula has more than {0} operations. Make it shorter.', MOST_NODES),
    );
  return { text, result, expression, origins: reader.origins, sums: reader.sums };
}

const placesOf = (names: readonly (readonly string[])[]) =>
  new Map(names.flatMap((aliases, i) => aliases.map((alias): [string, number] => [alias, i])));
