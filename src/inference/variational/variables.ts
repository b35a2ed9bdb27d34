// The variables of a typed log density, with their bounds: "a, b > 0, 0 < c < 1".
import { DistributionError } from '../../distributions/distribution';
import type { ColumnTransform } from '../../protocol/model';
import { say } from '../../protocol/sentence';

export interface Variable {
  name: string;
  /** where its density lives: everywhere, above 0, or between two numbers */
  bounds: 'none' | 'positive' | { lower: number; upper: number };
}

const MOST = 50;
const NUMBER = '([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)';
const WRITTEN = new RegExp(
  `^(?:${NUMBER}\\s*<=?\\s*)?([A-Za-z_][A-Za-z0-9_]*)\\s*(?:(<=?|>=?)\\s*${NUMBER})?$`,
);

/** @throws DistributionError: one sentence that says how variables are written */
export function readVariables(text: string): Variable[] {
  const variables = text.split(',').map((part) => variable(part.trim()));
  const twice = variables.find(({ name }, i) => variables.findIndex((v) => v.name === name) !== i);
  if (twice) throw new DistributionError(say('The variable {0} is named twice.', twice.name));
  if (variables.length > MOST)
    throw new DistributionError(say('There may be {0} variables at most.', MOST));
  return variables;
}

function variable(text: string): Variable {
  const match = WRITTEN.exec(text);
  if (!match)
    throw new DistributionError(
      say(
        '"{0}" is no variable with bounds. Write names with commas between them, as in a, b > 0, 0 < c < 1.',
        text,
      ),
    );
  const [, below, name, sign, limit] = match as unknown as [
    string,
    string?,
    string?,
    string?,
    string?,
  ];
  if (name! in Object.prototype)
    throw new DistributionError(say('"{0}" cannot be the name of a variable.', name!));
  if (below === undefined && sign === undefined) return { name: name!, bounds: 'none' };
  const [lower, upper] = sign?.startsWith('>')
    ? [Number(limit), below === undefined ? Infinity : NaN]
    : [
        below === undefined ? -Infinity : Number(below),
        sign === undefined ? Infinity : Number(limit),
      ];
  if (lower === 0 && upper === Infinity) return { name: name!, bounds: 'positive' };
  if (Number.isFinite(lower) && Number.isFinite(upper) && lower < upper)
    return { name: name!, bounds: { lower, upper } };
  throw new DistributionError(
    say(
      'The bounds of {0} must be {0} > 0, or a lower and an upper one as in 0 < {0} < 1. For another bound, put a number beside a positive variable: with d > 0, 2 + d is above 2 and 2 - d below.',
      name!,
    ),
  );
}

/** The transform to the real line that a model file holds, with inner = scale * z + shift. */
export function transformOf({ bounds }: Variable, shift: number, scale: number): ColumnTransform {
  if (bounds === 'none') return { kind: 'none', shift, scale };
  if (bounds === 'positive') return { kind: 'log', shift, scale };
  return { kind: 'logit', ...bounds, shift, scale };
}
