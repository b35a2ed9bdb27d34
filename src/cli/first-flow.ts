// flowscope buildup, determinant: our first flow step by step, and what a determinant costs.
import { type Command, InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import { BUILD_UP_SECONDS } from '../protocol/first-flow';
import { closedWords, gainWords, priceWords, stageLabel } from '../protocol/first-flow-words';
import { ENGLISH } from '../protocol/speech';
import * as firstFlow from '../session/first-flow/headless';
import {
  type Common,
  count,
  howOf,
  jsonOption,
  names,
  type ReadingOptions,
  reads,
  seconds,
} from './options';
import { note, onInterrupt, print, run } from './run';

interface BuildUpOptions extends Common, ReadingOptions {
  columns?: string[];
  seconds?: number;
  steps?: number;
  seed: number;
  threads?: number;
}

export function firstFlowCommands(program: Command): void {
  reads(program.command('buildup <data>'))
    .description('our first flow, step by step: what each layer gains on the same held-out rows')
    .option(
      '--columns <names>',
      'columns, separated by commas (default: every numeric one but identifiers)',
      names,
    )
    .option('--seconds <s>', `time for all steps (default ${BUILD_UP_SECONDS})`, seconds)
    .option(
      '--steps <n>',
      'training steps of each trained stage (reproducible to the bit)',
      count(1, 1_000_000),
    )
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .option(
      '--threads <n>',
      'threads for reading and for training; the last bits of a fit depend on it',
      count(1, 256),
    )
    .addOption(jsonOption())
    .action((data: string, options: BuildUpOptions) =>
      run(async (context) => {
        if (options.steps !== undefined && options.seconds !== undefined)
          throw new InvalidArgumentError('Give --steps or --seconds, not both.');
        let shown = -1;
        const view = await firstFlow.buildUpFile(
          context,
          resolve(data),
          options.columns,
          howOf(options),
          {
            seed: options.seed,
            steps: options.steps,
            seconds: options.steps === undefined ? (options.seconds ?? BUILD_UP_SECONDS) : null,
          },
          ({ stage, index, of }) => {
            if (index !== shown) note(`${index + 1} of ${of}: ${stageLabel(stage, ENGLISH)}`);
            shown = index;
          },
          onInterrupt,
        );
        print(options, view, () => [
          ...closedWords(view, ENGLISH),
          ...view.stages.map(
            (stage) =>
              `${stageLabel(stage.name, ENGLISH)}: ${stage.score.mean.toFixed(4)} ± ${stage.score.standardError.toFixed(4)} nats per row${stage.gain ? `. ${gainWords(stage, ENGLISH, view.columns.length === 1)}` : ''}`,
          ),
          `Scores are of ${view.heldOut} ${view.on === 'test' ? 'test rows' : 'rows, each held out once'}.`,
          ...view.notes,
        ]);
      }, options.threads),
    );

  program
    .command('determinant')
    .description(
      'the price of log |det J| on this machine: LU decomposition against the sum of log-diagonals',
    )
    .option(
      '--columns <n>',
      'columns of the flow whose whole log density is timed',
      count(1, 100),
      8,
    )
    .option('--seconds <s>', 'time for all of it (default 2)', seconds, 2)
    .addOption(jsonOption())
    .action((options: Common & { columns: number; seconds: number }) =>
      run(async (context) => {
        const price = await firstFlow.priceHere(context, options, onInterrupt);
        print(options, price, () => [
          ...price.sizes.map(
            (s) => `N = ${s.n}: LU ${s.lu.toExponential(2)} s, sum ${s.sum.toExponential(2)} s`,
          ),
          ...priceWords(price, ENGLISH),
        ]);
      }),
    );
}
