// What a check for a diffeomorphism answers: yes, no or cannot tell, with the reason and a witness.
import type { Sentence } from '../../protocol/sentence';

export type Answer = 'yes' | 'no' | 'cannot tell';

/** What was seen: two points with one value, or a point at which f breaks. */
export interface Finding {
  kind:
    'undefined' | 'pole' | 'jump' | 'kink' | 'steep' | 'turn' | 'flat' | 'slope zero' | 'unclear';
  /** where: one point, or the two with the same value */
  points: number[][];
  sentence: Sentence;
}

export interface Check {
  diffeomorphism: Answer;
  /** one sentence for the user */
  reason: Sentence;
  /** points that show it: one, or two with the same value; null for "yes" and "cannot tell" */
  witness: { points: number[][]; values: number[][] } | null;
  /** everything that was found, the first being the reason */
  findings: Finding[];
}

export const short = (v: number, digits = 6) => Number(v.toPrecision(digits));
