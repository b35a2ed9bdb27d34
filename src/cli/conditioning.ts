// flowscope condition: a distribution once some of its columns are known, by values or by ranges.
import { type Command, InvalidArgumentError } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Ranges } from '../inference/restricted';
import type { GivenValues } from '../protocol/model';
import { conditionInto } from '../session/inference/conditioned';
import { type Common, count, figure, jsonOption } from './options';
import { note, print, run } from './run';

interface Known {
  values: GivenValues;
  ranges: Ranges;
}

/** "c=1.2,d=0..3", perhaps in several options: values, and ranges */
export function known(text: string, before: Known = { values: {}, ranges: {} }): Known {
  const found: { values: GivenValues; ranges: Record<string, readonly [number, number]> } = {
    values: { ...before.values },
    ranges: { ...before.ranges },
  };
  for (const part of text.split(/,(?=[^,=]+=)/)) {
    const match = /^([^=]+)=(.+)$/s.exec(part);
    if (!match)
      throw new InvalidArgumentError('Write COLUMN=VALUE or COLUMN=LOW..HIGH, as in c=1.2,d=0..3.');
    const [name, value] = [match[1]!.trim(), match[2]!.trim()];
    if (name in found.values || name in found.ranges)
      throw new InvalidArgumentError(`"${name}" is given twice.`);
    const range = /^(\S+?)\.\.(\S+)$/.exec(value);
    if (!range) {
      found.values[name] = value;
      continue;
    }
    const end = (word: string) =>
      /^[+-]?inf$/i.test(word) ? (word.startsWith('-') ? -Infinity : Infinity) : Number(word);
    const [low, high] = [end(range[1]!), end(range[2]!)];
    if (!(low < high))
      throw new InvalidArgumentError('A range is LOW..HIGH with LOW < HIGH, as in d=0..3.');
    found.ranges[name] = [low, high];
  }
  return found;
}

export function conditioningCommands(program: Command): void {
  program
    .command('condition <distribution>')
    .description(
      'draws of the other columns once some are known, with the log density of each (log_density)',
    )
    .requiredOption(
      '--given <known>',
      'what is known, as in c=1.2,d=0..3: values, and ranges; a column within a range stays',
      known,
    )
    .requiredOption('-n <count>', 'how many samples to draw', count(1, 10_000_000))
    .requiredOption('--out <file>', 'CSV or Parquet to write samples to')
    .option('--seed <n>', 'seed of the samples', count(0, 4294967295), 1)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The distribution is a model file, a Gaussian or mixture as JSON (see "gaussian"), or typed, such as "a=normal(0,1), b=uniform(0,1)".`,
    )
    .action(
      (
        distribution: string,
        options: Common & { given: Known; n: number; out: string; seed: number },
      ) =>
        run(async (context) => {
          const { given, n, seed } = options;
          const out = resolve(options.out);
          const from = existsSync(distribution) ? resolve(distribution) : distribution;
          const found = await conditionInto(context, from, { ...given, count: n, seed, out });
          for (const sentence of found.notes) note(sentence);
          const { method, effectiveSampleSize, within, logDensityOfGiven } = found;
          print(options, { ...found, out, seed }, () => [
            `${n} rows written to ${options.out}`,
            `by ${method}, worth ${figure(Math.floor(effectiveSampleSize))} equal draws`,
            ...(logDensityOfGiven
              ? [`log density of what is given ${figure(logDensityOfGiven.value)}`]
              : []),
            ...(within
              ? [
                  `${figure(100 * within.share)} ± ${figure(100 * within.standardError)} % lie within the ranges`,
                ]
              : []),
          ]);
        }),
    );
}
