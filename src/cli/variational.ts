// flowscope variational: a model of a typed log density, with its evidence.
import { type Command, InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import { variationalInto } from '../session/inference/variational';
import {
  type Common,
  count,
  figure,
  howOf,
  jsonOption,
  reads,
  type ReadingOptions,
  seconds,
} from './options';
import { note, onInterrupt, print, run } from './run';

const SECONDS = 30;

interface Options extends Common, ReadingOptions {
  formula: string;
  variables: string;
  data?: string;
  out: string;
  seconds?: number;
  steps?: number;
  seed: number;
  threads?: number;
}

const HELP = `
The formula is the log of a density up to a constant, in the variables: for a posterior, log prior plus log likelihood.
It knows normal(x, mean, deviation), the normal density, and with --data sum(...), which adds up over the rows of the table:

  flowscope variational --data line.csv --variables "a, b, sigma > 0" --out line.flow.safetensors \\
    --formula "log(normal(a, 0, 10)) + log(normal(b, 0, 10)) - sigma + sum(log(normal(y, a*x + b, sigma)))"

Where the formula is a normalised joint density of data and variables, its evidence is the probability of the data under the model.`;

export function variationalCommands(program: Command): void {
  reads(program.command('variational'))
    .description(
      'a model of a typed log density by variational inference, with its log evidence and what to doubt',
    )
    .requiredOption('--formula <formula>', 'log of the density, up to a constant')
    .requiredOption(
      '--variables <list>',
      'its variables with their bounds, as in "a, b > 0, 0 < c < 1"',
    )
    .requiredOption('--out <file>', 'model file to write, NAME.flow.safetensors')
    .option('--data <table>', 'a table whose rows the formula sums over, 10,000 at most')
    .option('--seconds <s>', `time for all of it (default ${SECONDS})`, seconds)
    .option('--steps <n>', 'training steps in all (reproducible)', count(10, 1_000_000))
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .option(
      '--threads <n>',
      'threads for reading and for training; the last bits depend on it',
      count(1, 256),
    )
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((options: Options) =>
      run(async (context) => {
        if (options.steps !== undefined && options.seconds !== undefined)
          throw new InvalidArgumentError('Give --steps or --seconds, not both.');
        let last = 0;
        const found = await variationalInto(
          context,
          {
            formula: options.formula,
            variables: options.variables,
            data: options.data === undefined ? null : resolve(options.data),
            how: howOf(options),
            out: resolve(options.out),
            seed: options.seed,
            steps: options.steps ?? null,
            seconds: options.seconds ?? SECONDS,
          },
          {
            progress: ({ done, elbo }) => {
              if (Date.now() - last < 1000) return;
              last = Date.now();
              note(
                `${Math.floor(100 * done)} %${elbo === null ? '' : `, ELBO ${elbo.toFixed(3)} nats`}`,
              );
            },
            onStop: onInterrupt,
          },
        );
        for (const sentence of found.notes) note(sentence);
        const { elbo, standardError, logEvidence, logEvidenceError, paretoK } = found;
        print(options, { ...found, model: resolve(options.out), seed: options.seed }, () => [
          `ELBO: ${figure(elbo)} ± ${figure(standardError)} nats`,
          `log evidence: ${figure(logEvidence)} ± ${figure(logEvidenceError)} nats; Pareto k ${paretoK?.toFixed(2) ?? 'unknown'}`,
          `model written to ${options.out}`,
        ]);
      }, options.threads),
    );
}
