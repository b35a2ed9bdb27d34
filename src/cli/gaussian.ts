// flowscope gaussian: fit, product, map, marginal, condition; the result of one is the argument of the next.
import { type Command, InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import type { Given } from '../distributions/distribution';
import type { Gaussian } from '../distributions/gaussian';
import type { Mixture } from '../distributions/mixture';
import { fitFile, plain, plainClosed, readClosed } from '../session/chains/gaussian';
import {
  type Common,
  count,
  jsonOption,
  names,
  reads,
  howOf,
  type ReadingOptions,
} from './options';
import { note, print, run } from './run';

const GAUSSIAN =
  'a model file (the Gaussian it was compared with), a .json file, or {"names": [..], "mean": [..], "covariance": [[..]]}; a mixture is {"weights": [..], "components": [..]}';

export function gaussianCommands(program: Command): void {
  const gaussian = program
    .command('gaussian')
    .description('Gaussians in closed form: fit, product, map, marginal, condition');

  reads(gaussian.command('fit <data>'))
    .description(
      'maximum likelihood over every complete row; logDensity is the mean over these rows, in nats',
    )
    .option(
      '--columns <names>',
      'columns, separated by commas (default: every numeric one but identifiers)',
      names,
    )
    .option('--threads <n>', 'threads for reading; the result does not depend on it', count(1, 256))
    .addOption(jsonOption())
    .action(
      (data: string, options: Common & ReadingOptions & { columns?: string[]; threads?: number }) =>
        run(async (context) => {
          const {
            gaussian: fitted,
            rows,
            read,
            notes,
            degeneracy,
            logDensity,
          } = await fitFile(context, resolve(data), options.columns, howOf(options));
          for (const sentence of notes) note(sentence);
          if (read > rows)
            note(
              `${(read - rows).toLocaleString('en')} rows with gaps in these columns are left out.`,
            );
          if (degeneracy) note(degeneracy);
          print(options, { ...plain(fitted), logDensity, rows }, () => [
            ...table(fitted),
            `${rows.toLocaleString('en')} rows` +
              (logDensity === null ? '' : `, mean log density ${digits(logDensity)} nats`),
          ]);
        }, options.threads),
    );

  gaussian
    .command('product <a> <b>')
    .description(`the normalised product of two densities, and log Z. Each is ${GAUSSIAN}`)
    .addOption(jsonOption())
    .action((a: string, b: string, options: Common) =>
      run(async () => {
        const { distribution, logZ } = (await readClosed(a)).product(await readClosed(b));
        const result = distribution as Gaussian | Mixture;
        print(options, { ...plainClosed(result), logZ }, () => [
          ...lines(result),
          `log Z ${digits(logZ)}`,
        ]);
      }),
    );

  gaussian
    .command('map <a>')
    .description(`the distribution of A x + b. Its argument is ${GAUSSIAN}`)
    .requiredOption('--matrix <rows>', 'A as [[..], [..]], a row for each result', matrix)
    .option('--offset <numbers>', 'b as [..] (default: zeros)', vector)
    .option(
      '--names <names>',
      'columns of the result (default: y1, y2, ...; a column that is passed on unchanged keeps its name)',
      names,
    )
    .option('--allow-degenerate', 'accept a result without a density in all its columns')
    .addOption(jsonOption())
    .action(
      (
        a: string,
        options: Common & {
          matrix: number[][];
          offset?: number[];
          names?: string[];
          allowDegenerate?: boolean;
        },
      ) =>
        run(async () =>
          show(options, (await readClosed(a)).map(options.matrix, options.offset, options)),
        ),
    );

  gaussian
    .command('marginal <a>')
    .description(`the distribution of some of the columns. Its argument is ${GAUSSIAN}`)
    .requiredOption('--keep <names>', 'columns, separated by commas', names)
    .addOption(jsonOption())
    .action((a: string, options: Common & { keep: string[] }) =>
      run(async () => show(options, (await readClosed(a)).marginal(options.keep))),
    );

  gaussian
    .command('condition <a>')
    .description(
      `the distribution given values of columns, or given A x = y. Its argument is ${GAUSSIAN}`,
    )
    .option('--given <column=value>', 'a value; separated by commas, or repeated', given)
    .option('--matrix <rows>', 'A as [[..], [..]]', matrix)
    .option('--equals <numbers>', 'y as [..]', vector)
    .addOption(jsonOption())
    .action(
      (
        a: string,
        options: Common & {
          given?: Record<string, number>;
          matrix?: number[][];
          equals?: number[];
        },
      ) => run(async () => show(options, (await readClosed(a)).condition(whatIsGiven(options)))),
    );
}

function show(options: Common, result: Gaussian | Mixture): void {
  print(options, plainClosed(result), () => lines(result));
}

const lines = (result: Gaussian | Mixture): string[] =>
  result.kind === 'gaussian'
    ? table(result)
    : result.components.flatMap((c, k) => [
        `component ${k + 1}, weight ${digits(result.weights[k]!)}`,
        ...table(c),
      ]);

function whatIsGiven({
  given: values,
  matrix: rows,
  equals,
}: {
  given?: Record<string, number>;
  matrix?: number[][];
  equals?: number[];
}): Given {
  if (values && (rows || equals))
    throw new InvalidArgumentError('Give --given, or --matrix with --equals, not both.');
  if (values) return { values };
  if (!rows || !equals)
    throw new InvalidArgumentError(
      'Say what is known: --given COLUMN=VALUE, or --matrix [[..]] with --equals [..].',
    );
  return { matrix: rows, equals };
}

/** Columns, means and covariance, right-aligned. */
function table({ names: columns, mean, covariance, dim }: Gaussian): string[] {
  const cells = [
    ['', 'mean', ...columns.map((_, j) => (j === 0 ? 'covariance' : ''))],
    ...columns.map((name, i) => [
      name,
      digits(mean[i]!),
      ...columns.map((_, j) => digits(covariance[i * dim + j]!)),
    ]),
  ];
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)));
  return cells.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
}

const digits = (value: number) => String(Number(value.toPrecision(7)));

function numbers(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function vector(text: string): number[] {
  const value = numbers(text);
  if (!Array.isArray(value) || !value.every((v) => typeof v === 'number'))
    throw new InvalidArgumentError('Write a list of numbers: [1, 2.5].');
  return value as number[];
}

function matrix(text: string): number[][] {
  const value = numbers(text);
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    !value.every((row) => Array.isArray(row) && row.every((v) => typeof v === 'number'))
  )
    throw new InvalidArgumentError('Write rows of numbers: [[1, 0], [0, 2.5]].');
  return value as number[][];
}

/** "a=1,b=2": a name that holds a comma or an equals sign is written in double quotes. */
function given(text: string, before: Record<string, number> = {}): Record<string, number> {
  const found = { ...before };
  const part = /\s*(?:"((?:[^"]|"")*)"|([^,="]+?))\s*=\s*([^,]*?)\s*(?:,|$)/gy;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    part.lastIndex = at;
    const match = part.exec(text);
    const value = match?.[3] ? Number(match[3]) : NaN;
    if (!match || !Number.isFinite(value))
      throw new InvalidArgumentError('Write COLUMN=NUMBER, several separated by commas.');
    const name = match[1]?.replaceAll('""', '"') ?? match[2]!.trim();
    if (Object.hasOwn(found, name)) throw new InvalidArgumentError(`"${name}" is given twice.`);
    found[name] = value;
  }
  return found;
}
