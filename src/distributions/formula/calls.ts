// The functions that a formula may call, by the expressions that they stand for.
import { DistributionError } from '../distribution';
import { say } from '../../protocol/sentence';
import { modulo, raised, root, smooth } from './algebra';
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
  times,
} from './expression';
import { FUNCTIONS } from './functions';
import { shortened } from './syntax-tree';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

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
  'normal',
] as const;
export const ALLOWED = say(
  'Allowed are + - * / ^ %, comparisons in a condition (x < 0 ? -x : x^2), and, or, not, pi, e, and {0}',
  [...Object.keys(FUNCTIONS), ...COMPOSED].sort().join(', '),
);

/** log of the normal density, which neither overflows nor becomes zero. */
function logNormal(x: Expression, mean: Expression, deviation: Expression): Expression {
  const square = power(over(minus(x, mean), deviation), 2);
  return minus(
    times(constant(-0.5), square),
    plus(smooth('log', deviation), constant(HALF_LOG_2PI)),
  );
}

/** Logarithms of calls in a form of their own: far out the call itself is zero in double precision. */
export const LOGARITHMS: Record<string, (values: Expression[]) => Expression> = {
  normal: (values) => {
    needs('normal', values, 3);
    return logNormal(values[0]!, values[1]!, values[2]!);
  },
  sigmoid: (values) => {
    needs('sigmoid', values, 1);
    return negative(smooth('softplus', negative(values[0]!)));
  },
};

/** @throws DistributionError for a name that is not known, or another number of arguments */
export function called(name: string, values: readonly Expression[]): Expression {
  const [a, b, c] = values as [Expression, Expression, Expression];
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
    needs(name, values, 1);
    return smooth(name as FunctionName, a);
  }
  switch (name as (typeof COMPOSED)[number]) {
    case 'abs':
      needs(name, values, 1);
      return choose(a, negative(a), a);
    case 'sign':
      needs(name, values, 1);
      return choose(a, constant(-1), ONE);
    case 'floor':
      needs(name, values, 1);
      return floor(a);
    case 'ceil':
      needs(name, values, 1);
      return negative(floor(negative(a)));
    case 'mod':
      needs(name, values, 2);
      return modulo(a, b);
    case 'pow':
      needs(name, values, 2);
      return raised(a, b);
    case 'square':
      needs(name, values, 1);
      return power(a, 2);
    case 'cube':
      needs(name, values, 1);
      return power(a, 3);
    case 'nthRoot':
      if (values.length === 1) return smooth('sqrt', a);
      needs(name, values, 2);
      return root(a, b);
    case 'sec':
      needs(name, values, 1);
      return power(smooth('cos', a), -1);
    case 'csc':
      needs(name, values, 1);
      return power(smooth('sin', a), -1);
    case 'cot':
      needs(name, values, 1);
      return over(smooth('cos', a), smooth('sin', a));
    case 'normal':
      needs(name, values, 3);
      return smooth('exp', logNormal(a, b, c));
    case 'sigmoid':
      needs(name, values, 1);
      return over(ONE, plus(ONE, smooth('exp', negative(a))));
    default:
      throw new DistributionError(
        say('"{0}" is no function that a formula here knows. {1}.', shortened(name), ALLOWED),
      );
  }
}

function needs(name: string, values: readonly unknown[], count: number): void {
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
}
