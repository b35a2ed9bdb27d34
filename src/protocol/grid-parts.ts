// Parts of a range with steps of their own, and steps that values are heaped on.
import { distinctOf, isOn, stepOf, type Steps } from './steps';

/** From this value on, the steps are as large. */
export interface Part {
  from: number;
  step: number;
}

/** Parts of a range, by rank, may have steps of their own: sixteenths, and less at both ends. */
const PARTS = [
  0,
  1 / 128,
  1 / 64,
  1 / 32,
  ...Array.from({ length: 15 }, (_, k) => (k + 1) / 16),
  31 / 32,
  63 / 64,
  127 / 128,
  1,
];
const [LEAST_IN_PART, LEAST_DISTINCT] = [24, 6];
const HEAPS = [2, 5, 6, 10, 15, 20, 25, 30, 50, 60, 100];
/** So much more of the rows must lie on a heap than chance would put there. */
const HEAPED = 0.15;
/** One value with more of the rows says nothing about steps. */
const ATOM = 0.05;

/** By rank, each with some different values; one where there are few rows. */
export function piecesOf(sorted: Float64Array): Float64Array[] {
  const ranks = PARTS.map((part) => Math.round(part * sorted.length)).filter(
    (rank, k, all) =>
      k === 0 || k === all.length - 1 || Math.min(rank, sorted.length - rank) >= LEAST_IN_PART,
  );
  const pieces: Float64Array[] = [];
  let from = 0;
  for (const to of ranks.slice(1)) {
    const piece = sorted.subarray(from, to);
    if (distinctOf(piece).length < LEAST_DISTINCT && to < sorted.length) continue;
    pieces.push(piece);
    from = to;
  }
  return pieces;
}

/**
 * Where values near 0 have steps of their own, too small for the whole
 * range: the smallest step that both ends of it leave to be found.
 */
export function finestOf(sorted: Float64Array): Steps | null {
  const pieces = piecesOf(sorted);
  const [first, last] = [pieces[0]!, pieces[pieces.length - 1]!];
  if (pieces.length < 4 || (!stepOf(first) && !stepOf(last))) return null;
  const found = pieces.map(stepOf).filter((s) => s !== null);
  return 2 * found.length < pieces.length
    ? null
    : found.reduce((a, b) => (b.step < a.step ? b : a));
}

/** A step of a part is found among few values, some of them off it: one digit, where that is nearly it. */
function short(step: number): number {
  const digit = Number(step.toPrecision(1));
  return Math.abs(digit - step) <= 0.05 * step ? digit : step;
}

/** Where larger steps begin and end: "three digits" are tenths below a hundred and whole numbers above. */
export function partsOf(sorted: Float64Array, whole: Steps): Part[] {
  const pieces = piecesOf(sorted);
  const steps = pieces.map((piece) => {
    const distinct = distinctOf(piece);
    if (distinct.length < LEAST_DISTINCT) return null;
    let single = 0;
    for (let k = 1; k < distinct.length; k++)
      if (distinct[k]! - distinct[k - 1]! < 1.5 * whole.step) single++;
    if (single > 0.1 * distinct.length) return whole.step;
    const own = stepOf(piece);
    const ratio = own ? own.step / whole.step : 1;
    return ratio > 1.5 ? short(own!.step) : whole.step;
  });
  const parts: Part[] = [];
  let at = whole.step;
  steps.forEach((step, k) => {
    if (step === null || step === at) return;
    const piece = pieces[k]!;
    parts.push({
      from:
        step > at ? firstOn(pieces[k - 1] ?? piece, piece[0]!, step) : lastOn(piece, piece[0]!, at),
      step,
    });
    at = step;
  });
  return parts;
}

/** Just above the last value of the piece before that is not on the larger step. */
function firstOn(before: Float64Array, origin: number, step: number): number {
  const last = before.findLastIndex((v) => !isOn(v - origin, step));
  return before[last + 1] ?? origin;
}
/** The first value that is not on the larger step any more. */
function lastOn(piece: Float64Array, origin: number, step: number): number {
  return piece.find((v) => !isOn(v - origin, step)) ?? piece[0]!;
}

/** The multiple of the step that holds most more rows than chance would put there, single values left aside. */
export function heapOf(sorted: Float64Array, { origin, step }: Steps): Steps | null {
  // places that hold few rows each, and these rows
  const [at, held] = [new Float64Array(sorted.length), new Float64Array(sorted.length)];
  let [places, rows] = [0, 0];
  for (let i = 0, next = 0; i < sorted.length; i = next) {
    const k = Math.round((sorted[i]! - origin) / step);
    next = i + 1;
    while (next < sorted.length && Math.round((sorted[next]! - origin) / step) === k) next++;
    if (next - i > ATOM * sorted.length) continue;
    at[places] = k;
    held[places++] = next - i;
    rows += next - i;
  }
  if (places < 20 || rows < 100) return null;
  let [best, excess]: [Steps | null, number] = [null, HEAPED];
  for (const many of HEAPS) {
    const [on, seen] = [new Float64Array(many), new Float64Array(many)];
    for (let i = 0; i < places; i++) {
      const rest = at[i]! - many * Math.floor(at[i]! / many);
      on[rest]! += held[i]!;
      seen[rest]!++;
    }
    const rest = on.indexOf(Math.max(...on));
    const more = on[rest]! / rows - 1 / many;
    if (seen[rest]! >= 5 && more > excess)
      [best, excess] = [{ origin: origin + rest * step, step: many * step }, more];
  }
  return best;
}
