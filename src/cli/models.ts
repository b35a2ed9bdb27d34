// flowscope score, sample, compare, trace, export: what a model file is good for.
import { type Command, Option } from 'commander';
import { resolve } from 'node:path';
import { verdictOf } from '../flows/verdict';
import { type Condition, type EngineChoice, EXPORT_FORMATS, type ExportFormat, type GivenValues } from '../protocol/model';
import { gaussianWords } from '../protocol/words';
import * as headless from '../session/headless';
import { conditionalLines } from './fit';
import { type Common, count, engineOption, givenValue, jsonOption, names, reads, howOf, type ReadingOptions } from './options';
import { print, run } from './run';

const conditionLine = (c: Condition) => `given ${c.column}: ${c.kind === 'category' ? `one of ${c.levels.join(', ')}` : `a number, ${Number(c.shift.toPrecision(4))} ± ${Number(c.scale.toPrecision(4))} among the training rows`}`;

export function modelCommands(program: Command): void {
  reads(program.command('score <model> <data>')).description('add log_density to every row').requiredOption('--out <file>', 'table to write: .csv or .parquet').addOption(engineOption()).addOption(jsonOption())
    .action((model: string, data: string, options: Common & ReadingOptions & { out: string; engine: EngineChoice }) =>
      run(async (context) => {
        const result = await headless.scoreFile(context, resolve(model), resolve(data), resolve(options.out), options.engine, howOf(options));
        print(options, result, () => [`${result.scored} of ${result.rows} rows scored; mean log density ${result.meanLogDensity} ± ${result.standardError} nats per row${result.unseen ? `; ${result.unseen} ${result.unseen === 1 ? 'row has' : 'rows have'} no density: no training row had that level of a condition` : ''}`]);
      }));

  program.command('sample <model>').description('draw rows from a model').requiredOption('-n <count>', 'how many rows', count(1, 10_000_000)).option('--seed <n>', 'seed', count(0, 4294967295), 1)
    .option('--given <column=value>', 'a value of a condition, as in species=Adelie; repeatable', givenValue)
    .requiredOption('--out <file>', 'table to write: .csv or .parquet').addOption(jsonOption())
    .action((model: string, options: Common & { n: number; seed: number; out: string; given?: GivenValues }) =>
      run(async (context) => {
        const result = await headless.sampleFile(context, resolve(model), resolve(options.out), options.n, options.seed, options.given);
        print(options, result, () => [`${result.rows} rows written to ${options.out}`]);
      }));

  reads(program.command('compare <data> <models...>')).description('models against the Gaussian baseline, in nats per row').addOption(jsonOption())
    .action((data: string, models: string[], options: Common & ReadingOptions) =>
      run(async (context) => {
        const result = await headless.compareFile(context, resolve(data), models.map((m) => resolve(m)), howOf(options));
        print(options, result, () => [result.note, `${result.models[0]!.given ? `Linear Gaussian, given ${result.models[0]!.given.join(', ')}` : gaussianWords(result.models[0]!.covariance)}: ${result.gaussian.mean.toFixed(4)} ± ${result.gaussian.standardError.toFixed(4)}`,
          ...(result.mixture ? [`${result.mixture.components} Gaussians: ${result.mixture.score.mean.toFixed(4)} ± ${result.mixture.score.standardError.toFixed(4)}`] : []),
          ...result.models.map((m) => `${m.label}: ${m.score.mean.toFixed(4)} ± ${m.score.standardError.toFixed(4)}. ${m.verdict.sentence}`),
          ...result.models.flatMap((m) => conditionalLines(m).map((line) => (result.models.length > 1 ? `${m.label}: ${line}` : line))),
          ...result.differences.map((d) => `${d.of} minus ${d.minus}: ${d.difference.mean.toFixed(4)} ± ${d.difference.standardError.toFixed(4)} nats per row, paired on ${d.rows} rows`)]);
      }));

  reads(program.command('trace <model> <data>')).description('rows through the layers: states and log determinants').option('--rows <list>', 'row numbers from 0, separated by commas', (text) => names(text).map(count(0, 1e9)), [0, 1, 2]).addOption(jsonOption())
    .action((model: string, data: string, options: Common & ReadingOptions & { rows: number[] }) =>
      run(async (context) => {
        const trace = await headless.traceFile(context, resolve(model), resolve(data), options.rows, howOf(options));
        print(options, trace, () => trace.rows.map((row, i) =>
          [`row ${row}: log p(u) ${trace.baseLogDensity[i]!.toFixed(4)}`, ...trace.layers.slice(1).map((l) => `${l.name} ${(-l.logDet[i]!).toFixed(4)}`), `log p(x) ${trace.logDensity[i]!.toFixed(4)}`].join('  ')));
      }));

  program.command('info <model>').description('what a model file says about itself: columns, conditions, flow, scores').addOption(jsonOption())
    .action((model: string, options: Common) =>
      run(async () => {
        const m = await headless.infoOf(resolve(model));
        print(options, m, () => [
          `${m.specification.flow} of ${m.specification.columns.join(', ')}${m.data ? `, fitted on ${m.data.name}` : ''}${m.data?.where ? ` where ${m.data.where}` : ''}`,
          ...(m.specification.given?.conditions ?? []).map(conditionLine), verdictOf(m).sentence, ...m.notes,
        ]);
      }));

  program.command('export <model>').description('write a model in another format').addOption(new Option('--format <format>', 'file format').choices(EXPORT_FORMATS).default('json')).requiredOption('--out <path>', 'file to write; for tfjs a folder').addOption(jsonOption())
    .action((model: string, options: Common & { out: string; format: ExportFormat }) =>
      run(async (context) => {
        await headless.exportFile(context, resolve(model), options.format, resolve(options.out));
        print(options, { model: resolve(model), format: options.format, out: resolve(options.out) }, () => [`written to ${options.out}`]);
      }));
}
