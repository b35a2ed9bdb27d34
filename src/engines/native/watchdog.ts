// Tells when a process that owes an answer has given none for too long: a process can hang without dying.

/** Seconds without an answer that are always granted: loading from a cold disk, a busy machine. */
const LEAST = 60;
/** So many times the longest answer so far are granted too. */
const TIMES = 50;
/**
 * The limit is counted in so many beats: while the machine sleeps, or our own process is halted, at most one of
 * them passes.
 */
const BEATS = 20;

/** `FLOWSCOPE_TENSORFLOW_TIMEOUT` gives other seconds than 60. */
export function leastSeconds(): number {
  const given = Number(process.env.FLOWSCOPE_TENSORFLOW_TIMEOUT);
  return given > 0 ? given : LEAST;
}

export class Watchdog {
  private longest = 0;
  private from = 0;
  private timer: NodeJS.Timeout | null = null;

  /** @param late called once, with the seconds that passed; nothing more is expected then */
  constructor(
    private readonly late: (seconds: number) => void,
    private readonly least = leastSeconds(),
  ) {}

  /** From now on an answer is expected. Does not keep the process alive. */
  expect(): void {
    this.rest();
    const limit = Math.max(this.least, TIMES * this.longest);
    this.from = performance.now();
    let beats = 0;
    this.timer = setInterval(
      () => {
        if (++beats < BEATS) return;
        this.rest();
        this.late(limit);
      },
      (1000 * limit) / BEATS,
    ).unref();
  }

  /** One came. */
  answered(): void {
    if (this.timer) this.longest = Math.max(this.longest, (performance.now() - this.from) / 1000);
    this.rest();
  }

  /** None is expected. */
  rest(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }
}
