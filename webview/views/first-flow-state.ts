// What is chosen in the build-up: kept while other views are looked at.
import { signal } from '@preact/signals';
import type { StageName } from '../../src/protocol/first-flow';

export const SEED = 1;
/** grow with every build-up and measurement that ends, so that its result is asked for */
export const built = signal(0);
export const timed = signal(0);
/** asked for by this page and not yet answered */
export const building = signal(false);
export const timing = signal(false);
/** the step whose Jacobian is shown, and the place of a row among those that are kept */
export const stage = signal<StageName>('network');
export const place = signal(0);
