// What one attempt of a fit is given, and what comes out of it.
import type {
  Atom,
  Condition,
  FlowSpecification,
  RowCounts,
  TrainingAccount,
} from '../../protocol/model';
import type { FlowName } from '../../protocol/choices';
import type { Engine } from '../engine';
import type { Part } from '../parts';
import type { Reach } from '../choose-preprocessing';
import type { FitHooks, FitRequest } from './request';
import type { Trained } from './training';
import type { Sentence } from '../../protocol/sentence';

export interface Setting {
  engine: Engine;
  columns: string[];
  /** columns of whole numbers */
  integer: boolean[];
  /** of all rows, test rows included */
  reach: Reach;
  /** what the density is given; empty: nothing */
  conditions: Condition[];
  train: Part;
  validation: Part;
  request: FitRequest;
  rows: RowCounts;
  atoms: Atom[];
  atomsAccepted: boolean;
  notes: Sentence[];
  /** seconds since the whole fit began */
  now: () => number;
  hooks: FitHooks;
}

export interface Fitted {
  name: FlowName;
  specification: FlowSpecification;
  /** steps counted from the very first one of the model */
  trained: Trained;
  /** what the round took that it is from; absent where nothing was trained */
  took?: NonNullable<TrainingAccount['bestRound']>;
}
