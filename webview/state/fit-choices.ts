// What the next fit is asked for, besides columns and transforms: what was chosen on the page, and else what the
// settings say.
import { computed, signal } from '@preact/signals';
import { hasDirection } from '../../src/protocol/choices';
import type { FitOptions } from '../../src/protocol/fit-options';
import type { FitChoices, LastFit } from '../../src/protocol/page-state';
import { defaults } from './store';

export const MOST_SECONDS = 86_400;

/** chosen on this page; the others are those of the settings */
export const fitChoices = signal<Partial<FitChoices>>({});
/** what the last fit from this page was asked for; null before the first */
export const lastFit = signal<LastFit | null>(null);

export const chosenFit = computed<FitChoices>(() => {
  const { cloudPoints: _, ...fit } = defaults.value;
  return { ...fit, ...fitChoices.value };
});

/** The part of a fit's options that says what was chosen. */
export function askedFit({
  flow,
  engine,
  seconds,
  seeds,
  direction,
  order,
}: FitChoices): Pick<FitOptions, keyof FitChoices> {
  return {
    flow,
    engine,
    seconds,
    ...(seeds > 1 ? { seeds } : {}),
    ...(direction === 'sampling' && hasDirection(flow) ? { direction } : {}),
    ...(order === 'fixed' ? { order } : {}),
  };
}
