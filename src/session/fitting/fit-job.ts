// A fit in its thread: opens an engine while the rows are still being read, then runs the policy.
import { openEngine } from '../../engines';
import type { Engine } from '../../flows/engine';
import { fit } from '../../flows/fit/fit';
import type { FitOutcome } from '../../flows/fit/request';
import type { Inside } from '../thread';
import type { FitWork } from './fit-work';
import type { Sentence } from '../../protocol/sentence';

/** Its rows are sent. */
export async function fitJob(
  { request, engine: choice, threads, tensorflow }: FitWork,
  { dist, wasmFolder, tell, received, shouldStop, shouldLeave }: Inside<'fit'>,
): Promise<FitOutcome> {
  let opened: Engine | null = null;
  const notices: Sentence[] = [];
  const { engine, reason } = await openEngine(choice, {
    wasmFolder,
    threads,
    tensorflow: tensorflow && { script: `${dist}/native.js`, places: tensorflow },
    notice: (sentence) => {
      notices.push(sentence);
      tell({ kind: 'notice', sentence, engine: opened?.name ?? null });
    },
  });
  opened = engine;
  tell({ kind: 'engine', name: engine.name, reason });
  const outcome = await fit(engine, await received(), request, {
    atoms: (atoms) => tell({ kind: 'atoms', atoms }),
    progress: (progress) => tell({ kind: 'progress', progress }),
    shouldStop,
    shouldLeave,
  });
  outcome.metadata.notes.push(...notices);
  return outcome;
}
