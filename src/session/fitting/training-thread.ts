// Training runs in a thread of its own, so that the session stays free to draw, score and answer.
import type { FitInput, FitOutcome, FitProgress } from '../../flows/fit/request';
import type { Atom } from '../../protocol/model';
import type { EngineName } from '../../protocol/choices';
import { startThread } from '../threads';
import type { FitWork } from './fit-work';
import { say, type Sentence } from '../../protocol/sentence';

export interface TrainingJob extends FitWork {
  /** the thread opens its engine while they are read */
  input: Promise<FitInput>;
}

export interface TrainingHooks {
  engine?(name: EngineName, reason: Sentence): void;
  notice?(sentence: Sentence): void;
  /** before the training; see FitHooks */
  atoms?: ((atoms: Atom[]) => void) | undefined;
  progress?(progress: FitProgress): void;
  log?(detail: string): void;
}

/** A fit under way. `outcome` rejects with an error whose message is for the user, or with `Left`. */
export interface TrainingRun {
  outcome: Promise<FitOutcome>;
  /** asks the thread to stop; the outcome then holds the best parameters so far */
  stop(): void;
  /**
   * asks the thread to hand over its checkpoint and to end, which it does
   * within seconds; the outcome then rejects with `Left`, unless it was there
   */
  leave(): void;
}

/** @param dist folder of the built bundles */
export function startTraining(
  dist: string,
  { input, ...work }: TrainingJob,
  hooks: TrainingHooks,
): TrainingRun {
  const thread = startThread(dist, 'fit', work, {
    log: (detail) => hooks.log?.(detail),
    event: (event) => {
      switch (event.kind) {
        case 'engine':
          return hooks.engine?.(event.name, event.reason);
        case 'notice':
          if (event.engine)
            hooks.engine?.(event.engine, say('in place of tensorflow, whose process ended'));
          return hooks.notice?.(event.sentence);
        case 'atoms':
          return hooks.atoms?.(event.atoms);
        case 'progress':
          return hooks.progress?.(event.progress);
        default: {
          const never: never = event;
          throw new Error(`unknown event ${JSON.stringify(never)}`);
        }
      }
    },
  });
  input.then(thread.send, thread.end);
  return { outcome: thread.result, stop: thread.stop, leave: thread.leave };
}
