// flowscope transform: y = f(x), its density, whether f is a diffeomorphism, samples, and the mean of k draws.
import { type Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as change from '../session/chains/transform';
import { openBase } from '../session/chains/transform-bases';
import {
  type Common,
  count,
  figure,
  jsonOption,
  names,
  reads,
  howOf,
  type ReadingOptions,
} from './options';
import { print, run } from './run';

const several = (text: string, before: string[] = []) => [...before, text];
const numbers = (text: string) => {
  const found = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!found.every(Number.isFinite))
    throw new InvalidArgumentError('It must be a number, or numbers separated by commas.');
  return found;
};

interface Options extends Common, ReadingOptions {
  columns?: string[];
  formula?: string[];
  inverse?: string[];
  at?: number[];
  check?: boolean;
  n?: number;
  out?: string;
  seed: number;
  meanOf?: number;
}

export function transformCommands(program: Command): void {
  reads(program.command('transform <distribution>'))
    .description('y = f(x): its density, whether f is a diffeomorphism, and samples')
    .option('--columns <names>', 'columns of a data file, separated by commas', names)
    .option(
      '--formula <formula>',
      'y = f(x), such as "y = x^3 - x"; one for each new column',
      several,
    )
    .option(
      '--at <numbers>',
      'the density at these y (one column), or at this point (several)',
      numbers,
    )
    .option(
      '--inverse <formula>',
      'x in terms of y, for several columns; one for each column',
      several,
    )
    .option(
      '--check',
      'is f a diffeomorphism on the support: yes, no (with a witness) or cannot tell',
    )
    .option('-n <count>', 'how many samples to draw', count(1, 10_000_000))
    .option('--out <file>', 'CSV to write samples to')
    .option(
      '--mean-of <k>',
      'the mean of k draws against its Gaussian (the central limit theorem)',
      count(1, 10_000),
    )
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The distribution is a data file (with --columns), a model file, or one of
  uniform(100,160)   normal(0,1)   mixture(0.3*normal(-1,0.5), 0.7*normal(2,1))
  "a=normal(0,1), b=uniform(0,1)"   independent columns
A formula calls the column by its name, or x (x1, x2, ... for several).`,
    )
    .action((distribution: string, options: Options) =>
      run(async (context) => {
        const { formula: texts = [], at, n, out, meanOf, seed } = options;
        const wanted = [
          at !== undefined,
          options.check,
          n !== undefined,
          meanOf !== undefined,
        ].filter(Boolean).length;
        if (wanted > 1)
          throw new InvalidArgumentError('Give one of --at, --check, -n and --mean-of.');
        if (meanOf === undefined && texts.length === 0)
          throw new InvalidArgumentError('Give a formula, as in --formula "y = x^3 - x".');
        if (meanOf !== undefined && texts.length > 0)
          throw new InvalidArgumentError(
            '--mean-of takes no formula: it is about the column itself.',
          );
        if (n !== undefined && !out)
          throw new InvalidArgumentError('Samples need a file: give --out FILE.csv.');
        if (out && n === undefined)
          throw new InvalidArgumentError('--out is for samples: give -n COUNT.');
        const path = existsSync(distribution) ? resolve(distribution) : distribution;
        const base = await openBase(context, path, options.columns, howOf(options));
        try {
          if (meanOf !== undefined)
            return printMean(options, await change.meanOf(base, meanOf, seed));
          if (options.check)
            return printCheck(options, await change.check(base, texts), base.names.length);
          if (n !== undefined) {
            const result = {
              ...(await change.writeSamples(base, texts, n, seed, resolve(out!))),
              out: resolve(out!),
              seed,
            };
            return print(options, result, () => [
              `${result.rows} rows written to ${out}${result.leftOut > 0 ? `; ${result.leftOut} draws were left out, where the formula is not defined` : ''}`,
            ]);
          }
          await printDensity(options, base, texts, at, seed);
        } finally {
          base.close();
        }
      }),
    );
}

async function printDensity(
  options: Options,
  base: Awaited<ReturnType<typeof openBase>>,
  texts: string[],
  at: number[] | undefined,
  seed: number,
): Promise<void> {
  if (!change.isSingle(base, texts)) {
    if (!at)
      throw new InvalidArgumentError(
        'For several columns give --at POINT, --check, or -n COUNT with --out FILE.csv.',
      );
    const f = await change.jointOf(base, texts, options.inverse ?? null);
    const result = await change.jointDensityAt(f, at, seed);
    return print(options, result, () => [
      `log density ${result.logDensity}`,
      ...result.preimages.map(
        (p) =>
          `x = (${p.x.join(', ')}), log |det J| = ${p.logDeterminant}, residual ${p.residual.toExponential(1)}`,
      ),
      result.method,
    ]);
  }
  if (options.inverse)
    throw new InvalidArgumentError(
      '--inverse is for several columns: with one, every root is found without it.',
    );
  const [formula] = await change.readFormulas(base, texts);
  const { points, ...about } = await change.densityAt(base, formula!, at ?? []);
  const [first] = points;
  const shown =
    points.length === 1
      ? {
          at: first!.y,
          density: first!.density,
          roots: first!.roots,
          derivatives: first!.derivatives,
          ...about,
        }
      : { ...(points.length > 0 ? { points } : {}), ...about };
  print(options, shown, () => [
    ...points.map(
      (p) =>
        `density ${p.density} at y = ${p.y}; roots ${p.roots.join(', ') || 'none'}; slopes ${p.derivatives.join(', ') || 'none'}`,
    ),
    ...about.notes,
    `omitted: ${about.omittedMass} of the base`,
    `method: ${about.method}`,
  ]);
}

function printCheck(
  options: Options,
  { diffeomorphism, reason, witness, findings }: Awaited<ReturnType<typeof change.check>>,
  dim: number,
): void {
  // one column: plain numbers
  const plain = (points: number[][]) => (dim === 1 ? points.map((p) => p[0]!) : points);
  const shown = witness && { points: plain(witness.points), values: plain(witness.values) };
  print(
    options,
    {
      diffeomorphism,
      reason,
      witness: shown,
      findings: findings.map((f) => ({
        kind: f.kind,
        points: plain(f.points),
        sentence: f.sentence,
      })),
    },
    () => [reason],
  );
}

function printMean(
  options: Options,
  { means: _, ...result }: Awaited<ReturnType<typeof change.meanOf>>,
): void {
  print(options, result, () => [
    `column: mean ${figure(result.mean)}, standard deviation ${figure(result.standardDeviation)}, ${result.rows} values`,
    ...result.steps.map(
      (s) =>
        `k = ${s.k}: distance ${s.distance.toFixed(4)} ± ${s.standardError.toFixed(4)} from N(${s.gaussian.mean.toPrecision(5)}, ${s.gaussian.standardDeviation.toPrecision(5)}); at most ${s.bound.toFixed(4)} (Berry and Esseen)`,
    ),
    result.tail
      ? `tail index ${result.tail.estimate.toFixed(2)} (95 %: ${result.tail.low.toFixed(2)} to ${result.tail.high.toFixed(2)})`
      : 'no tail index',
    ...result.notes,
  ]);
}
