// What is said of the rows of a comparison.
import type { Split } from '../../protocol/split';
import type { Model } from '../models/model';

/** Which rows these are, and whether the models were fitted on others. A row is a test row whatever the condition: its number decides. */
export function rowsNote(where: string | null, models: Model[], labels: string[]): string {
  const others = models
    .map((m, i) => ({ metadata: m.metadata, label: labels[i]! }))
    .filter(({ metadata }) => (metadata.data?.where ?? null) !== where);
  const here = where === null ? '' : `Rows where ${where}. `;
  return (
    here +
    others
      .map(
        (m) =>
          `"${m.label}" was fitted on ${m.metadata.data?.where ? `rows where ${m.metadata.data.where}` : 'all rows'}. `,
      )
      .join('')
  );
}

export const SPLIT_OTHERWISE =
  'These models were split in different ways, and no row is a test row of all of them. Fit them again with the same split.';

export const splitNote = (splits: Split[]) =>
  splits.length > 1
    ? ' The models were split in different ways: these are test rows of all of them.'
    : '';

export const unseenNote = (rows: number) =>
  rows === 0
    ? ''
    : ` ${rows.toLocaleString('en')} rows have a level that a model was not trained on, and were left out.`;

/** Which rows were scored, and whether a model has seen them. @param own whether each model was fitted on this file */
export function noteOn(rows: number, labels: string[], own: boolean[]): string {
  const n = rows.toLocaleString('en');
  if (own.every(Boolean))
    return `Scored on the ${n} test rows that neither the Gaussian nor the ${own.length > 1 ? 'flows were' : 'flow was'} trained on.`;
  if (!own.some(Boolean))
    return `This file is not the one the ${own.length > 1 ? 'models were' : 'model was'} fitted on: scored on all ${n} complete rows.`;
  const seen = labels
    .filter((_, i) => own[i])
    .map((label) => `"${label}"`)
    .join(', ');
  return `Scored on all ${n} complete rows: ${seen} was fitted on this file and has seen most of them, which favours it; the others have not.`;
}
