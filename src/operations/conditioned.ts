// What conditioning gives, and how many draws it takes and needs where it is not exact.
import type { Estimate } from '../protocol/operations';
import type { Operand } from './operand';
import type { Sentence } from '../protocol/sentence';

/** Fewer equal draws than this say too little. */
export const LEAST_EFFECTIVE = 100;
/** The same of a preview, which is rough and says so by its errors: somebody is on the way to another value. */
export const QUICK_LEAST = 20;
export const CANDIDATES = 200_000;
/** Draws of a preview, which follows a slider. */
export const QUICK_DRAWS = 2500;

export interface Conditioned {
  operand: Operand;
  /** log density of what was given; null where it is not known */
  logZ: Estimate | null;
  notes: Sentence[];
}
