// The one selection of the page: the steps that lead to it, and the rows of the file that the service finds by them.
import { signal } from '@preact/signals';
import {
  hasRow,
  MOST_NAMED,
  type SelectedRows,
  type SelectionStep,
  type Shape,
} from '../../src/protocol/selection';

/** empty: nothing is selected */
export const selection = signal<SelectionStep[]>([]);
/** the version of the table that the steps are about */
export const selectedOn = signal<string | null>(null);
/** null while nothing is selected, and until the service has answered */
export const selected = signal<SelectedRows | null>(null);
/** why the last selection is gone; null where nobody needs to know */
export const dropped = signal<string | null>(null);

/** What a drag over points draws, or that it moves the picture. */
export type Tool = 'box' | 'lasso' | 'move';
export const tool = signal<Tool>('box');

/** What a gesture does with what was selected before. */
export type How = 'set' | 'add' | 'take away' | 'toggle';

interface Modifiers {
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** Shift adds, Alt takes away; Ctrl (or Cmd) takes an area away, and turns a single thing on or off. */
export function howOf({ shiftKey, altKey, ctrlKey, metaKey }: Modifiers, single = false): How {
  if (altKey) return 'take away';
  if (ctrlKey || metaKey) return single ? 'toggle' : 'take away';
  return shiftKey ? 'add' : 'set';
}

export const isSelected = (row: number): boolean =>
  selected.value !== null && row >= 0 && hasRow(selected.value.bits, row);

/** Beyond so many steps the next gesture starts anew or does nothing. */
const MOST_STEPS = 100;

/** The steps with one more. @param on whether the shape is selected, for `toggle` */
export function combined(
  steps: SelectionStep[],
  shape: Shape,
  how: How,
  on = false,
): SelectionStep[] {
  if (how === 'set') return [{ how: 'add', shape }];
  const next = how === 'toggle' ? (on ? 'take away' : 'add') : how;
  const last = steps.at(-1);
  if (!last) return next === 'add' ? [{ how: 'add', shape }] : [];
  const before = steps.slice(0, -1);
  if (sameShape(last.shape, shape)) {
    if (last.how === next) return steps;
    // what was added last and is taken away was never there, where it is the only step
    if (next === 'take away' && before.length === 0) return [];
  }
  const joined = last.how === 'add' ? joinedTo(last.shape, shape, next) : null;
  if (joined) return isEmpty(joined) ? before : [...before, { how: 'add', shape: joined }];
  return steps.length < MOST_STEPS ? [...steps, { how: next, shape }] : steps;
}

export const sameShape = (a: Shape, b: Shape) => JSON.stringify(a) === JSON.stringify(b);

/** Rows, or levels, picked one after the other are one step; null where they cannot be. */
const joinedTo = (last: Shape, next: Shape, how: SelectionStep['how']): Shape | null =>
  joinedLevels(last, next, how) ?? joinedRows(last, next, how);

const isEmpty = (shape: Shape) =>
  (shape.kind === 'rows' && shape.rows.length === 0) ||
  (shape.kind === 'levels' && shape.levels.length === 0);

function joinedLevels(last: Shape, next: Shape, how: SelectionStep['how']) {
  if (last.kind !== 'levels' || next.kind !== 'levels' || last.column !== next.column) return null;
  if (last.others || next.others) return null;
  const without = last.levels.filter((level) => !next.levels.includes(level));
  if (how === 'add') return { ...last, levels: [...without, ...next.levels] };
  // levels may be selected by an earlier step, too
  return without.length + next.levels.length === last.levels.length
    ? { ...last, levels: without }
    : null;
}

function joinedRows(last: Shape, next: Shape, how: SelectionStep['how']) {
  if (last.kind !== 'rows' || next.kind !== 'rows' || last.drawn !== next.drawn) return null;
  const own = new Set(last.rows);
  // rows may be selected by an earlier step, too
  if (how === 'take away' && !next.rows.every((row) => own.has(row))) return null;
  for (const row of next.rows)
    if (how === 'add') own.add(row);
    else own.delete(row);
  if (own.size > MOST_NAMED) return null;
  return { ...last, rows: [...own].sort((a, b) => a - b) };
}

/** Numbers of selected rows in the order of the file: `count` of them, from the one at `from` on. */
export function rowsBetween(bits: Uint8Array, from: number, count: number): number[] {
  const found: number[] = [];
  let before = 0;
  for (let byte = 0; byte < bits.length && found.length < count; byte++) {
    const value = bits[byte]!;
    if (value === 0) continue;
    const inside = BITS[value]!;
    if (before + inside <= from) {
      before += inside;
      continue;
    }
    for (let bit = 0; bit < 8 && found.length < count; bit++)
      if (value & (1 << bit) && before++ >= from) found.push(8 * byte + bit);
  }
  return found;
}

/** Bits of a byte. */
const BITS = Uint8Array.from({ length: 256 }, (_, v) => {
  let n = 0;
  for (let rest = v; rest > 0; rest >>= 1) n += rest & 1;
  return n;
});
