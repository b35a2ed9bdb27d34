// Bases as they are typed: uniform(100, 160), normal(0, 1), lognormal(0, 1), mixture(0.3*normal(-1, 0.5),
// 0.7*normal(2, 1)), and, for several columns, a = normal(0, 1), "b 2" = uniform(0, 1).
import type { MathNode } from 'mathjs';
import { DistributionError } from '../distribution';
import { type Component, lognormal, mixture, normal, uniform, type Univariate } from './univariate';
import { syntaxTree } from '../formula/syntax-tree';
import { say } from '../../protocol/sentence';

const EXAMPLES = say(
  'Write uniform(100, 160), normal(0, 1), lognormal(0, 1) or mixture(0.3*normal(-1, 0.5), 0.7*normal(2, 1))',
);

/** Whether a text means a base rather than a file. */
export const looksLikeBase = (text: string): boolean =>
  /^\s*((?:"[^"]+"|[A-Za-z_]\w*)\s*=\s*)?(uniform|normal|lognormal|mixture)\s*\(/.test(text);

/** @returns the bases in order, with the names they were given ("x" for a single one without a name) */
export async function parseBases(text: string): Promise<{ names: string[]; bases: Univariate[] }> {
  const parts = split(text);
  const names: string[] = [];
  const bases: Univariate[] = [];
  for (const part of parts) {
    const [, quoted, plain, rest] = /^\s*(?:(?:"([^"]+)"|([A-Za-z_]\w*))\s*=(?!=))?([\s\S]*)$/.exec(
      part,
    )!;
    names.push(quoted ?? plain ?? (parts.length === 1 ? 'x' : `x${names.length + 1}`));
    bases.push(baseOf(await syntaxTree(rest!.trim(), 'distribution')));
  }
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  if (twice)
    throw new DistributionError(
      say('Two columns are called "{0}". Give each a name of its own.', twice),
    );
  return { names, bases };
}

/** At the commas outside of brackets and quotes. */
function split(text: string): string[] {
  const parts = [''];
  let [depth, quoted] = [0, false];
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (c === '(') depth++;
    if (c === ')') depth--;
    if (c === ',' && depth === 0 && !quoted) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts;
}

type Node = MathNode & {
  fn?: MathNode & { name?: string };
  op?: string;
  args?: MathNode[];
  value?: unknown;
  content?: MathNode;
};

function baseOf(node: Node): Univariate {
  const args = node.args ?? [];
  const name = node.type === 'FunctionNode' ? node.fn?.name : undefined;
  const two = () => {
    if (args.length !== 2)
      throw new DistributionError(
        say(
          args.length === 1
            ? '{0} takes two numbers, and {1} was given. {2}.'
            : '{0} takes two numbers, and {1} were given. {2}.',
          name!,
          args.length,
          EXAMPLES,
        ),
      );
    return args.map(numberOf) as [number, number];
  };
  switch (name) {
    case 'uniform':
      return uniform(...two());
    case 'normal':
      return normal(...two());
    case 'lognormal':
      return lognormal(...two());
    case 'mixture':
      return mixture(args.map(componentOf));
    default:
      throw new DistributionError(
        say(
          '"{0}" is no distribution that can be typed here. {1}.',
          node.toString().slice(0, 60),
          EXAMPLES,
        ),
      );
  }
}

function componentOf(node: Node): Component {
  const product = node.type === 'OperatorNode' && node.op === '*';
  const [weight, part] = product ? [numberOf(node.args![0]!), node.args![1] as Node] : [1, node];
  if (part.type !== 'FunctionNode' || part.fn?.name !== 'normal' || part.args?.length !== 2)
    throw new DistributionError(
      say(
        'A mixture is made of weights times normal(mean, deviation), not "{0}".',
        node.toString().slice(0, 60),
      ),
    );
  const [mean, deviation] = part.args.map(numberOf) as [number, number];
  if (!(deviation > 0))
    throw new DistributionError(
      say('normal(mean, deviation) needs two numbers, the second above 0.'),
    );
  return { weight, mean, deviation };
}

function numberOf(node: MathNode): number {
  const n = node as Node;
  if (n.type === 'ConstantNode' && typeof n.value === 'number' && Number.isFinite(n.value))
    return n.value;
  if (n.type === 'ParenthesisNode') return numberOf(n.content!);
  if (n.type === 'OperatorNode' && n.op === '-' && n.args!.length === 1)
    return -numberOf(n.args![0]!);
  if (n.type === 'OperatorNode' && n.op === '/')
    return numberOf(n.args![0]!) / numberOf(n.args![1]!);
  if (n.type === 'OperatorNode' && n.op === '*')
    return numberOf(n.args![0]!) * numberOf(n.args![1]!);
  if (n.type === 'SymbolNode' && n.toString() === 'pi') return Math.PI;
  throw new DistributionError(
    say('"{0}" is not a number. {1}.', node.toString().slice(0, 60), EXAMPLES),
  );
}
