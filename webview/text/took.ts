// What a fit took, in the same words wherever it is said.
import type { ModelMetadata } from '../../src/protocol/model';
import { formatCount, formatSeconds, formatSteps } from './format';
import { t } from './translate';

/** Steps and time of the whole fit and of its best round, and the step in it that was kept. */
export function tookFacts({
  steps,
  plannedSteps,
  seconds,
  training,
}: Pick<ModelMetadata, 'steps' | 'plannedSteps' | 'seconds' | 'training'>): [
  term: string,
  value: string,
][] {
  const { bestRound } = training ?? {};
  if (!training)
    return [
      [t('steps'), formatSteps(steps, plannedSteps)],
      [t('time'), formatSeconds(seconds)],
    ];
  if (!bestRound)
    return [
      [t('steps'), t('{0} in all, none of them kept', formatCount(training.steps))],
      [t('time'), formatSeconds(seconds)],
    ];
  return [
    [
      t('steps'),
      t(
        '{0} in all, {1} in the best round',
        formatCount(training.steps),
        formatCount(bestRound.steps),
      ),
    ],
    [t('kept step'), t('{0} of the best round', formatCount(steps))],
    [
      t('time'),
      t(
        '{0} in all, {1} in the best round',
        formatSeconds(seconds),
        formatSeconds(bestRound.seconds),
      ),
    ],
  ];
}
