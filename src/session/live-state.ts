// The state of one exploration, which its page shows: its parts change it here, and nowhere else.
import type { ExplorationState } from '../protocol/exploration';

export class LiveState {
  /** nobody looks any more */
  closed = false;

  constructor(
    public now: ExplorationState,
    private readonly changed: (state: ExplorationState) => void,
  ) {}

  update(part: Partial<ExplorationState>): void {
    this.now = { ...this.now, ...part };
    this.changed(this.now);
  }

  /** What was computed beside the page is added to it, unless it is closed. */
  updateWhileOpen(part: Partial<ExplorationState>): void {
    if (!this.closed) this.update(part);
  }
}
