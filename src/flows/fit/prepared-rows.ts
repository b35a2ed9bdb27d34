// The rows of an attempt in model space: preprocessed, with noise on whole numbers, less the line that conditions give.
import { alongContext, fitLinearGaussian } from '../../distributions/linear-gaussian';
import type { FlowSpecification, Given } from '../../protocol/model';
import { contextNames } from '../conditions';
import type { Rows } from '../engine';
import { constantAmong } from '../health';
import { keepInside } from '../parts';
import { choosePreprocessing, TransformError } from '../choose-preprocessing';
import { dequantise, toModel } from '../preprocessing';
import { ConstantError, FitError, orFitError } from './request';
import { score } from '../score';
import type { Setting } from './setting';
import { say, type Sentence } from '../../protocol/sentence';

export interface PreparedRows {
  transforms: FlowSpecification['preprocessing'];
  /** in original units, with noise on whole numbers */
  dequantised: { train: Float64Array; validation: Float64Array };
  /** conditions, and the line that they give in model space: it is taken away from `data` and `held` */
  given: Given | undefined;
  /** training rows */
  data: Rows;
  /** validation rows in the support of every transform */
  held: ReturnType<typeof keepInside>;
  /** which of `held` are not independent; undefined: all are */
  heldUnits: Float64Array | undefined;
  /** mean log|det J| of the preprocessing on training and validation rows: from model space to original units */
  jacobian: { train: number; validation: number };
}

/** @throws FitError when the preprocessing that was asked for does not suit the rows */
export function prepareRows(setting: Setting): PreparedRows {
  const { columns, train: rows, validation, request, notes } = setting;
  const { transforms, notes: found } = preprocessingOf(setting);
  notes.push(...found);
  const noisy = ({ values, rowNumbers }: Setting['train']) =>
    dequantise(values, rowNumbers, transforms, request.seed);
  const train = noisy(rows);
  const constant = constantAmong(train, rows.count, columns.length);
  if (constant >= 0) throw new ConstantError(columns[constant]!);
  const dequantised = { train, validation: noisy(validation) };
  const z = toModel(train, rows.count, transforms);
  const given = request.resume
    ? request.resume.metadata.specification.given
    : lineThrough(setting, z.z);
  const data = withoutLine(given, {
    values: z.z,
    count: rows.count,
    dim: columns.length,
    ...(rows.context ? { context: rows.context } : {}),
  });
  const inside = keepInside(
    toModel(dequantised.validation, validation.count, transforms),
    validation,
    columns.length,
  );
  const held = { ...inside, ...withoutLine(given, inside) };
  if (held.outside > 0)
    notes.push(
      say(
        '{0} validation rows lie outside the support of a transform: their density is zero under this model.',
        held.outside,
      ),
    );
  const { units } = validation;
  return {
    transforms,
    dequantised,
    given,
    data,
    held,
    heldUnits: units && Float64Array.from(held.kept, (n) => units[n]!),
    jacobian: { train: score(z.logDet).mean, validation: score(held.logDet).mean },
  };
}

function preprocessingOf({ train: rows, columns, request, integer, reach }: Setting): {
  transforms: FlowSpecification['preprocessing'];
  notes: Sentence[];
} {
  if (request.resume)
    return { transforms: request.resume.metadata.specification.preprocessing, notes: [] };
  try {
    return choosePreprocessing(
      rows.values,
      rows.count,
      columns,
      request.transforms ?? {},
      integer,
      reach,
    );
  } catch (error) {
    if (error instanceof TransformError) throw new FitError(error.sentence);
    throw error;
  }
}

function lineThrough(
  { conditions, columns, train: rows }: Setting,
  z: Float64Array,
): Given | undefined {
  if (conditions.length === 0) return undefined;
  const fitted = orFitError(() =>
    fitLinearGaussian(z, rows.context!, rows.count, columns, contextNames(conditions).length),
  );
  return { conditions, slopes: [...fitted.slopes] };
}

function withoutLine<R extends Rows>(given: Given | undefined, rows: R): R {
  return given && rows.count > 0
    ? {
        ...rows,
        values: alongContext(rows.values, rows.context!, rows.count, given.slopes, -1),
      }
    : rows;
}
