// flowscope profile, fit: from a table to a model file.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { verdictOf } from '../flows/verdict';
import {
  DIRECTIONS,
  FLOW_CHOICES,
  LARGEST_SEEDS,
  ORDERINGS,
  type TransformChoice,
} from '../protocol/choices';
import { seedsSentence } from '../protocol/seeds';
import type { SplitChoice } from '../protocol/split';
import * as headless from '../session/headless';
import {
  boundsLines,
  conditionalJson,
  conditionalLines,
  keptJson,
  keptLines,
  sampled,
  seedLine,
  seedsJson,
  splitJson,
} from './fit-report';
import {
  bounds,
  type Common,
  count,
  engineOption,
  figure,
  howOf,
  jsonOption,
  names,
  type ReadingOptions,
  reads,
  seconds,
  transform,
} from './options';
import { note, onInterrupt, print, run } from './run';
import { english, type Sentence, together } from '../protocol/sentence';

const splitOf = ({
  split,
  splitBy,
}: {
  split?: 'auto' | 'rows' | 'blocks';
  splitBy?: string;
}): SplitChoice | undefined =>
  splitBy !== undefined ? { by: 'column', column: splitBy } : split && { by: split };

export function fitCommands(program: Command): void {
  reads(program.command('profile <data>'))
    .description('what is in a table: dialect, columns, gaps, quantiles')
    .option(
      '--quick',
      'without distinct counts and quantiles: several times faster for millions of rows',
    )
    .addOption(jsonOption())
    .action((data: string, options: Common & ReadingOptions & { quick?: boolean }) =>
      run(async (context) => {
        const profile = await headless.profile(
          context,
          resolve(data),
          howOf(options),
          options.quick,
        );
        print(options, profile, () => [
          `${profile.rows} rows${profile.where ? ` of ${profile.fileRows}, where ${profile.where}` : ''}; ${english(together(profile.notes))}`,
          ...profile.columns.map(
            (c) =>
              `${c.name}: ${c.type}${c.unit ? ` in ${c.unit}` : ''}${c.identifier ? `, an identifier (${english(c.identifier)})` : ''}, ${c.missing} missing` +
              (c.distinct === null ? '' : `, ${c.distinct} distinct`) +
              (c.mean === null
                ? ''
                : `, mean ${figure(c.mean)}, sd ${figure(c.standardDeviation!)}, range ${figure(c.min!)} to ${figure(c.max!)}`),
          ),
        ]);
      }),
    );

  reads(program.command('fit <data>'))
    .description('fit a normalizing flow and write a model file')
    .requiredOption('--out <file>', 'model file to write, NAME.flow.safetensors')
    .option(
      '--columns <names>',
      'columns, separated by commas (default: every numeric one but identifiers)',
      names,
    )
    .option(
      '--given <names>',
      'columns that the density is given, separated by commas: it describes p(columns | given); text columns as categories, numeric ones as numbers (--type COLUMN=text makes them categories)',
      names,
    )
    .addOption(new Option('--flow <flow>', 'kind of flow').choices(FLOW_CHOICES).default('auto'))
    .addOption(
      new Option(
        '--direction <direction>',
        'what an autoregressive flow has in one pass: log densities (default), or samples',
      ).choices(DIRECTIONS),
    )
    .addOption(
      new Option(
        '--order <order>',
        'every layer in the order of the columns, or another order in each layer (default)',
      ).choices(ORDERINGS),
    )
    .addOption(engineOption())
    .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
    .option(
      '--seeds <n>',
      'fits with so many seeds, from --seed on, which share the time; the best by validation is kept',
      count(1, LARGEST_SEEDS),
    )
    .option('--steps <n>', 'training steps (reproducible to the bit)', count(1, 10_000_000))
    .option('--seconds <s>', 'time for the whole fit (default 45)', seconds)
    .option('--rows <n>', 'rows to train on at most', count(1, 10_000_000))
    .option(
      '--threads <n>',
      'threads for reading and for training; the last bits of a fit depend on it',
      count(1, 256),
    )
    .addOption(
      new Option(
        '--split <how>',
        'what goes to one side of training, validation and test: each row by itself, blocks of rows that follow one another, or (auto, the default) what copies and the order of the file ask for',
      ).choices(['auto', 'rows', 'blocks']),
    )
    .addOption(
      new Option(
        '--split-by <column>',
        'rows with the same value of this column go to one side: patients, sites, sessions',
      ).conflicts('split'),
    )
    .option(
      '--transform <column=kind>',
      'auto, none, log, asinh or logit(a,b); for whole numbers +noise (spread by noise within ±1/2) or +plain (as they are) behind it; repeatable',
      transform,
    )
    .option(
      '--bounds <bounds>',
      'bounds that the density keeps, as in "theta_1=(-1,1),theta_2=(0,inf)", or auto: where values end sharply on both sides',
      bounds,
    )
    .option(
      '--accept-atoms',
      'give a verdict although one value holds over 5 % of the rows of a column',
    )
    .option(
      '--reproducible',
      'with --steps: no times in the file, so that two fits alike are two files alike',
    )
    .option('--resume <model>', 'go on from a model file')
    .addOption(jsonOption())
    .action(
      (
        data: string,
        options: Common &
          ReadingOptions &
          Omit<headless.HeadlessFit, 'transforms' | 'how' | 'split'> & {
            transform?: Record<string, TransformChoice>;
            threads?: number;
            split?: 'auto' | 'rows' | 'blocks';
            splitBy?: string;
          },
      ) =>
        run(async (context) => {
          if (options.steps && options.seconds)
            throw new InvalidArgumentError('Give --steps or --seconds, not both.');
          if (options.reproducible && !options.steps && options.flow !== 'gaussian')
            throw new InvalidArgumentError(
              '--reproducible needs --steps: a fit that is limited by time is never the same twice.',
            );
          let last = 0;
          const notices: Sentence[] = [];
          const { model, read } = await headless.fitFile(
            context,
            resolve(data),
            {
              ...options,
              out: resolve(options.out),
              transforms: options.transform ?? {},
              how: howOf(options),
              split: splitOf(options),
            },
            {
              engine: (name, reason) => note(`engine: ${name} (${english(reason)})`),
              notice: (sentence) => {
                notices.push(sentence);
                note(sentence);
              },
              progress: (progress) => {
                if (Date.now() - last < 1000) return;
                last = Date.now();
                note(headless.progressLine(progress));
              },
              ahead: (sentence, without) =>
                note(
                  `${english(sentence)} --accept-atoms gives it all the same; --where '${without.replaceAll("'", "'\\''")}' leaves these rows out.`,
                ),
              onStop: onInterrupt,
            },
          );
          const m = model.metadata;
          print(
            options,
            {
              model: resolve(options.out),
              flow: m.specification.flow,
              engine: m.engine,
              seed: m.seed,
              columns: model.columns,
              rows: { ...m.rows, read },
              steps: m.steps,
              seconds: m.seconds,
              training: m.training,
              parameters: m.parameters,
              test: {
                flow: m.scores.flow.mean,
                gaussian: m.scores.gaussian.mean,
                gain: m.scores.gain.mean,
                standardError: m.scores.gain.standardError,
              },
              covariance: (m.baseline ?? m.gaussian).kind ?? 'full',
              ...(m.bounds ? { bounds: m.bounds } : {}),
              ...keptJson(m),
              ...conditionalJson(m),
              verdict: m.scores.verdict,
              sentence: verdictOf(m).sentence,
              ...splitJson(m),
              ...seedsJson(m.seeds),
              notices,
            },
            () => [
              verdictOf(m).sentence,
              ...conditionalLines(m.scores),
              ...sampled(m.rows, read),
              ...(m.seeds ? [...m.seeds.map(seedLine), seedsSentence(m.seeds)] : []),
              ...m.notes,
              ...boundsLines(m),
              ...keptLines(m),
            ],
          );
        }, options.threads),
    );
}
