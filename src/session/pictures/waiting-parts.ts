// Parts of clouds that pages have begun to read: those of the last few, until they are read.
import { type CloudAnswer, type CloudPart, inParts } from '../../protocol/cloud-parts';
import type { CloudView } from '../../protocol/exploration';

/** Views of a page ask one after the other; each keeps what it draws. */
const MOST = 2;

export class WaitingParts {
  private readonly waiting = new Map<number, CloudPart[]>();
  private last = 0;

  /** The beginning of a cloud; where there is more of it, it can be read. */
  begin(view: CloudView): CloudAnswer {
    const { begun, parts } = inParts(view);
    if (parts.length === 0) return begun;
    const ticket = ++this.last;
    this.waiting.set(ticket, parts);
    for (const old of this.waiting.keys()) if (old <= ticket - MOST) this.waiting.delete(old);
    return { ...begun, rest: { ticket, parts: parts.length } };
  }

  /** Null where it is gone. Whoever has the last part has them all. */
  read(ticket: number, part: number): CloudPart | null {
    const parts = this.waiting.get(ticket);
    if (parts && part >= parts.length - 1) this.waiting.delete(ticket);
    return parts?.[part] ?? null;
  }
}
