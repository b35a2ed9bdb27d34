// The Gaussian of a whole file, and Gaussians and mixtures of them written down in files or on the command line.
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as z from 'zod';
import { fewerRows } from '../../distributions/cholesky';
import { DistributionError } from '../../distributions/distribution';
import { Gaussian } from '../../distributions/gaussian';
import { Mixture } from '../../distributions/mixture';
import { Moments } from '../../distributions/moments';
import type { OpenOptions } from '../../data';
import type { GaussianSummary } from '../../protocol/data';
import type { ClosedForm, PlainGaussian } from '../../protocol/operations';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { Model } from '../models/model';
import { say, type Sentence } from '../../protocol/sentence';

const LARGEST_JSON = 64 * 1024 * 1024;

export interface FittedGaussian {
  gaussian: Gaussian;
  /** complete rows it is fitted to, and all rows that were read */
  rows: number;
  read: number;
  /** what was noticed while reading */
  notes: Sentence[];
  /** why it has no density in all its columns; null when it has one */
  degeneracy: Sentence | null;
  /** mean log density of these rows in nats; null when it has none in all its columns */
  logDensity: number | null;
}

/**
 * Maximum likelihood over every complete row, streamed in file
 * order: exact to rounding, whatever the number of threads.
 * @param columns by default every numeric one but identifiers
 */
export async function fitFile(
  context: SessionContext,
  path: string,
  columns: string[] | undefined,
  how: OpenOptions,
): Promise<FittedGaussian> {
  const stream = await context.data.stream(path, columns, how);
  try {
    const moments = new Moments(stream.names.length);
    let read = 0;
    for await (const piece of stream.pieces()) {
      moments.add(piece.values, piece.count);
      read = piece.read;
    }
    const summary = moments.summary(stream.names);
    if (summary.rows < 2)
      throw new SessionError(
        say(
          summary.rows === 1
            ? 'Only {0} complete row in {1}: a Gaussian needs at least 2. Choose columns with fewer gaps.'
            : 'Only {0} complete rows in {1}: a Gaussian needs at least 2. Choose columns with fewer gaps.',
          summary.rows,
          stream.names.join(', '),
        ),
      );
    const beyond = summary.names.find(
      (_, d) =>
        !Number.isFinite(summary.mean[d]) ||
        !Number.isFinite(summary.covariance[d * (summary.names.length + 1)]),
    );
    if (beyond !== undefined)
      throw new SessionError(
        say(
          'The values of "{0}" are too large for double precision: their variance is no number. Use a larger unit, or choose other columns.',
          beyond,
        ),
      );
    return { rows: summary.rows, read, notes: stream.notes, ...knownOf(summary) };
  } finally {
    await stream.close();
  }
}

function knownOf(
  summary: GaussianSummary,
): Pick<FittedGaussian, 'gaussian' | 'degeneracy' | 'logDensity'> {
  const gaussian = new Gaussian(summary);
  const degeneracy =
    gaussian.degeneracy && summary.rows <= gaussian.dim
      ? fewerRows(summary.rows, gaussian.dim)
      : gaussian.degeneracy;
  // at the maximum the mean of (x - mean)^T C^-1 (x - mean) is D: no second pass is needed
  const logDensity = degeneracy
    ? null
    : -0.5 * (gaussian.dim * (1 + Math.log(2 * Math.PI)) + gaussian.logDeterminant);
  return { gaussian, degeneracy, logDensity };
}

const finite = z.number();
const shape = z.object({
  names: z.array(z.string().min(1).max(1000)).min(1).max(1024),
  mean: z.array(finite).min(1).max(1024),
  covariance: z.union([z.array(z.array(finite)), z.array(finite)]),
});

const mixtureShape = z.object({
  weights: z.array(finite).min(1).max(1024),
  components: z.array(z.unknown()).min(1).max(1024),
});

/**
 * From `{"names": ["a"], "mean": [0], "covariance": [[1]]}`, from `{"weights": [..], "components":
 * [{"names": ..}, ..]}`, a file that holds one of them, or a model file (the Gaussian it was compared with).
 * @throws SessionError saying which part is not as expected
 */
