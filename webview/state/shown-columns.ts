// Columns whose marginals somebody asked to see, described or not.
import { signal } from '@preact/signals';
import { exploration, show } from './store';

/** not described, and shown beside those that are */
export const alsoShown = signal<string[]>([]);
/** the one that was asked for last, in a new object each time: its marginal is brought into view */
export const sought = signal<{ column: string } | null>(null);

/** Brings the marginal of a column into view. */
export function showMarginal(column: string): void {
  const described = exploration.peek()?.selected.includes(column);
  if (!described && !alsoShown.peek().includes(column))
    alsoShown.value = [...alsoShown.peek(), column];
  sought.value = { column };
  show('marginals');
}

export function forgetShown(): void {
  [alsoShown.value, sought.value] = [[], null];
}
