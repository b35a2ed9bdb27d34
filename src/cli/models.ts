// flowscope score, sample, compare, info, export: what a model file is good for.
import { type Command, Option } from 'commander';
import { resolve } from 'node:path';
import { verdictOf } from '../flows/verdict';
import type { Condition, GivenValues } from '../protocol/model';
import { type EngineChoice, EXPORT_FORMATS, type ExportFormat } from '../protocol/choices';
import { type Bound, boundText } from '../protocol/bounds';
import { gaussianWords, scoredWords } from '../protocol/words/verdict';
import * as headless from '../session/headless';
import { boundsLines, conditionalLines, keptLines } from './fit-report';
import { ERROR_REASON } from './json';
import {
  type Common,
  count,
  engineOption,
  givenValue,
  jsonOption,
  reads,
  howOf,
  type ReadingOptions,
  within,
} from './options';
import { note, print, run } from './run';
import { english } from '../protocol/sentence';

const conditionLine = (c: Condition) =>
  `given ${c.column}: ${c.kind === 'category' ? `one of ${c.levels.join(', ')}` : `a number, ${Number(c.shift.toPrecision(4))} ± ${Number(c.scale.toPrecision(4))} among the training rows`}`;

/** What keeping bounds means for the density. */
function acceptanceLines({
  within: kept,
}: Awaited<ReturnType<typeof headless.sampleFile>>): string[] {
  if (!kept) return [];
  const { mean, standardError } = kept.acceptance;
  const percent = (v: number) => `${Number((100 * v).toPrecision(3))}`;
  return [
    `${percent(mean)} ± ${percent(standardError)} % of the draws lie within ${kept.bounds.map(boundText).join(', ')}, and only such were kept: their log density is that of the model plus ${(-Math.log(mean)).toFixed(4)} nats.`,
  ];
}

type Scored = Awaited<ReturnType<typeof headless.scoreFile>>;

/** Why a figure of a score is null. */
function scoreReasons({ meanLogDensity, standardError }: Scored): object {
  return {
    ...(meanLogDensity === null
      ? { meanLogDensityReason: 'No row has a finite log density.' }
      : {}),
    ...(standardError === null ? { standardErrorReason: ERROR_REASON } : {}),
  };
}

