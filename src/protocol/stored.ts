// What is kept between sessions says its version. Each kind of it is one `Stored`, which alone writes and reads it.
import type { z } from 'zod';

/** The content as it is used, or null where it is not understood. */
export type Check<T> = (content: unknown) => T | null;

export const bySchema =
  <T>(schema: z.ZodType<T>): Check<T> =>
  (content) => {
    const checked = schema.safeParse(content);
    return checked.success ? checked.data : null;
  };

export type Read<T> = { content: T; dropped: null } | { content: null; dropped: string };

export class Stored<T extends object> {
  /**
   * @param kind what it is, for the log
   * @param check of the newest version
   * @param steps the n-th makes version n + 1 of the content of version n. Version 0 is what was written
   * before versions were. A field that is new and may be absent needs no version, one with another meaning does.
   */
  constructor(
    private readonly kind: string,
    private readonly check: Check<T>,
    private readonly steps: ((content: unknown) => unknown)[],
  ) {}

  get version(): number {
    return this.steps.length;
  }

  write(content: T): { version: number } & T {
    return { version: this.version, ...content };
  }

  /** What was written by this version or an earlier one; else the reason why it is dropped, for the log. */
  read(written: unknown): Read<T> {
    const version = versionOf(written);
    if (version === null) return this.drop('its version is not a number');
    if (version > this.version)
      return this.drop(
        `a newer Flowscope wrote it (version ${version}, and this one reads ${this.version})`,
      );
    const content = this.check(
      this.steps.slice(version).reduce((content, step) => step(content), written),
    );
    return content === null ? this.drop('it is not as expected') : { content, dropped: null };
  }

  private drop(why: string): Read<T> {
    return { content: null, dropped: `Dropped ${this.kind}: ${why}.` };
  }
}

function versionOf(written: unknown): number | null {
  if (typeof written !== 'object' || written === null || !('version' in written)) return 0;
  const { version } = written;
  return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : null;
}
