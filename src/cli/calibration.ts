// flowscope calibrate: whether posteriors can be believed.
import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { GivenValues } from '../protocol/model';
import { calibrateOn } from '../session/inference/calibrated';
import {
  type Common,
  count,
  figure,
  givenValue,
  howOf,
  jsonOption,
  reads,
  type ReadingOptions,
} from './options';
import { note, print, run } from './run';

interface Options extends Common, ReadingOptions {
  pairs: number;
  seed: number;
  given?: GivenValues;
}

export function calibrationCommands(program: Command): void {
  reads(program.command('calibrate <model> <data>'))
    .description(
      'whether a model of parameters given observations is calibrated, on pairs of a table that it was not fitted on',
    )
    .option(
      '--given <column=value>',
      'an observation to rank among those of the table; repeatable',
      givenValue,
    )
    .option('--pairs <count>', 'how many pairs, picked at random', count(20, 100_000), 1000)
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .addOption(jsonOption())
    .action((model: string, data: string, options: Options) =>
      run(async (context) => {
        const { pairs, seed, given } = options;
        const found = await calibrateOn(context, resolve(model), resolve(data), {
          pairs,
          seed,
          given,
          how: howOf(options),
        });
        for (const sentence of found.notes) note(sentence);
        const { columns, sbc, coverage, tarp, conformal, misspecification: odd } = found;
        print(options, { ...found, seed }, () => [
          ...columns.map(
            (name, d) => `${name}: ranks are uniform with p = ${figure(sbc.pValues[d]!)}`,
          ),
          ...coverage.map(
            ([level, share]) => `${level}: ${figure(share)} of the pairs are covered`,
          ),
          `regions around random points (TARP): p = ${figure(tarp.pValue)}`,
          ...Object.entries(conformal).map(
            ([level, threshold]) =>
              `conformal ${level}: ${threshold === null ? 'too few pairs' : `score up to ${figure(threshold)}`}`,
          ),
          ...(odd
            ? [`the observation among ${odd.among} held-out ones: p = ${figure(odd.pValue)}`]
            : []),
        ]);
      }),
    );
}
