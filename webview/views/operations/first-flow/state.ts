// What is chosen in the build-up: kept while other views are looked at.
import { signal } from '@preact/signals';
import { BUILD_UP_SECONDS, type StageName } from '../../../../src/protocol/first-flow';

/** of the next build-up */
export const seed = signal(1);
export const seconds = signal(BUILD_UP_SECONDS);
/** grow with every build-up and measurement that ends, so that its result is asked for */
export const built = signal(0);
export const timed = signal(0);
/** asked for by this page and not yet answered */
export const building = signal(false);
export const timing = signal(false);
/** the step whose Jacobian is shown, and the place of a row among those that are kept */
export const stage = signal<StageName>('network');
export const place = signal(0);
