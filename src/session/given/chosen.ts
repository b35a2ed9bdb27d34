// Values of conditions that somebody chose: as a context, for the linear Gaussian, and the table's rows beside them.
import type { Table } from '../../data';
import { Gaussian } from '../../distributions/gaussian';
import { LinearGaussian } from '../../distributions/linear-gaussian';
import { ConditionError, encodeValues } from '../../flows/conditions';
import type { GaussianSummary } from '../../protocol/data';
import type {
  Condition,
  FlowSpecification,
  GivenValues,
  ModelMetadata,
} from '../../protocol/model';
import type { GivenView, Lens } from '../../protocol/pictures';
import { SessionError } from '../errors';
import { ownChoices } from '../../protocol/words/conditions';
import { conditionsOf } from './columns';

/** The numbers of chosen values. @throws SessionError */
export function chosenContext(conditions: Condition[], chosen: GivenValues): Float64Array {
  try {
    return encodeValues(conditions, chosen);
  } catch (error) {
    if (error instanceof ConditionError) throw new SessionError(error.sentence);
    throw error;
  }
}

/** The linear Gaussian at chosen values; null until every condition has one. */
export function gaussianAt(
  { specification, baseline }: Pick<ModelMetadata, 'specification' | 'baseline'>,
  given: GivenValues | undefined,
): GaussianSummary | null {
  const conditions = conditionsOf(specification);
  const chosen = ownChoices(conditions, given);
  if (!baseline || conditions.some((c) => chosen[c.column] === undefined)) return null;
  const { names, mean, covariance }: Gaussian = new LinearGaussian(
    specification.columns,
    baseline,
  ).at(chosenContext(conditions, chosen));
  return { names: [...names], mean: [...mean], covariance: [...covariance], rows: 0 };
}

/** What the lens says about the conditions of this flow, and nothing about others. */
export function ownLens(specification: Pick<FlowSpecification, 'given'> | null, lens: Lens): Lens {
  const { given, ...rest } = lens;
  const own = specification ? ownChoices(conditionsOf(specification), given) : {};
  return Object.keys(own).length > 0 ? { ...rest, given: own } : rest;
}

export async function givenView(
  table: Table,
  { specification }: Pick<ModelMetadata, 'specification'>,
  chosen: GivenValues,
): Promise<GivenView | null> {
  const conditions = conditionsOf(specification);
  if (conditions.length === 0) return null;
  const own = ownChoices(conditions, chosen);
  const { rows, of, reach } = await table.beside(specification.columns, own);
  const { columns } = await table.profile();
  const range = Object.fromEntries(
    conditions.flatMap((c) => {
      const profile = columns.find((p) => p.name === c.column);
      return c.kind === 'number' && profile && profile.min !== null && profile.max !== null
        ? [[c.column, [profile.min, profile.max] as [number, number]]]
        : [];
    }),
  );
  return { conditions, rows, of, reach, range };
}
