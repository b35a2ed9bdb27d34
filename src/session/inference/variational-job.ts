// Variational inference in its thread: the formula is read again here, as it cannot be sent.
import { openEngine } from '../../engines';
import { approximate, type VariationalResult } from '../../inference/variational/approximate';
import { type DataRows, DensityFormula } from '../../inference/variational/density';
import type { Variable } from '../../inference/variational/variables';
import type { EngineName } from '../../protocol/choices';
import type { Inside } from '../thread';

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

const PROGRESS_INTERVAL = 500;

export async function variationalJob(
  { formula, variables, table, ...wish }: VariationalWork,
  { wasmFolder, tell, shouldStop }: Inside<'variational'>,
): Promise<VariationalFound> {
  const { threads } = wish;
  const { engine } = await openEngine('auto', { wasmFolder, ...(threads ? { threads } : {}) });
  const typed = await DensityFormula.read(formula, variables, table?.aliases ?? null);
  let last = -Infinity;
  const found = await approximate(
    engine,
    typed.over(table?.rows ?? null),
    { ...wish, rows: table?.rows.count ?? 0 },
    {
      progress: (done, elbo) => {
        if (performance.now() - last < PROGRESS_INTERVAL) return;
        last = performance.now();
        tell({ done, elbo });
      },
      shouldStop,
    },
  );
  return { ...found, engine: engine.name };
}
