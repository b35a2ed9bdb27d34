// Which rows train, validate and test: a hash of what goes to one side together (the row number, or a group's).
import type { SplitBy } from '../../protocol/split';
import { philox } from '../random';

export type Part = 'train' | 'validation' | 'test';
const PARTS: Part[] = [...new Array<Part>(8).fill('train'), 'validation', 'test'];
const RANK: Record<Part, number> = { train: 0, validation: 1, test: 2 };
const SPLIT_SEED = 0x5eed;
/**
 * Groups, when there are at most so many, have numbers from 0 on and are dealt out like blocks: no part stays
 * empty.
 */
export const LARGEST_DEALT = 1000;
const out = new Uint32Array(4);

/** Rows as a split sees them. */
export interface Divided {
  /** 0-based rows of the file */
  rowNumbers: ArrayLike<number>;
  /** equal for rows that go to one side; absent: each row by itself */
  units?: ArrayLike<number> | undefined;
  split?: SplitBy | undefined;
  /** in a split by blocks: equal for copies, which may lie far apart */
  copies?: ArrayLike<number> | undefined;
}

function hash(unit: number): number {
  const whole = Math.abs(unit);
  philox(SPLIT_SEED, 0, whole % 2 ** 32, Math.floor(whole / 2 ** 32), out);
  return out[0]!;
}

/**
 * Of each ten units that follow one another one validates and one tests: the place among the ten, in the order
 * of their hashes. The last of the ten always trains, so that 19 units have two of each.
 */
function placeAmongTen(unit: number): number {
  if (unit % 10 === 9) return 0;
  const own = hash(unit);
  const first = unit - (unit % 10);
  let place = 1;
  for (let other = first; other < first + 9; other++) if (hash(other) < own) place++;
  return place;
}

const isDealt = (unit: number, split?: SplitBy) =>
  split?.by === 'blocks' || (split?.by === 'column' && unit >= 0 && unit < LARGEST_DEALT);

/** @param unit what goes to one side together: a 0-based row of the file, or see `unitsOf` */
export function partOf(unit: number, split?: SplitBy): Part {
  return PARTS[isDealt(unit, split) ? placeAmongTen(unit) : hash(unit) % 10]!;
}

/**
 * The part of a row in one of `folds` fits, each of which tests another fold; half of the next one validates.
 * Independent of `partOf`.
 */
export function foldPartOf(unit: number, fold: number, folds: number, split?: SplitBy): Part {
  const number = isDealt(unit, split) ? placeAmongTen(unit) : Math.floor(hash(unit) / 10);
  const own = number % folds;
  if (own === fold) return 'test';
  return own === (fold + 1) % folds && Math.floor(number / folds) % 2 === 0
    ? 'validation'
    : 'train';
}

/** What goes together. @param keys of copies, or of groups  @returns undefined: each row by itself */
export function unitsOf(
  split: SplitBy | undefined,
  rowNumbers: ArrayLike<number>,
  keys?: Float64Array,
): Float64Array | undefined {
  if (split?.by === 'blocks')
    return Float64Array.from(rowNumbers, (row) => Math.floor(row / split.rows));
  return split && split.by !== 'rows' ? keys : undefined;
}

/** Positions (not row numbers) of each part; in a split by blocks without those next to a block of another part. */
export function splitRows(rows: Divided): Record<Part, Int32Array> {
  return divided(rows, (unit) => partOf(unit, rows.split));
}

export function foldRows(rows: Divided, fold: number, folds: number): Record<Part, Int32Array> {
  return divided(rows, (unit) => foldPartOf(unit, fold, folds, rows.split));
}

function divided(
  { rowNumbers, units = rowNumbers, split, copies }: Divided,
  of: (unit: number) => Part,
): Record<Part, Int32Array> {
  const known = new Map<number, Part>();
  const partOfUnit = (unit: number) => {
    let part = known.get(unit);
    if (!part) known.set(unit, (part = of(unit)));
    return part;
  };
  const purges = split?.by === 'blocks' ? nextToOthers(split, partOfUnit) : () => false;
  const best = copies ? new Map<number, number>() : null;
  for (let i = 0; best && i < rowNumbers.length; i++)
    best.set(copies![i]!, Math.max(best.get(copies![i]!) ?? 0, RANK[partOfUnit(units[i]!)]));
  const parts: Record<Part, number[]> = { train: [], validation: [], test: [] };
  for (let i = 0; i < rowNumbers.length; i++) {
    const part = best || split?.by === 'blocks' ? partOfUnit(units[i]!) : of(units[i]!);
    if (best && RANK[part] < best.get(copies![i]!)!) continue;
    if (!purges(rowNumbers[i]!, part)) parts[part].push(i);
  }
  return {
    train: Int32Array.from(parts.train),
    validation: Int32Array.from(parts.validation),
    test: Int32Array.from(parts.test),
  };
}

/** Whether a row lies next to a block that comes before its own: test before validation before training. */
function nextToOthers(
  { rows, purged }: Extract<SplitBy, { by: 'blocks' }>,
  of: (block: number) => Part,
): (row: number, part: Part) => boolean {
  return (row, part) =>
    [row - purged, row + purged].some(
      (near) => near >= 0 && RANK[of(Math.floor(near / rows))] > RANK[part],
    );
}
