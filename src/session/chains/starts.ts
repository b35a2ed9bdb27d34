// Where a chain begins, as data that can be sent to a thread, and what becomes of it there. No tables here.
import { parseBases } from '../../distributions/change-of-variables/base-text';
import { rowsOf } from '../../distributions/distribution';
import { fitMixture } from '../../distributions/fit-mixture';
import { Gaussian } from '../../distributions/gaussian';
import { Mixture } from '../../distributions/mixture';
import type { Tensors } from '../../flows/layout';
import type { GaussianSummary } from '../../protocol/data';
import type { ModelMetadata } from '../../protocol/model';
import { Model, openFlow } from '../models/model';
import { flowDistribution } from '../../flows/flow-distribution';
import { modelBase } from './transform-flow';
import { Empirical } from '../../distributions/empirical';
import {
  independentColumns,
  type Operand,
  type Sampled,
  sampled,
  SEED,
} from '../../operations/operand';
import { grouped, say, type Sentence } from '../../protocol/sentence';

const MOST_COMPONENTS = 12;
export type SentStart =
  | { from: 'rows'; names: string[]; values: Float64Array; notes: Sentence[] }
  | { from: 'gaussian'; summary: GaussianSummary; notes: Sentence[] }
  | { from: 'mixture'; names: string[]; values: Float64Array; notes: Sentence[] }
  | { from: 'flow'; flow: SentFlow }
  | { from: 'typed'; text: string };

export interface SentFlow {
  metadata: ModelMetadata;
  tensors: Tensors;
  label: string;
}

export interface Started {
  operand: Operand;
  notes: Sentence[];
  /** frees what it holds open */
  close(): void;
}

/** @param dist folder of the built bundles, which a flow needs */
export async function started(sent: SentStart, dist: string): Promise<Started> {
  const plain = (operand: Operand, notes: Sentence[]): Started => ({
    operand,
    notes,
    close: () => undefined,
  });
  switch (sent.from) {
    case 'rows':
      return plain(new Empirical(sent.names, sent.values, null, 'rows'), sent.notes);
    case 'gaussian':
      return plain(new Gaussian(sent.summary), [
        say('Fitted to {0} rows by maximum likelihood.', grouped(sent.summary.rows)),
        ...sent.notes,
      ]);
    case 'mixture': {
      const { mixture, components } = fitMixture(
        rowsOf(sent.values, sent.names.length),
        sent.names,
        { seed: SEED, kMax: MOST_COMPONENTS },
      );
      const rows = sent.values.length / sent.names.length;
      return plain(mixture, [
        say(
          components === 1
            ? '{0} component, chosen on a tenth of {1} rows that the mixture was not fitted to.'
            : '{0} components, chosen on a tenth of {1} rows that the mixture was not fitted to.',
          components,
          grouped(rows),
        ),
        ...sent.notes,
      ]);
    }
    case 'flow': {
      const { operand, close } = await flowSampler(sent.flow, dist);
      const whole = sent.flow.metadata.specification.preprocessing.some((t) => t.integer === true);
      return {
        operand,
        notes: whole
          ? [say('Whole-number columns are spread within ±1/2 here, as the flow sees them.')]
          : [],
        close,
      };
    }
    case 'typed':
      return plain(await typed(sent.text), []);
  }
}

/**
 * Draws and log densities by the fastest engine, in single
 * precision; one column also as a base in double precision.
 */
export async function flowSampler(
  { metadata, tensors, label }: SentFlow,
  dist: string,
): Promise<{ operand: Sampled; close(): void }> {
  const model = new Model(metadata, tensors);
  const flow = await openFlow('auto', dist, metadata.specification, tensors);
  const base = flow.dim === 1 ? await modelBase(dist, model) : null;
  const operand = sampled({
    ...flowDistribution(flow),
    kind: 'flow',
    method: 'closed form',
    label: say('the flow {0}', label),
    bases: base?.single ? [base.single] : null,
  });
  return {
    operand,
    close: () => {
      flow.close();
      base?.close();
    },
  };
}

/** Independent Gaussians are one Gaussian, a single mixture is a mixture: in closed form. */
async function typed(text: string): Promise<Operand> {
  const { names, bases } = await parseBases(text);
  const parts = bases.map((b) => b.components);
  if (parts.every((p) => p?.length === 1)) {
    const covariance = names.flatMap((_, i) =>
      names.map((__, j) => (i === j ? parts[i]![0]!.deviation ** 2 : 0)),
    );
    return new Gaussian({ names, mean: parts.map((p) => p![0]!.mean), covariance });
  }
  const [only] = parts;
  if (parts.length === 1 && only)
    return new Mixture(
      only.map((c) => c.weight),
      only.map((c) => new Gaussian({ names, mean: [c.mean], covariance: [c.deviation ** 2] })),
    );
  return independentColumns(names, bases);
}