export async function readClosed(from: string): Promise<Gaussian | Mixture> {
  if (from.trimStart().startsWith('{')) return parseClosed(from, 'The text');
  const there = await stat(from).catch(() => null);
  if (!there)
    throw new SessionError(
      say(
        '{0} cannot be found. Give a model file, a .json file, or {"names": ["a"], "mean": [0], "covariance": [[1]]}.',
        from,
      ),
    );
  if (there.isDirectory())
    throw new SessionError(say('{0} is a folder. Give a model file or a .json file.', from));
  if (from.endsWith('.safetensors')) return ofModel(await Model.read(from), basename(from));
  if (there.size > LARGEST_JSON)
    throw new SessionError(
      say('{0} is too large to hold a Gaussian ({1} bytes).', from, there.size),
    );
  return parseClosed(await readFile(from, 'utf8'), basename(from));
}

function ofModel({ metadata, columns }: Model, name: string): Gaussian {
  const { mean, covariance } = metadata.gaussian;
  if (mean.length === 0)
    throw new SessionError(
      say(
        '{0} holds no Gaussian: its fit was interrupted before. Finish it with "fit --resume", or give a .json file.',
        name,
      ),
    );
  return new Gaussian({ names: columns, mean, covariance });
}

function parseClosed(text: string, name: string): Gaussian | Mixture {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SessionError(say('{0} is not valid JSON: {1}.', name, (error as Error).message));
  }
  const mixture = mixtureShape.safeParse(value);
  if (!mixture.success) return gaussianOf(value, name);
  const { weights, components } = mixture.data;
  try {
    return new Mixture(
      weights,
      components.map((part, k) => gaussianOf(part, `Component ${k + 1} of ${name}`)),
    );
  } catch (error) {
    if (error instanceof DistributionError)
      throw new SessionError(say('{0}: {1}', name, error.sentence));
    throw error;
  }
}

function gaussianOf(value: unknown, name: string): Gaussian {
  const checked = shape.safeParse(value);
  if (!checked.success)
    throw new SessionError(
      say(
        '{0} is not a Gaussian: {1}. Write {"names": ["a"], "mean": [0], "covariance": [[1]]}.',
        name,
        complaint(checked.error, value),
      ),
    );
  const { names, mean, covariance } = checked.data;
  const ragged = covariance.findIndex((row) => Array.isArray(row) && row.length !== names.length);
  if (ragged >= 0)
    throw new SessionError(
      say(
        '{0}: row {1} of the covariance has {2} numbers, and there are {3} columns. Give one for each column.',
        name,
        ragged + 1,
        (covariance[ragged] as number[]).length,
        names.length,
      ),
    );
  try {
    return new Gaussian({ names, mean, covariance: covariance.flat() });
  } catch (error) {
    if (error instanceof DistributionError)
      throw new SessionError(say('{0}: {1}', name, error.sentence));
    throw error;
  }
}

function complaint(error: z.ZodError, value: unknown): Sentence {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return say('it is not a JSON object');
  const { path } = error.issues[0]!;
  const missing = path.length === 1 && !(String(path[0]) in value);
  return missing
    ? say('it has no "{0}"', String(path[0]))
    : say(
        '"{0}" is not as expected (finite numbers, and names that are texts)',
        path.map(String).join('.'),
      );
}

/** Plain numbers, the covariance as rows; what another operation reads. */
export function plain({ names, mean, covariance, dim }: Gaussian): PlainGaussian {
  return {
    names,
    mean: [...mean],
    covariance: Array.from({ length: dim }, (_, i) => [
      ...covariance.subarray(i * dim, (i + 1) * dim),
    ]),
  };
}

/** The same for a mixture too. */
export const plainClosed = (held: Gaussian | Mixture): ClosedForm =>
  held.kind === 'gaussian'
    ? plain(held)
    : { weights: [...held.weights], components: held.components.map(plain) };
