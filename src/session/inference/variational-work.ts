// What a thread of variational inference is started with, what it tells on its way, and what it finds.
import type { VariationalResult } from '../../inference/variational/approximate';
import type { DataRows } from '../../inference/variational/density';
import type { Variable } from '../../inference/variational/variables';
import type { EngineName } from '../../protocol/choices';

export interface VariationalWork {
  formula: string;
  variables: Variable[];
  /** what each column of the table may be called, and the rows; null without a table */
  table: { aliases: string[][]; rows: DataRows } | null;
  seed: number;
  steps: number | null;
  seconds: number;
  threads?: number | undefined;
}

export interface VariationalProgress {
  /** from 0 to 1 */
  done: number;
  /** of the last steps, in nats */
  elbo: number | null;
}

export type VariationalFound = VariationalResult & { engine: EngineName };
