// What transforming gives: the new distribution, and what can be drawn or said of it.
import type { ChainView } from '../protocol/operations';
import type { Drawer } from './formula-drawing';
import type { OneColumn } from './one-column';
import type { Operand } from './operand';
import type { Sentence } from '../protocol/sentence';

export interface TransformResult {
  operand: Operand;
  /** draws the lecture's picture, where there is one column */
  picture: { drawer: Drawer; key: string; column: OneColumn; formula: string } | null;
  jacobian: ChainView['jacobian'];
  notes: Sentence[];
}
