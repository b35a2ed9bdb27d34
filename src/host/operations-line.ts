// What the view Operations shows as a command line: a chain where the commands
// for Gaussians and for y = f(x) do the same, or a picture by itself.
import type { BaseChoice } from '../protocol/change-of-variables';
import type { ExplorationState } from '../protocol/exploration';
import type { Chain, Step } from '../protocol/operations';
import type { ShownSegment } from '../protocol/webview';
import { field, readingWords, shellWord } from './command-line';

/**
 * @param saved the file that keeps this very chain; null when there is none
 * @returns null where no command does the same
 */
export function operationsLineOf(
  state: ExplorationState,
  chain: Chain,
  saved: string | null,
): string | null {
  if (saved) return line(['operations', saved]);
  return chain.start.from === 'gaussian'
    ? gaussianLine(state, chain.steps)
    : transformLine(state, chain);
}

/** @returns null where x comes from a flow that is in no file, or the table is not there */
export function segmentLineOf(state: ExplorationState, segment: ShownSegment): string | null {
  const { dataPath, selected } = state;
  if (segment.name === 'chain') return null;
  if (segment.name === 'first flow')
    return (
      dataPath &&
      line([
        'buildup',
        dataPath,
        ...how(state),
        '--columns',
        selected.map(field).join(','),
        '--seconds',
        String(segment.seconds),
        '--seed',
        String(segment.seed),
      ])
    );
  const { base } = segment;
  const begun = baseWords(
    base.kind === 'column' ? { ...state, selected: [base.name] } : state,
    startOf(base),
  );
  if (!begun) return null;
  if (segment.name === 'mean of k')
    return line(['transform', ...begun.words, '--mean-of', String(segment.k)]);
  return line([
    'transform',
    ...begun.words,
    '--formula',
    segment.formula,
    ...(segment.at === null ? ['--check'] : ['--at', String(segment.at)]),
  ]);
}

function startOf(base: BaseChoice): Chain['start'] {
  if (base.kind === 'typed') return { from: 'typed', text: base.text };
  return { from: base.kind === 'model' ? 'flow' : 'rows' };
}

const line = (words: string[]) => ['flowscope', ...words.map(shellWord)].join(' ');

/** One command for each step, each around the one before: a shell puts the result of the inner one in its place. */
function gaussianLine(state: ExplorationState, steps: Step[]): string | null {
  const { dataPath, selected } = state;
  if (!dataPath) return null;
  const fit = (columns: string[]) =>
    line(['gaussian', 'fit', dataPath, ...how(state), '--columns', columns.map(field).join(',')]);
  let [command, names] = [fit(selected), [...selected] as string[] | null];
  for (const step of steps) {
    const next = gaussianStep(step, names, fit);
    if (!next) return null;
    const { verb, words, others = [] } = next;
    const rest = [...others, ...words.map(shellWord)].map((word) => ` ${word}`).join('');
    command = `flowscope gaussian ${verb} ${inner(command)}${rest}`;
    names = next.names;
  }
  return command;
}

const inner = (command: string) => `"$(${command} --json)"`;

interface Next {
  verb: string;
  words: string[];
  /** words of a shell as they stand */
  others?: string[];
  /** columns of the result, where they are known */
  names: string[] | null;
}

function gaussianStep(
  step: Step,
  names: string[] | null,
  fit: (columns: string[]) => string,
): Next | null {
  const json = (value: unknown) => JSON.stringify(value);
  switch (step.operation) {
    case 'marginalise':
      return {
        verb: 'marginal',
        words: ['--keep', step.keep.map(field).join(',')],
        names: step.keep,
      };
    case 'condition':
      if ('values' in step) {
        const given = Object.entries(step.values).map(
          ([name, value]) =>
            `${/[",=]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name}=${value}`,
        );
        return {
          verb: 'condition',
          words: ['--given', given.join(',')],
          names: names && names.filter((n) => !(n in step.values)),
        };
      }
      return {
        verb: 'condition',
        words: ['--matrix', json(step.matrix), '--equals', json(step.equals)],
        names,
      };
    case 'map':
      return {
        verb: 'map',
        words: [
          '--matrix',
          json(step.matrix),
          ...(step.offset ? ['--offset', json(step.offset)] : []),
          ...(step.names ? ['--names', step.names.map(field).join(',')] : []),
          ...(step.allowDegenerate ? ['--allow-degenerate'] : []),
        ],
        names: step.names ?? null,
      };
    case 'project': {
      const result = step.name ?? 'projection';
      return (
        names && {
          verb: 'map',
          words: [
            '--matrix',
            json([names.map((n) => step.onto[n] ?? 0)]),
            '--names',
            field(result),
          ],
          names: [result],
        }
      );
    }
    case 'multiply': {
      const { factor } = step;
      if (factor.kind === 'flow' || !names) return null;
      const { kind: _, ...typed } = factor as Extract<typeof factor, { kind: 'typed' }>;
      return {
        verb: 'product',
        words: [],
        others: [factor.kind === 'table' ? inner(fit(names)) : shellWord(json(typed))],
        names,
      };
    }
    default:
      return null;
  }
}

function transformLine(state: ExplorationState, { start, steps }: Chain): string | null {
  const [step] = steps;
  if (
    steps.length !== 1 ||
    !step ||
    (step.operation !== 'transform' && step.operation !== 'mean of k')
  )
    return null;
  const base = baseWords(state, start);
  if (!base) return null;
  if (step.operation === 'mean of k')
    return base.columns === 1
      ? line(['transform', ...base.words, '--mean-of', String(step.k)])
      : null;
  if (step.keep && base.columns !== step.formulas.length) return null;
  const one = base.columns === 1 && step.formulas.length === 1;
  return line([
    'transform',
    ...base.words,
    ...step.formulas.flatMap((f) => ['--formula', f]),
    ...(one ? [] : ['-n', '1000', '--out', 'samples.csv']),
  ]);
}

function baseWords(
  state: ExplorationState,
  start: Chain['start'],
): { words: string[]; columns: number } | null {
  const { dataPath, selected, model } = state;
  switch (start.from) {
    case 'rows':
      return dataPath
        ? {
            words: [dataPath, ...how(state), '--columns', selected.map(field).join(',')],
            columns: selected.length,
          }
        : null;
    case 'flow':
      return model?.path
        ? { words: [model.path], columns: model.metadata.specification.columns.length }
        : null;
    case 'typed':
      // a comma outside of brackets stands between columns
      return {
        words: [start.text],
        columns: start.text.replace(/\((?:[^()]|\([^()]*\))*\)/g, '').split(',').length,
      };
    default:
      return null;
  }
}

const how = (state: ExplorationState) => [
  ...readingWords(state),
  ...(state.where ? ['--where', state.where] : []),
];
