// Entry of the command line: composition only. Progress on stderr; with --json exactly one JSON object on stdout.
import { Command, InvalidArgumentError, Option } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDataRoom } from './data';
import { selfTest } from './engines/self-test';
import { verdictOf } from './flows/verdict';
import type { Reading } from './protocol/data';
import type { TensorflowPlaces } from './protocol/engines';
import { DIRECTIONS, ENGINE_CHOICES, ENGINE_NAMES, FLOW_CHOICES, ORDERINGS, type EngineChoice, type TransformChoice } from './protocol/model';
import { selfTestLine, selfTestSummary } from './protocol/self-test';
import type { SessionContext } from './session/context';
import { sentenceOf } from './session/errors';
import * as engines from './session/engines';
import * as headless from './session/headless';
import { ownStorage } from './session/storage';

declare const FLOWSCOPE_VERSION: string;

type Common = { json?: boolean };
const program = new Command('flowscope').description('Explore distributions: fit normalizing flows to tables, from the command line.').version(FLOWSCOPE_VERSION);

const count = (low: number, high: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || value < low || value > high) throw new InvalidArgumentError(`It must be a whole number from ${low} to ${high}.`);
  return value;
};
const seconds = (text: string) => {
  const value = Number(text);
  if (!(value >= 1 && value <= 86_400)) throw new InvalidArgumentError('It must be a number of seconds from 1 to 86400.');
  return value;
};
/** "a,b": a name that holds a comma is written in double quotes, as in a CSV header. */
const names = (text: string) => {
  const found = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map((m) => (m[1] !== undefined ? m[1].replaceAll('""', '"') : m[2]!.trim())).filter((n) => n !== '');
  if (found.length === 0) throw new InvalidArgumentError('Name at least one column.');
  return found;
};
const transform = (text: string, before: Record<string, TransformChoice> = {}): Record<string, TransformChoice> => {
  const match = /^(.+)=(none|log|asinh|logit\(([^,]+),([^,]+)\))$/s.exec(text);
  if (!match) throw new InvalidArgumentError('Write COLUMN=none, COLUMN=log, COLUMN=asinh or COLUMN=logit(a,b).');
  const [, column, kind, a, b] = match;
  if (!kind!.startsWith('logit')) return { ...before, [column!]: { kind: kind as 'none' | 'log' | 'asinh' } };
  const [lower, upper] = [Number(a), Number(b)];
  if (!(lower < upper)) throw new InvalidArgumentError('logit(a,b) needs two numbers with a < b.');
  return { ...before, [column!]: { kind: 'logit', lower, upper } };
};
/** "zip=text": what a column holds, whatever its values look like */
const columnType = (text: string, before: NonNullable<Reading['types']> = {}): NonNullable<Reading['types']> => {
  const match = /^(.+)=(number|text)$/s.exec(text);
  if (!match) throw new InvalidArgumentError('Write COLUMN=number or COLUMN=text.');
  return { ...before, [match[1]!]: match[2] as 'number' | 'text' };
};
const delimiter = (text: string) => {
  const one = text === 'tab' || text === '\\t' ? '\t' : text;
  if ([...one].length !== 1 || /["\r\n]/.test(one)) throw new InvalidArgumentError('It must be one character, or "tab".');
  return one;
};
type ReadingOptions = { delimiter?: string; decimal?: '.' | ','; header?: boolean; encoding?: string; comment?: string; type?: Reading['types'] };
const readingOf = ({ delimiter: d, decimal, header, encoding, comment, type }: ReadingOptions): Reading => ({ delimiter: d, decimal, header, encoding, comment, types: type });
/** How a text table is read, where guessing from the text goes wrong. */
const reads = (command: Command) =>
  command
    .option('--delimiter <character>', 'what stands between fields: one character, or "tab"', delimiter)
    .addOption(new Option('--decimal <mark>', 'decimal mark').choices(['.', ',']))
    .option('--header', 'the first row names the columns')
    .option('--no-header', 'there is no row of names')
    .option('--encoding <name>', 'utf-8, windows-1252, latin1, utf-16le, utf-16be, ...')
    .option('--comment <text>', 'lines that begin with this are left out')
    .option('--type <column=type>', 'number or text, whatever its values look like; repeatable', columnType);
const engineOption = () => new Option('--engine <engine>', 'who computes').choices(ENGINE_CHOICES).default('auto');
const jsonOption = () => new Option('--json', 'print exactly one JSON object');

reads(program.command('profile <data>')).description('what is in a table: dialect, columns, gaps, quantiles').addOption(jsonOption()).action((data: string, options: Common & ReadingOptions) =>
  run(async (context) => {
    const profile = await headless.profile(context, resolve(data), readingOf(options));
    print(options, profile, () => [
      `${profile.rows} rows; ${profile.notes.join(' ')}`,
      ...profile.columns.map((c) => `${c.name}: ${c.type}, ${c.missing} missing, ${c.distinct} distinct` + (c.mean === null ? '' : `, mean ${c.mean}, sd ${c.standardDeviation}, range ${c.min} to ${c.max}`)),
    ]);
  }));

reads(program.command('fit <data>')).description('fit a normalizing flow and write a model file')
  .requiredOption('--out <file>', 'model file to write, NAME.flow.safetensors')
  .option('--columns <names>', 'columns, separated by commas (default: every numeric one)', names)
  .addOption(new Option('--flow <flow>', 'kind of flow').choices(FLOW_CHOICES).default('auto'))
  .addOption(new Option('--direction <direction>', 'what an autoregressive flow has in one pass: log densities (default), or samples').choices(DIRECTIONS))
  .addOption(new Option('--order <order>', 'every layer in the order of the columns, or another order in each layer (default)').choices(ORDERINGS))
  .addOption(engineOption())
  .option('--seed <n>', 'seed of every random number', count(0, 4294967295), 1)
  .option('--steps <n>', 'training steps (reproducible to the bit)', count(1, 10_000_000))
  .option('--seconds <s>', 'time for the whole fit (default 45)', seconds)
  .option('--rows <n>', 'rows to train on at most', count(1, 10_000_000))
  .option('--threads <n>', 'threads for reading and for training; the last bits of a fit depend on it', count(1, 256))
  .option('--transform <column=kind>', 'none, log, asinh or logit(a,b); repeatable', transform)
  .option('--accept-atoms', 'give a verdict although one value holds over 5 % of the rows of a column')
  .option('--resume <model>', 'go on from a model file')
  .addOption(jsonOption())
  .action((data: string, options: Common & ReadingOptions & Omit<headless.HeadlessFit, 'transforms' | 'reading'> & { transform?: Record<string, TransformChoice>; threads?: number }) =>
    run(async (context) => {
      if (options.steps && options.seconds) throw new InvalidArgumentError('Give --steps or --seconds, not both.');
      let last = 0;
      const notices: string[] = [];
      const { model, read } = await headless.fitFile(context, resolve(data), { ...options, out: resolve(options.out), transforms: options.transform ?? {}, reading: readingOf(options) }, {
        engine: (name, reason) => note(`engine: ${name} (${reason})`),
        notice: (sentence) => {
          notices.push(sentence);
          note(sentence);
        },
        progress: (progress) => {
          if (Date.now() - last < 1000) return;
          last = Date.now();
          note(headless.progressLine(progress));
        },
        onStop: (stop) => process.once('SIGINT', stop),
      });
      const m = model.metadata;
      print(options, {
        model: resolve(options.out), flow: m.specification.flow, engine: m.engine, seed: m.seed, columns: model.columns, rows: { ...m.rows, read }, steps: m.steps, seconds: m.seconds, parameters: m.parameters,
        test: { flow: m.scores.flow.mean, gaussian: m.scores.gaussian.mean, gain: m.scores.gain.mean, standardError: m.scores.gain.standardError }, verdict: m.scores.verdict, notices,
      }, () => [verdictOf(m).sentence, ...m.notes]);
    }, options.threads));

reads(program.command('score <model> <data>')).description('add log_density to every row').requiredOption('--out <file>', 'CSV to write').addOption(engineOption()).addOption(jsonOption())
  .action((model: string, data: string, options: Common & ReadingOptions & { out: string; engine: EngineChoice }) =>
    run(async (context) => {
      const result = await headless.scoreFile(context, resolve(model), resolve(data), resolve(options.out), options.engine, readingOf(options));
      print(options, result, () => [`${result.scored} of ${result.rows} rows scored; mean log density ${result.meanLogDensity} ± ${result.standardError} nats per row`]);
    }));

program.command('sample <model>').description('draw rows from a model').requiredOption('-n <count>', 'how many rows', count(1, 10_000_000)).option('--seed <n>', 'seed', count(0, 4294967295), 1)
  .requiredOption('--out <file>', 'CSV to write').addOption(jsonOption())
  .action((model: string, options: Common & { n: number; seed: number; out: string }) =>
    run(async (context) => {
      const result = await headless.sampleFile(context, resolve(model), resolve(options.out), options.n, options.seed);
      print(options, result, () => [`${result.rows} rows written to ${options.out}`]);
    }));

reads(program.command('compare <data> <models...>')).description('models against the Gaussian baseline, in nats per row').addOption(jsonOption())
  .action((data: string, models: string[], options: Common & ReadingOptions) =>
    run(async (context) => {
      const result = await headless.compareFile(context, resolve(data), models.map((m) => resolve(m)), readingOf(options));
      print(options, result, () => [result.note, `Gaussian: ${result.gaussian.mean.toFixed(4)} ± ${result.gaussian.standardError.toFixed(4)}`,
        ...result.models.map((m) => `${m.label}: ${m.score.mean.toFixed(4)} ± ${m.score.standardError.toFixed(4)}. ${m.verdict.sentence}`)]);
    }));

reads(program.command('trace <model> <data>')).description('rows through the layers: states and log determinants').option('--rows <list>', 'row numbers from 0, separated by commas', (text) => names(text).map(count(0, 1e9)), [0, 1, 2]).addOption(jsonOption())
  .action((model: string, data: string, options: Common & ReadingOptions & { rows: number[] }) =>
    run(async (context) => {
      const trace = await headless.traceFile(context, resolve(model), resolve(data), options.rows, readingOf(options));
      print(options, trace, () => trace.rows.map((row, i) =>
        [`row ${row}: log p(u) ${trace.baseLogDensity[i]!.toFixed(4)}`, ...trace.layers.slice(1).map((l) => `${l.name} ${(-l.logDet[i]!).toFixed(4)}`), `log p(x) ${trace.logDensity[i]!.toFixed(4)}`].join('  ')));
    }));

program.command('export <model>').description('write a model in another format').addOption(new Option('--format <format>', 'file format').choices(['json']).default('json')).requiredOption('--out <file>', 'file to write').addOption(jsonOption())
  .action((model: string, options: Common & { out: string; format: string }) =>
    run(async () => {
      await headless.exportFile(resolve(model), resolve(options.out));
      print(options, { model: resolve(model), format: options.format, out: resolve(options.out) }, () => [`written to ${options.out}`]);
    }));

/** tfjs-node is installed by the user: `engines` says whether it works. */
const EMBEDDED = ENGINE_NAMES.filter((name) => name !== 'tensorflow');
program.command('selftest').description('check every engine on this machine against the reference, on small flows of every kind').addOption(jsonOption())
  .action((options: Common) =>
    run(async (context) => {
      const checks = await selfTest(EMBEDDED, { wasmFolder: join(context.dist, 'wasm') }, (check) => note(selfTestLine(check)));
      print(options, { passed: checks.every((c) => c.passed), checks }, () => [selfTestSummary(checks)]);
      if (!checks.every((c) => c.passed)) process.exitCode = 1;
    }));

/** The command line has no settings: a variable of the environment names another tfjs-node. */
function places(): TensorflowPlaces {
  return { path: process.env.FLOWSCOPE_TENSORFLOW_PATH ?? null, storage: ownStorage(), workspace: [] };
}

program.command('engines').description('who can compute on this machine, and why not')
  .addOption(new Option('--install <engine>', 'download and install tfjs-node into the storage of Flowscope').choices(['tensorflow']))
  .addOption(new Option('--remove <engine>', 'remove what --install installed').choices(['tensorflow']).conflicts('install')).addOption(jsonOption())
  .action((options: Common & { install?: string; remove?: string }) =>
    run(async ({ dist }) => {
      const cancel = new AbortController();
      process.once('SIGINT', () => cancel.abort());
      if (options.install) {
        note(engines.SETUP_NOTICE);
        const log = (line: string) => process.env.FLOWSCOPE_DEBUG && note(line);
        note(await engines.installTensorflow(dist, places().storage, { log, progress: (message, done) => note(`${Math.round(100 * done)} %: ${message}`), signal: cancel.signal }));
      } else if (options.remove) note(await engines.uninstallTensorflow(places().storage));
      const found = await engines.listEngines(dist, places());
      print(options, { engines: found }, () => found.map(({ name, state, reason }) => `${name}: ${state}; ${reason}`));
    }));

async function run(act: (context: SessionContext) => Promise<void>, threads?: number): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-'));
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const data = await openDataRoom({ temporary, threads: threads ?? availableParallelism() });
  try {
    await act({ data, storage: temporary, dist: __dirname, version: FLOWSCOPE_VERSION, threads, tensorflow: places(), notice: note, log: (_, message) => process.env.FLOWSCOPE_DEBUG && note(message) });
  } catch (error) {
    if (process.env.FLOWSCOPE_DEBUG && error instanceof Error) note(error.stack ?? '');
    note(`flowscope: ${error instanceof InvalidArgumentError ? error.message : sentenceOf(error)}`.replaceAll('\n', ' '));
    process.exitCode = 1;
  } finally {
    data.close();
  }
}

/** JSON has no NaN or infinities: they become the strings "NaN", "Infinity", "-Infinity". */
function print(options: Common, result: object, lines: () => string[]): void {
  const text = options.json ? JSON.stringify(result, (_, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? String(v) : v)) : lines().join('\n');
  process.stdout.write(text + '\n');
}
function note(line: string): void {
  process.stderr.write(line + '\n');
}

void program.parseAsync();
