// flowscope posterior: parameters given an observation, under a prior.
import { type Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Observing } from '../session/inference/observed';
import { posteriorInto } from '../session/inference/posterior';
import type { GivenValues } from '../protocol/model';
import {
  type Common,
  count,
  figure,
  howOf,
  jsonOption,
  reads,
  type ReadingOptions,
} from './options';
import { note, print, run } from './run';

interface Options extends Common, ReadingOptions {
  given?: GivenValues;
  row?: number;
  of?: string;
  observations?: string;
  prior?: string;
  tablePrior?: string;
  n: number;
  seed: number;
  out: string;
}

/** "x_1=0.3,x_2=1", perhaps in several options */
function values(text: string, before: GivenValues = {}): GivenValues {
  const found = { ...before };
  for (const part of text.split(/,(?=[^,=]+=)/)) {
    const match = /^([^=]+)=(.+)$/s.exec(part);
    if (!match) throw new InvalidArgumentError('Write COLUMN=VALUE, as in x_1=0.3,x_2=1.');
    const name = match[1]!.trim();
    if (name in found) throw new InvalidArgumentError(`"${name}" is given twice.`);
    found[name] = match[2]!.trim();
  }
  return found;
}

function observing({ given, row, of, observations, ...reading }: Options): Observing {
  const ways = [given, row ?? of, observations].filter((way) => way !== undefined);
  if (ways.length !== 1 || (row === undefined) !== (of === undefined))
    throw new InvalidArgumentError(
      'Say what was observed in one way: --given x_1=0.3,x_2=1, or --row 0 --of DATA, or --observations FILE.',
    );
  const how = howOf(reading);
  if (given) return { given };
  if (observations !== undefined) return { observations: resolve(observations), how };
  return { row: row!, of: resolve(of!), how };
}

const pathOr = (text: string | undefined) =>
  text !== undefined && existsSync(text) ? resolve(text) : text;

const HELP = `
MODEL is of parameters given observations (fit --columns theta_1,theta_2 --given x_1,x_2); the prior is then that of the table.
--prior weights for another one, with --table-prior saying what the simulations were drawn from:
  --prior "theta_1=uniform(-1,1), theta_2=normal(0,2), sigma=lognormal(0,1)"
or the file of a model of the parameters alone. A model of observations given parameters (fit --columns x --given theta)
is a likelihood: several trials are multiplied, and a prior is needed.`;

export function posteriorCommands(program: Command): void {
  reads(program.command('posterior <model>'))
    .description(
      'draws of parameters given an observation, with what lies outside the prior, and the log density of each (log_density)',
    )
    .option('--given <values>', 'the observation, as in x_1=0.3,x_2=1', values)
    .option('--row <number>', 'the observation in a row of --of, from 0', count(0, 1e9))
    .option('--of <data>', 'the table of --row')
    .option('--observations <data>', 'every row is an independent trial of the same parameters')
    .option('--prior <prior>', 'what the parameters are thought to be before: NAME=LAW, ...')
    .option('--table-prior <prior>', 'what the simulations were drawn from, if it is another one')
    .requiredOption('-n <count>', 'how many samples to draw', count(1, 1_000_000))
    .requiredOption('--out <file>', 'CSV or Parquet to write samples to')
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action((model: string, options: Options) =>
      run(async (context) => {
        const { n, seed } = options;
        if (options.tablePrior !== undefined && options.prior === undefined)
          throw new InvalidArgumentError(
            '--table-prior says what the simulations were drawn from: give the prior that is wanted with --prior.',
          );
        const out = resolve(options.out);
        const found = await posteriorInto(context, resolve(model), {
          from: observing(options),
          prior: pathOr(options.prior),
          tablePrior: pathOr(options.tablePrior),
          count: n,
          seed,
          out,
        });
        for (const sentence of found.notes) note(sentence);
        const { parameters, leakage, effectiveSampleSize, paretoK } = found;
        print(options, { ...found, out, seed }, () => [
          `${n} rows written to ${options.out}, by ${found.method}`,
          ...parameters.map(({ name, mean, meanError, sd, quantiles }) => {
            const at = (level: number) => figure(quantiles.find(([q]) => q === level)![1]);
            return `${name}: ${figure(mean)} ± ${figure(meanError)}, sd ${figure(sd)}, 95 % in ${at(0.025)} to ${at(0.975)}`;
          }),
          `worth ${figure(Math.floor(effectiveSampleSize))} equal draws${paretoK === null ? '' : `; Pareto k ${paretoK.toFixed(2)}`}`,
          leakage
            ? `${figure(100 * leakage.share)} ± ${figure(100 * leakage.standardError)} % of the mass was outside the prior`
            : 'how much of the mass is outside the prior is not known',
        ]);
      }),
    );
}
