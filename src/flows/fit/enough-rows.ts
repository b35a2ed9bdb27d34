// Whether the rows, or what goes together of them, suffice for training, validation and test parts.
import type { RowCounts } from '../../protocol/model';
import type { FitInput } from './request';
import type { Part as PartName } from '../split/split';
import { say, type Sentence } from '../../protocol/sentence';

export const SMALLEST = 30;
const CROSS_FIT_BELOW = 1000;
/** Groups and blocks hold several rows each: so many of them leave enough for a test. */
const CROSS_FIT_CLUSTERS = 200;

export type Divided = FitInput['divided'];

export function countsOf(
  { train, validation, test }: Record<PartName, Int32Array>,
  { read, leftOut, count }: FitInput,
): RowCounts {
  const purged = count - train.length - validation.length - test.length;
  return {
    read,
    leftOut,
    train: train.length,
    validation: validation.length,
    test: test.length,
    ...(purged > 0 ? { purged } : {}),
  };
}

export function tooFewRows({ count, divided }: FitInput): Sentence {
  if (!divided?.units)
    return say(
      'Only {0} complete rows: too few for training, validation and test parts. Use a larger file.',
      count,
    );
  return say(
    'Only {0} sets of rows that belong together: too few for training, validation and test parts. Use a larger file, or split by rows.',
    clusters(divided),
  );
}

export const clusters = (divided: Divided) => new Set(Array.from(divided?.units ?? [])).size;

/** Whether a tenth of the rows, or of what goes together, is too little to test on. */
export function isFew({ count, divided }: FitInput): boolean {
  if (count < CROSS_FIT_BELOW) return true;
  return (
    divided?.units !== undefined &&
    clusters(divided) < (divided.split?.by === 'copies' ? CROSS_FIT_BELOW : CROSS_FIT_CLUSTERS)
  );
}
