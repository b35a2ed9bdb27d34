// The checkpoint of a fit of the chosen columns that never came to its end, and the checkpoints of the one under way.
import type { ExplorationState } from '../../protocol/exploration';
import type { SessionContext } from '../context';
import { sentenceOf } from '../errors';
import type { LiveState } from '../live-state';
import type { Model } from '../models/model';
import type { Store } from '../models/store';
import { interruptedFit } from './fit-state';
import { english } from '../../protocol/sentence';

export class Interrupted {
  model: Model | null = null;
  /** settles when every checkpoint lies on disk */
  written: Promise<void> = Promise.resolve();

  constructor(
    private readonly live: LiveState,
    private readonly store: Store,
    private readonly log: SessionContext['log'],
    private readonly isFitting: () => boolean,
  ) {}

  /**
   * The checkpoint of an interrupted fit of these columns among
   * the current rows; null during a fit, which writes it.
   */
  async of(columns: string[], given: string[] = []): Promise<Model | null> {
    const { profile, where } = this.live.now;
    if (!profile || columns.length === 0 || this.isFitting()) return null;
    return this.store.checkpoint({ fingerprint: profile.fingerprint, where }, columns, given);
  }

  offer(checkpoint: Model | null): Pick<ExplorationState, 'interrupted'> {
    this.model = checkpoint;
    return { interrupted: checkpoint && interruptedFit(checkpoint.metadata) };
  }

  /** Writes one checkpoint after the other; a failure costs the checkpoint, not the fit. */
  keep(model: Model): void {
    this.written = this.written
      .then(() => this.store.keepCheckpoint(model))
      .catch((error) =>
        this.log('warn', `A checkpoint could not be written: ${english(sentenceOf(error))}`),
      );
  }

  /** Gives it up for good. @returns whether there was one */
  async discard(): Promise<boolean> {
    const { model } = this;
    if (!model) return false;
    const { where, given } = this.live.now;
    const { data, asked } = model.metadata;
    await this.store.dropCheckpoint(
      { fingerprint: data!.fingerprint, where },
      asked?.columns ?? model.columns,
      given,
    );
    this.live.update(this.offer(null));
    return true;
  }
}
