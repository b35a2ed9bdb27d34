// What the user has chosen on the page, as one plain state with a history:
// columns, transforms, the selection, axes, the split, operations.
import { batch, computed, signal } from '@preact/signals';
import type { GivenValues } from '../../src/protocol/model';
import type { TransformChoice } from '../../src/protocol/choices';
import type { Chain } from '../../src/protocol/operations';
import type { AxisChoice, AxisChoices } from '../../src/protocol/pictures';
import type { SelectionStep, Shape } from '../../src/protocol/selection';
import { t } from '../text/translate';
import { adding, chain, lookedAt } from './chain';
import { combined, type How, selection } from './selection';
import { forgetShown } from './shown-columns';
import { attempt, axes, conditions, exploration, host, split, transforms } from './store';

export interface Choices {
  columns: string[];
  /** columns that the next fit is given */
  given: string[];
  /** values of the model's conditions */
  conditions: GivenValues;
  transforms: Record<string, TransformChoice>;
  selection: SelectionStep[];
  axes: AxisChoices;
  split: string | null;
  operations: Chain;
}

const LONGEST = 100;
const past = signal<{ words: string; before: Choices }[]>([]);
const future = signal<{ words: string; before: Choices }[]>([]);
/** what Undo and Redo would take back or do again, in words; null when there is nothing */
export const undoable = computed(() => past.value.at(-1)?.words ?? null);
export const redoable = computed(() => future.value.at(-1)?.words ?? null);

type Roles = Pick<Choices, 'columns' | 'given'>;
/** Chosen last, until the service has answered: the next choice starts from there, however fast it comes. */
const wanted = signal<Roles | null>(null);

/** The columns that are chosen, and those that are given: what is seen where they are chosen. */
export const shownRoles = computed<Roles>(
  () =>
    wanted.value ?? {
      columns: exploration.value?.selected ?? [],
      given: exploration.value?.given ?? [],
    },
);
export const roles = (): Roles => shownRoles.peek();

function now(): Choices {
  return {
    ...roles(),
    conditions: conditions.peek(),
    transforms: transforms.peek(),
    selection: selection.peek(),
    axes: axes.peek(),
    split: split.peek(),
    operations: chain.peek(),
  };
}

/** Makes a choice that can be undone. @param words what it is, as in "Undo: axis of x" */
export async function choose(words: string, part: Partial<Choices>): Promise<void> {
  const before = now();
  past.value = [...past.value, { words, before }].slice(-LONGEST);
  future.value = [];
  await apply({ ...before, ...part });
}

export const undo = () => step(past, future);
export const redo = () => step(future, past);

async function step(from: typeof past, to: typeof past): Promise<void> {
  const last = from.value.at(-1);
  if (!last) return;
  from.value = from.value.slice(0, -1);
  to.value = [...to.value, { words: last.words, before: now() }];
  await apply(last.before);
}

/** Forgets the history, for another exploration. */
export function forgetChoices(): void {
  past.value = [];
  future.value = [];
  wanted.value = null;
  forgetShown();
}

async function apply(next: Choices): Promise<void> {
  const { columns, given } = roles();
  batch(() => {
    conditions.value = next.conditions;
    transforms.value = next.transforms;
    selection.value = next.selection;
    axes.value = next.axes;
    split.value = next.split;
    if (chain.peek() !== next.operations)
      [chain.value, lookedAt.value, adding.value] = [next.operations, null, null];
  });
  const same = (a: string[], b: string[]) => a.join('\n') === b.join('\n');
  if (same(next.columns, columns) && same(next.given, given)) return;
  const mine: Roles = { columns: next.columns, given: next.given };
  const told = wanted.peek() === null; // the service knows what was given before
  wanted.value = mine;
  await attempt(() =>
    host().call('select', {
      columns: mine.columns,
      ...(told && same(mine.given, given) ? {} : { given: mine.given }),
    }),
  );
  if (wanted.peek() === mine) wanted.value = null;
}

export const chooseColumns = (columns: string[]) => choose(t('choice of columns'), { columns });

export const chooseRoles = (columns: string[], given: string[]) =>
  choose(t('choice of columns'), { columns, given });

/** @param value null: as in the data */
export function chooseCondition(column: string, value: string | number | null): Promise<void> {
  const { [column]: before, ...others } = conditions.peek();
  if (value === (before ?? null)) return Promise.resolve();
  return choose(t('condition {0}', column), {
    conditions: value === null ? others : { ...others, [column]: value },
  });
}

/** Of several conditions at once. @param words what the choice is, as in "Undo: row 5" */
export const chooseConditions = (
  words: string,
  values: readonly (readonly [string, string | number | null])[],
): Promise<void> =>
  choose(words, {
    conditions: {
      ...conditions.peek(),
      ...Object.fromEntries(values.filter(([, value]) => value !== null)),
    } as GivenValues,
  });

export const chooseTransform = (column: string, choice: TransformChoice) =>
  choose(t('transform of {0}', column), { transforms: { ...transforms.peek(), [column]: choice } });
export const chooseSplit = (column: string | null) =>
  choose(column ? t('split by {0}', column) : t('split'), { split: column });

export const chooseChain = (words: string, operations: Chain) => choose(words, { operations });

export function chooseAxis(column: string, choice: AxisChoice): Promise<void> {
  return choose(t('axis of {0}', column), {
    axes: { ...axes.peek(), [column]: { ...axes.peek()[column], ...choice } },
  });
}

/** @param on whether what is meant is selected, where the gesture turns it on or off */
export function select(shape: Shape, how: How = 'set', on = false): Promise<void> {
  const next = combined(selection.peek(), shape, how, on);
  return next === selection.peek()
    ? Promise.resolve()
    : choose(t('selection'), { selection: next });
}

export function clearSelection(): Promise<void> {
  return selection.peek().length === 0
    ? Promise.resolve()
    : choose(t('selection'), { selection: [] });
}

/** Selections of rows that are others now cannot be taken back. */
export function forgetSelections(): void {
  const without = (steps: typeof past.value) =>
    steps.map(({ words, before }) => ({ words, before: { ...before, selection: [] } }));
  [past.value, future.value] = [without(past.value), without(future.value)];
}
