// The chain of operations that is looked at: where it begins and its steps. Kept with the other choices, so that it can be undone.
import { signal } from '@preact/signals';
import type { Chain, OperationName, Start, Step } from '../src/protocol/operations';
import { FIRST_CHAIN } from '../src/protocol/webview';

export const chain = signal<Chain>(FIRST_CHAIN);
/** how many of the steps are looked at; null: all of them */
export const lookedAt = signal<number | null>(null);
/** the operation whose form is open */
export const adding = signal<OperationName | null>(null);

const STARTS: readonly string[] = [
  'rows',
  'gaussian',
  'mixture',
  'flow',
  'typed',
] satisfies Start['from'][];

/** The chain in what was remembered, perhaps by another version: the service checks its steps. */
export function keptChain(state: unknown): Chain {
  const kept = (
    state as { operations?: { start?: { from?: unknown; text?: unknown }; steps?: unknown } } | null
  )?.operations;
  const { start, steps } = kept ?? {};
  const known =
    typeof start?.from === 'string' &&
    STARTS.includes(start.from) &&
    (start.from !== 'typed' || typeof start.text === 'string');
  if (
    !known ||
    !Array.isArray(steps) ||
    !steps.every(
      (s: unknown) =>
        typeof s === 'object' && s !== null && typeof (s as Step).operation === 'string',
    )
  )
    return FIRST_CHAIN;
  return { start: start as Start, steps: steps as Step[] };
}

/** The chain as far as it is looked at. */
export const shownChain = (): Chain => ({
  start: chain.value.start,
  steps: chain.value.steps.slice(0, lookedAt.value ?? chain.value.steps.length),
});
