// Variational inference as a use case: a typed log density, perhaps of a table's rows, becomes a model file.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { OpenOptions, Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import { rowsOf } from '../../distributions/distribution';
import { fitGaussian } from '../../distributions/moments';
import { versionOf } from '../../flows/model-file/schema';
import { countParameters } from '../../flows/specification';
import { scores } from '../../flows/verdict';
import { type DataRows, DensityFormula } from '../../inference/variational/density';
import { readVariables } from '../../inference/variational/variables';
import { aliases } from '../../operations/formula-words';
import type { ModelMetadata } from '../../protocol/model';
import { grouped, say, type Sentence } from '../../protocol/sentence';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { Model } from '../models/model';
import { MODEL_SUFFIX } from '../models/store';
import { startThread } from '../threads';
import type { VariationalFound, VariationalProgress, VariationalWork } from './variational-work';

export interface VariationalRequest {
  formula: string;
  /** "a, b > 0, 0 < c < 1" */
  variables: string;
  /** a table whose rows the formula sums over */
  data: string | null;
  how: OpenOptions;
  out: string;
  seed: number;
  steps: number | null;
  seconds: number;
}

export interface VariationalReport extends Pick<
  VariationalFound,
  'elbo' | 'standardError' | 'logEvidence' | 'logEvidenceError' | 'paretoK' | 'steps' | 'seconds'
> {
  variables: string[];
  /** rows of the table that the formula sums over */
  rows: number;
  notes: Sentence[];
}

const MOST_ROWS = 10_000;

/** Writes the approximation as a model file. @throws SessionError, DistributionError: one sentence */
export async function variationalInto(
  context: SessionContext,
  request: VariationalRequest,
  hooks: { progress?(progress: VariationalProgress): void; onStop?(stop: () => void): void } = {},
): Promise<VariationalReport> {
  const { formula, out, seed, steps, seconds } = request;
  if (!out.endsWith(MODEL_SUFFIX))
    throw new SessionError(say('--out must end in {0}.', MODEL_SUFFIX));
  if (!existsSync(dirname(out) || '.'))
    throw new SessionError(
      say('The folder of {0} does not exist. Create it or choose another place.', out),
    );
  const variables = readVariables(request.variables);
  const table = request.data === null ? null : await context.data.open(request.data, request.how);
  let data: { aliases: string[][]; rows: DataRows } | null = null;
  const notes: Sentence[] = [];
  try {
    if (table) {
      const { names, called } = await numericColumns(table);
      const typed = await DensityFormula.read(formula, variables, called);
      data = { aliases: called, rows: await rowsFor(table, names, typed.columnsRead, notes) };
    } else await DensityFormula.read(formula, variables, null);
  } finally {
    table?.close();
  }
  const { threads } = context;
  const work: VariationalWork = { formula, variables, table: data, seed, steps, seconds, threads };
  const thread = startThread(context.dist, 'variational', work, {
    event: (progress) => hooks.progress?.(progress),
    log: (detail) => context.log('error', detail),
  });
  hooks.onStop?.(thread.stop);
  const found = await thread.result;
  const all = [...notes, ...found.notes];
  const model = new Model(metadataOf(context, request, found, all), found.tensors);
  await model.write(out);
  return {
    variables: variables.map(({ name }) => name),
    rows: data?.rows.count ?? 0,
    elbo: found.elbo,
    standardError: found.standardError,
    logEvidence: found.logEvidence,
    logEvidenceError: found.logEvidenceError,
    paretoK: found.paretoK,
    steps: found.steps,
    seconds: found.seconds,
    notes: all,
  };
}

async function numericColumns(table: Table): Promise<{ names: string[]; called: string[][] }> {
  const { columns } = await table.profile();
  const names = columns.filter((c) => c.modelled || c.type === 'constant').map((c) => c.name);
  // x1, x2, ... would be easily taken for variables here
  const called = aliases(names).map((own, i) => own.filter((alias) => names[i]!.startsWith(alias)));
  return { names, called };
}

async function rowsFor(
  table: Table,
  names: string[],
  read: number[],
  notes: Sentence[],
): Promise<DataRows> {
  const wanted = read.map((c) => names[c]!);
  if (wanted.length === 0) {
    notes.push(say('The formula reads no column of the table: write its columns inside sum(...).'));
    return { columns: [], count: 0 };
  }
  const { values, count, leftOut } = await table.rows(wanted, { limit: MOST_ROWS + 1 });
  if (count > MOST_ROWS)
    throw new SessionError(
      say(
        'The table has more than {0} rows with values in {1}, and a formula sums over {0} at most. Choose rows with --where.',
        grouped(MOST_ROWS),
        wanted.join(', '),
      ),
    );
  if (count === 0)
    throw new SessionError(
      say('No row of the table has a value in each of {0}.', wanted.join(', ')),
    );
  if (leftOut > 0)
    notes.push(
      say(
        leftOut === 1
          ? '{0} row without a value in {1} was left out.'
          : '{0} rows without a value in {1} were left out.',
        grouped(leftOut),
        wanted.join(', '),
      ),
    );
  const columns: (Float64Array | undefined)[] = names.map(() => undefined);
  read.forEach((c, d) => {
    columns[c] = Float64Array.from({ length: count }, (_, n) => values[n * read.length + d]!);
  });
  return { columns, count };
}

/** A model without a table. Its scores are of its own draws: how much better it describes them than their Gaussian. */
function metadataOf(
  context: SessionContext,
  { formula, seed, data, steps: planned }: VariationalRequest,
  found: VariationalFound,
  notes: Sentence[],
): ModelMetadata {
  const { specification, draws, logDensity, engine, steps, seconds } = found;
  const names = specification.columns;
  const kept = [...logDensity.keys()].filter((n) => Number.isFinite(logDensity[n]!));
  const own = new Float64Array(kept.length * names.length);
  kept.forEach((n, k) =>
    own.set(draws.subarray(n * names.length, (n + 1) * names.length), k * names.length),
  );
  const { mean, covariance } = fitGaussian(own, kept.length, names);
  const gaussian = new Gaussian({ names, mean, covariance });
  return {
    format: 'flowscope',
    version: versionOf(specification),
    specification,
    seed,
    engine,
    steps,
    plannedSteps: planned ?? steps,
    seconds,
    batch: 0,
    data: null,
    rows: { read: 0, leftOut: 0, train: 0, validation: 0, test: 0 },
    gaussian: { mean: [...mean], covariance: [...covariance] },
    scores: scores(
      {
        flow: Float64Array.from(kept, (n) => logDensity[n]!),
        gaussian: gaussian.logProb(rowsOf(own, names.length)),
      },
      'all',
    ),
    atoms: [],
    atomsAccepted: false,
    parameters: countParameters(specification),
    created: new Date().toISOString(),
    build: context.version,
    notes: [
      data === null
        ? say('An approximation of the density whose logarithm is, up to a constant, {0}.', formula)
        : say(
            'An approximation of the density whose logarithm is, up to a constant, {0}, summed over rows of {1}.',
            formula,
            data,
          ),
      say('Scores are of draws of the approximation, beside the Gaussian of these draws.'),
      say(
        'ELBO {0} ± {1}, log evidence {2} ± {3} nats.',
        found.elbo.toFixed(4),
        found.standardError.toFixed(4),
        found.logEvidence.toFixed(4),
        found.logEvidenceError.toFixed(4),
      ),
      ...notes,
    ],
  };
}
