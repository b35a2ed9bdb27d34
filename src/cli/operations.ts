// flowscope operations: a file saved from the panel, with the same numbers; draws of its result.
import { type Command, InvalidArgumentError } from 'commander';
import { basename, resolve } from 'node:path';
import type { Estimate } from '../protocol/operations';
import { runOperations } from '../session/chains/headless';
import { stepWords } from '../operations/catalogue';
import { type Common, count, jsonOption } from './options';
import { note, print, run } from './run';

export function operationsCommands(program: Command): void {
  program
    .command('operations <file>')
    .description(
      'the result of operations saved from the panel (NAME.flowscope.json), and draws of it',
    )
    .option('-n <count>', 'how many samples to draw', count(1, 10_000_000))
    .option('--out <file>', 'CSV or Parquet to write samples to')
    .option('--seed <n>', 'seed of the samples', count(0, 4294967295), 1)
    .addOption(jsonOption())
    .action((file: string, options: Common & { n?: number; out?: string; seed: number }) =>
      run(async (context) => {
        const { n, out, seed } = options;
        if (n !== undefined && !out)
          throw new InvalidArgumentError('Samples need a file: give --out FILE.csv.');
        if (out && n === undefined)
          throw new InvalidArgumentError('--out is for samples: give -n COUNT.');
        const {
          file: { data, columns, start, steps },
          view,
          samples,
        } = await runOperations(
          context,
          resolve(file),
          n === undefined ? null : { count: n, seed },
        );
        const rows = samples && samples.values.length / samples.names.length;
        if (samples) await context.data.write(resolve(out!), samples.names, samples.values, rows!);
        for (const sentence of view.notes) note(sentence);
        const {
          names,
          mean,
          covariance,
          covarianceError,
          method,
          draws,
          density,
          entropy,
          logZ,
          degenerate,
          components,
          kind,
          jacobian,
          notes,
        } = view;
        const dim = names.length;
        const square = (values: number[]) =>
          Array.from({ length: dim }, (_, i) => values.slice(i * dim, (i + 1) * dim));
        const result = {
          kind,
          names,
          method,
          density,
          mean: mean.map((m) => m.value),
          ...(mean[0]?.standardError === null
            ? {}
            : { meanError: mean.map((m) => m.standardError) }),
          covariance: square(covariance),
          ...(covarianceError ? { covarianceError: square(covarianceError) } : {}),
          ...(draws ? { draws } : {}),
          entropy,
          ...(logZ?.of === 'product'
            ? { logZ: logZ.estimate }
            : logZ
              ? { logDensityOfGiven: logZ.estimate }
              : {}),
          ...(degenerate ? { rank: degenerate.rank } : {}),
          ...(components ? { components } : {}),
          ...(jacobian ? { logDeterminant: jacobian.mean } : {}),
          start,
          steps,
          ...(data ? { data, columns } : {}),
          notes,
          ...(rows === null ? {} : { rows, out: resolve(out!), seed }),
        };
        print(options, result, () => [
          [data ? basename(data) : null, START_WORDS[start.from], ...steps.map(stepWords)]
            .filter(Boolean)
            .join(' > '),
          `${kind}, ${method}`,
          ...names.map(
            (name, d) =>
              `${name}: mean ${words(mean[d]!)}, standard deviation ${digits(Math.sqrt(covariance[d * (dim + 1)]!))}`,
          ),
          ...(entropy ? [`entropy ${words(entropy)} nats`] : []),
          ...(logZ
            ? [
                `${logZ.of === 'product' ? 'log Z' : 'log density of what is given'} ${words(logZ.estimate)}`,
              ]
            : []),
          ...(degenerate ? [`rank ${degenerate.rank} of ${dim}`] : []),
          ...(rows === null ? [] : [`${rows.toLocaleString('en')} rows written to ${out}`]),
        ]);
      }),
    );
}

const START_WORDS: Record<string, string> = {
  rows: 'rows',
  gaussian: 'Gaussian',
  mixture: 'mixture of Gaussians',
  flow: 'flow',
  typed: 'typed',
};
const digits = (v: number) => String(Number(v.toPrecision(7)));
const words = ({ value, standardError }: Estimate) =>
  standardError === null ? digits(value) : `${digits(value)} ± ${standardError.toPrecision(2)}`;
