// What is chosen among the operations: kept while other views are looked at.
import { signal } from '@preact/signals';
import type { BaseChoice } from '../../../src/protocol/change-of-variables';
import type { Place } from '../../charts/transform-frame';
import { t } from '../../text/translate';

/** the shown segment of the view Operations, by its name; the first one where there is none of that name */
export const segment = signal('');
/** null: the first column */
export const base = signal<BaseChoice | null>(null);
export const formula = signal('2*x');
export const place = signal<Place | null>(null);
export const k = signal(16);

export interface Example {
  label: string;
  base: BaseChoice;
  formula: string;
  /** held at first, so that a root and what it adds are seen */
  place: Place;
}
const typed = (text: string): BaseChoice => ({ kind: 'typed', text });
export const EXAMPLES: readonly Example[] = [
  { label: t('Autobahn'), base: typed('uniform(100, 160)'), formula: 'y = 2*x', place: { x: 120 } },
  {
    label: t('Three roots'),
    base: typed('normal(0, 1)'),
    formula: 'y = x^3 - x',
    place: { y: 0.2 },
  },
  {
    label: t('Log-normal'),
    base: typed('normal(0, 0.6)'),
    formula: 'y = exp(x)',
    place: { x: 0.5 },
  },
  {
    label: t('Folded'),
    base: typed('mixture(0.3*normal(-1, 0.5), 0.7*normal(2, 1))'),
    formula: 'y = abs(x)',
    place: { y: 1 },
  },
  { label: t('Waves'), base: typed('normal(0, 2)'), formula: 'y = sin(2*x)', place: { y: 0.5 } },
  {
    label: t('Flat piece'),
    base: typed('normal(0, 1)'),
    formula: 'y = max(x, 0)',
    place: { y: 0.5 },
  },
];

export function take(example: Example): void {
  base.value = example.base;
  formula.value = example.formula;
  place.value = example.place;
}
