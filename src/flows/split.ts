// Which rows train, which validate, which test: a hash of the original row number, independent of everything else.
import { philox } from './random';

export type Part = 'train' | 'validation' | 'test';
const PARTS: Part[] = [...new Array<Part>(8).fill('train'), 'validation', 'test'];
const SPLIT_SEED = 0x5eed;
const out = new Uint32Array(4);

function hash(rowNumber: number): number {
  philox(SPLIT_SEED, 0, rowNumber, 0, out);
  return out[0]!;
}

/** @param rowNumber 0-based row of the file */
export function partOf(rowNumber: number): Part {
  return PARTS[hash(rowNumber) % 10]!;
}

/** Positions (not row numbers) of each part. */
export function splitRows(rowNumbers: ArrayLike<number>): Record<Part, Int32Array> {
  const parts: Record<Part, number[]> = { train: [], validation: [], test: [] };
  for (let i = 0; i < rowNumbers.length; i++) parts[partOf(rowNumbers[i]!)].push(i);
  return { train: Int32Array.from(parts.train), validation: Int32Array.from(parts.validation), test: Int32Array.from(parts.test) };
}

/** One of `folds` groups for cross-fitting, independent of `partOf`. */
export function foldOf(rowNumber: number, folds: number): number {
  return Math.floor(hash(rowNumber) / 10) % folds;
}
