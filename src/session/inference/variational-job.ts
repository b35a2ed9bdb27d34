// Variational inference in its thread: the formula is read again here, as it cannot be sent.
import { openEngine } from '../../engines';
import { approximate } from '../../inference/variational/approximate';
import { DensityFormula } from '../../inference/variational/density';
import type { Inside } from '../thread';
import type { VariationalFound, VariationalWork } from './variational-work';

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
