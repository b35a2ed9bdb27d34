// flowscope importance, reject: a distribution as a proposal for a target that is typed or another distribution.
import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { importanceOf, rejectInto } from '../session/inference/proposals';
import {
  type Common,
  count,
  figure,
  howOf,
  jsonOption,
  names,
  reads,
  type ReadingOptions,
} from './options';
import { note, print, run } from './run';

interface Options extends Common, ReadingOptions {
  target: string;
  columns?: string[];
  n: number;
  seed: number;
}

const HELP = `
The proposal is a model file, a typed distribution such as normal(0,3) or "a=normal(0,1), b=uniform(0,1)", or one column of a data file.
The target is the log of a density up to a constant, such as "-a^2/2 - abs(b)", or another model or typed distribution of the same columns.
A formula calls the columns by their names, or x (x1, x2, ... for several). Where it is not defined, a condition says what holds:
"a > 0 ? log(a) - a : log(0)".`;

const proposing = (command: Command) =>
  reads(command)
    .requiredOption(
      '--target <formula>',
      'log density up to a constant, or a model or typed distribution',
    )
    .option('--columns <name>', 'the column of a data file', names)
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .addOption(jsonOption())
    .addHelpText('after', HELP);

const pathOr = (text: string) => (existsSync(text) ? resolve(text) : text);
const wishOf = (proposal: string, options: Options) => ({
  proposal: pathOr(proposal),
  target: pathOr(options.target),
  columns: options.columns,
  how: howOf(options),
  count: options.n,
  seed: options.seed,
});

export function proposalCommands(program: Command): void {
  proposing(program.command('importance <distribution>'))
    .description('a mean under a target, by importance sampling with draws of a distribution')
    .requiredOption('--expect <formula>', 'the function whose mean is wanted, such as "a^2"')
    .requiredOption('-n <count>', 'how many samples to draw', count(1, 10_000_000))
    .action((proposal: string, options: Options & { expect: string }) =>
      run(async (context) => {
        const { expect } = options;
        const found = await importanceOf(context, { ...wishOf(proposal, options), expect });
        for (const sentence of found.notes) note(sentence);
        const { estimate, standardError, effectiveSampleSize, paretoK } = found;
        print(options, { ...found, draws: options.n, seed: options.seed }, () => [
          `mean of ${expect}: ${figure(estimate)} ± ${figure(standardError)}`,
          `${options.n} draws, worth ${figure(Math.floor(effectiveSampleSize))} equal ones; Pareto k ${paretoK?.toFixed(2) ?? 'unknown'}`,
          `log of the mean weight: ${figure(found.logEvidence)} ± ${figure(found.logEvidenceError)}`,
        ]);
      }),
    );

  proposing(program.command('reject <distribution>'))
    .description('samples of a target, by rejection of draws of a distribution')
    .requiredOption('-n <count>', 'how many samples to keep', count(1, 10_000_000))
    .requiredOption('--out <file>', 'CSV or Parquet to write samples to')
    .action((proposal: string, options: Options & { out: string }) =>
      run(async (context) => {
        const out = resolve(options.out);
        const found = await rejectInto(context, { ...wishOf(proposal, options), out });
        const { rows, acceptance, acceptanceError, logBound, exceeded, proposed, loss } = found;
        print(options, { ...found, out, seed: options.seed }, () => [
          `${rows} rows written to ${options.out}`,
          `${figure(100 * acceptance)} ± ${figure(100 * acceptanceError)} % of ${proposed} draws kept, with log M = ${figure(logBound)} from the draws before them`,
          `${exceeded} draws above M: the samples lack ${figure(loss.estimate)} ± ${figure(loss.standardError)} of the target`,
        ]);
      }),
    );
}
