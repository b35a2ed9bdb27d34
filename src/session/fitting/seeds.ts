// Fits that differ only in their seed: the best by validation is kept; the test scores of all say how much is chance.
import { SECONDS } from '../../flows/fit/fit';
import type { FitOutcome } from '../../flows/fit/request';
import { SessionError } from '../errors';
import { Left } from '../threads';
import {
  startTraining,
  type TrainingHooks,
  type TrainingJob,
  type TrainingRun,
} from './training-thread';
import { say } from '../../protocol/sentence';

/**
 * One fit after the other, with `seed`, `seed + 1`, ..., in equal parts of the time.
 * A stop keeps the best of those that had finished (of the first, what it has so
 * far), and so does leaving; a checkpoint is never worse than one that had finished.
 *
 * @throws SessionError when a fit is taken up again, or when less than a second is left for each
 */
export function startFits(
  dist: string,
  job: TrainingJob,
  count: number,
  hooks: TrainingHooks,
): TrainingRun {
  if (count === 1) return startTraining(dist, job, hooks);
  const parts = shared(job.request, count);
  let run: TrainingRun | null = null;
  let stopped = false;
  let engine: string | null = null;
  const fits = async (): Promise<FitOutcome> => {
    const found: FitOutcome[] = [];
    for (let k = 0; k < count && !stopped; k++) {
      const seed = (job.request.seed + k) >>> 0;
      run = startTraining(
        dist,
        { ...job, request: { ...job.request, ...parts, seed } },
        {
          ...hooks,
          atoms: k === 0 ? hooks.atoms : undefined, // of the same rows
          engine: (name, reason) => {
            if (name !== engine) hooks.engine?.(name, reason);
            engine = name;
          },
          progress: ({ checkpoint, ...progress }) => {
            const ahead = found.every(
              ({ validation }) => (progress.bestValidation ?? -Infinity) > validation,
            );
            hooks.progress?.({
              ...progress,
              ...(checkpoint && ahead ? { checkpoint } : {}),
              message: say('Seed {0}, {1} of {2}. {3}', seed, k + 1, count, progress.message),
            });
          },
        },
      );
      const outcome = await run.outcome.catch((error: unknown) => {
        if (error instanceof Left && found.length > 0) return null;
        throw error;
      });
      if (!outcome) break;
      // one that was cut off says nothing about the others
      if (k === 0 || !outcome.stopped) found.push(outcome);
    }
    return bestOf(found, count, stopped);
  };
  const outcome = fits();
  void outcome.catch(() => undefined); // whoever waits for it hears of it
  return {
    outcome,
    stop: () => {
      stopped = true;
      run?.stop();
    },
    leave: () => {
      stopped = true;
      run?.leave();
    },
  };
}

/** What of a request changes when `count` seeds share it. */
export function shared(
  { seconds = SECONDS, steps, resume }: TrainingJob['request'],
  count: number,
): { seconds?: number } {
  if (resume)
    throw new SessionError(
      say(
        'A fit that is taken up again goes on with its own seed. Leave the seeds out, or start a new fit.',
      ),
    );
  if (steps !== undefined) return {};
  if (seconds / count < 1)
    throw new SessionError(
      say(
        '{0} seconds are too few for {1} seeds: each fit needs at least one second. Give more time, or fewer seeds.',
        seconds,
        count,
      ),
    );
  return { seconds: seconds / count };
}

function bestOf(found: FitOutcome[], count: number, stopped: boolean): FitOutcome {
  const best = found.reduce((a, b) => (b.validation > a.validation ? b : a));
  const seeds = found.map(({ metadata: { seed, specification, scores }, validation }) => ({
    seed,
    flow: specification.flow,
    validation,
    test: scores.flow,
    gain: scores.gain,
  }));
  const cut =
    found.length < count ? [say('Stopped after {0} of {1} seeds.', found.length, count)] : [];
  const kept =
    found.length > 1
      ? [
          say(
            '{0} seeds were fitted: seed {1} did best on validation rows and was kept.',
            found.length,
            best.metadata.seed,
          ),
        ]
      : [];
  return {
    ...best,
    stopped,
    metadata: {
      ...best.metadata,
      notes: [...best.metadata.notes, ...kept, ...cut],
      ...(found.length > 1 ? { seeds } : {}),
    },
  };
}
