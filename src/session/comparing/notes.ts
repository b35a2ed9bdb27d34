// What is said of the rows of a comparison.
import type { Split } from '../../protocol/split';
import type { Model } from '../models/model';
import { grouped, say, type Sentence } from '../../protocol/sentence';

/**
 * Which rows these are, and whether the models were fitted on others. The
 * number of a row decides whether it is a test row, whatever the condition.
 */
export function rowsNotes(where: string | null, models: Model[], labels: string[]): Sentence[] {
  const others = models
    .map((m, i) => ({ metadata: m.metadata, label: labels[i]! }))
    .filter(({ metadata }) => (metadata.data?.where ?? null) !== where);
  return [
    ...(where === null ? [] : [say('Rows where {0}.', where)]),
    ...others.map(({ metadata, label }) =>
      metadata.data?.where
        ? say('"{0}" was fitted on rows where {1}.', label, metadata.data.where)
        : say('"{0}" was fitted on all rows.', label),
    ),
  ];
}

export const SPLIT_OTHERWISE = say(
  'These models were split in different ways, and no row is a test row of all of them. Fit them again with the same split.',
);

export const splitNotes = (splits: Split[]): Sentence[] =>
  splits.length > 1
    ? [say('The models were split in different ways: these are test rows of all of them.')]
    : [];

export const unseenNotes = (rows: number): Sentence[] =>
  rows === 0
    ? []
    : [
        say(
          '{0} rows have a level that a model was not trained on, and were left out.',
          grouped(rows),
        ),
      ];

/** Which rows were scored, and whether a model has seen them. @param own whether each model was fitted on this file */
export function noteOn(rows: number, labels: string[], own: boolean[]): Sentence {
  const n = grouped(rows);
  if (own.every(Boolean))
    return say(
      own.length > 1
        ? 'Scored on the {0} test rows that neither the Gaussian nor the flows were trained on.'
        : 'Scored on the {0} test rows that neither the Gaussian nor the flow was trained on.',
      n,
    );
  if (!own.some(Boolean))
    return say(
      own.length > 1
        ? 'This file is not the one the models were fitted on: scored on all {0} complete rows.'
        : 'This file is not the one the model was fitted on: scored on all {0} complete rows.',
      n,
    );
  const seen = labels
    .filter((_, i) => own[i])
    .map((label) => `"${label}"`)
    .join(', ');
  return say(
    'Scored on all {0} complete rows: {1} was fitted on this file and has seen most of them, which favours it; the others have not.',
    n,
    seen,
  );
}