function scoreLine({
  rows,
  scored,
  meanLogDensity,
  standardError,
  clusters,
  impossible,
  tooFar,
  incomplete,
  unseen = 0,
  outside = 0,
}: Scored): string {
  const finite = scored - impossible - tooFar;
  const mean =
    meanLogDensity === null
      ? 'no row has a finite log density'
      : standardError === null
        ? `log density ${meanLogDensity} nats (one row has no standard error)`
        : `mean log density ${meanLogDensity} ± ${standardError} nats per row${finite < scored || clusters ? ` over ${english(scoredWords({ rows: finite, on: 'all', clusters }))}` : ''}`;
  const said = (count: number, one: string, many: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  return [
    `${scored} of ${rows} rows scored; ${mean}`,
    ...said(
      impossible,
      'row is impossible under a transform (log density -Infinity)',
      'rows are impossible under a transform (log density -Infinity)',
    ),
    ...said(
      tooFar,
      'row is too far from the others for double precision (log density -Infinity)',
      'rows are too far from the others for double precision (log density -Infinity)',
    ),
    ...said(
      incomplete,
      'row has a gap or no finite number in a column of the model, and no log density',
      'rows have a gap or no finite number in a column of the model, and no log density',
    ),
    ...said(
      unseen,
      'row has no density: no training row had that level of a condition',
      'rows have no density: no training row had that level of a condition',
    ),
    ...said(
      outside,
      'row has a condition outside those of all training rows: its log density is a guess',
      'rows have a condition outside those of all training rows: their log densities are guesses',
    ),
  ].join('; ');
}

export function modelCommands(program: Command): void {
  reads(program.command('score <model> <data>'))
    .description('add log_density to every row')
    .requiredOption('--out <file>', 'table to write: .csv or .parquet')
    .addOption(engineOption())
    .addOption(jsonOption())
    .action(
      (
        model: string,
        data: string,
        options: Common & ReadingOptions & { out: string; engine: EngineChoice },
      ) =>
        run(async (context) => {
          const result = await headless.scoreFile(
            context,
            resolve(model),
            resolve(data),
            resolve(options.out),
            options.engine,
            howOf(options),
          );
          print(options, { ...result, ...scoreReasons(result) }, () => [scoreLine(result)]);
        }),
    );

  program
    .command('sample <model>')
    .description('draw rows from a model')
    .requiredOption('-n <count>', 'how many rows', count(1, 10_000_000))
    .option('--seed <n>', 'seed', count(0, 4294967295), 1)
    .option(
      '--given <column=value>',
      'a value of a condition, as in species=Adelie; repeatable',
      givenValue,
    )
    .option(
      '--within <bounds>',
      'keep only draws within the bounds that the model knows (data), or within COLUMN=(LOW,HIGH), as in price=(0,inf); repeatable',
      within,
    )
    .requiredOption('--out <file>', 'table to write: .csv or .parquet')
    .addOption(jsonOption())
    .action(
      (
        model: string,
        options: Common & {
          n: number;
          seed: number;
          out: string;
          given?: GivenValues;
          within?: 'data' | Bound[];
        },
      ) =>
        run(async (context) => {
          const result = await headless.sampleFile(
            context,
            resolve(model),
            resolve(options.out),
            options.n,
            options.seed,
            options.given,
            options.within,
          );
          for (const sentence of result.warnings ?? []) note(sentence);
          if (result.notFinite)
            note(`${result.notFinite} draws were beyond double precision and were made again.`);
          print(options, result, () => [
            `${result.rows} rows written to ${options.out}`,
            ...acceptanceLines(result),
          ]);
        }),
    );

  reads(program.command('compare <data> <models...>'))
    .description('models against the Gaussian baseline, in nats per row')
    .addOption(jsonOption())
    .option(
      '--split-by <column>',
      'rows with the same value of this column are not independent: standard errors are those of such groups',
    )
    .action(
      (data: string, models: string[], options: Common & ReadingOptions & { splitBy?: string }) =>
        run(async (context) => {
          const result = await headless.compareFile(
            context,
            resolve(data),
            models.map((m) => resolve(m)),
            howOf(options),
            options.splitBy,
          );
          print(options, result, () => [
            result.note,
            `${result.models[0]!.given ? `Linear Gaussian, given ${result.models[0]!.given.join(', ')}` : english(gaussianWords(result.models[0]!.covariance))}: ${result.gaussian.mean.toFixed(4)} ± ${result.gaussian.standardError.toFixed(4)}`,
            ...(result.mixture
              ? [
                  `${result.mixture.components} Gaussians: ${result.mixture.score.mean.toFixed(4)} ± ${result.mixture.score.standardError.toFixed(4)}`,
                ]
              : []),
            ...result.models.map(
              (m) =>
                `${m.label}: ${m.score.mean.toFixed(4)} ± ${m.score.standardError.toFixed(4)}. ${english(m.verdict.sentence)}`,
            ),
            ...result.models.flatMap((m) =>
              conditionalLines(m).map((line) =>
                result.models.length > 1 ? `${m.label}: ${line}` : line,
              ),
            ),
            ...result.differences.map(
              (d) =>
                `${d.of} minus ${d.minus}: ${d.difference.mean.toFixed(4)} ± ${d.difference.standardError.toFixed(4)} nats per row, paired on ${d.rows} rows`,
            ),
          ]);
        }),
    );

  program
    .command('info <model>')
    .description('what a model file says about itself: columns, conditions, flow, scores')
    .addOption(jsonOption())
    .action((model: string, options: Common) =>
      run(async () => {
        const m = await headless.infoOf(resolve(model));
        print(options, m, () => [
          `${m.specification.flow} of ${m.specification.columns.join(', ')}${m.data ? `, fitted on ${m.data.name}` : ''}${m.data?.where ? ` where ${m.data.where}` : ''}`,
          ...(m.specification.given?.conditions ?? []).map(conditionLine),
          verdictOf(m).sentence,
          ...m.notes,
          ...boundsLines(m),
          ...keptLines(m),
        ]);
      }),
    );

  program
    .command('export <model>')
    .description('write a model in another format')
    .addOption(
      new Option('--format <format>', 'file format').choices(EXPORT_FORMATS).default('json'),
    )
    .requiredOption('--out <path>', 'file to write; for tfjs a folder')
    .option('--reproducible', 'no times in the files')
    .addOption(jsonOption())
    .action(
      (
        model: string,
        options: Common & { out: string; format: ExportFormat; reproducible?: boolean },
      ) =>
        run(async (context) => {
          await headless.exportFile(
            context,
            resolve(model),
            options.format,
            resolve(options.out),
            options.reproducible,
          );
          print(
            options,
            { model: resolve(model), format: options.format, out: resolve(options.out) },
            () => [`written to ${options.out}`],
          );
        }),
    );
}
