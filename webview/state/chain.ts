// The chain of operations that is looked at: where it begins and its steps.
// Kept with the other choices, so that it can be undone.
import { signal } from '@preact/signals';
import type { Chain, OperationName } from '../../src/protocol/operations';
import { FIRST_CHAIN } from '../../src/protocol/webview';

export const chain = signal<Chain>(FIRST_CHAIN);
/** how many of the steps are looked at; null: all of them */
export const lookedAt = signal<number | null>(null);
/** the operation whose form is open */
export const adding = signal<OperationName | null>(null);

/** The chain as far as it is looked at. */
export const shownChain = (): Chain => ({
  start: chain.value.start,
  steps: chain.value.steps.slice(0, lookedAt.value ?? chain.value.steps.length),
});
