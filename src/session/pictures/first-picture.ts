// Slow passes over the rows wait for the first picture of a table, which would wait for them otherwise.

/** Seconds that a page has for asking for it. */
const WAIT = 1;

export class FirstPicture {
  private waiting: (() => void)[] = [];

  /** Settles with the next picture, or when none is asked for. */
  drawn(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 1000 * WAIT);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  wasDrawn(): void {
    for (const go of this.waiting.splice(0)) go();
  }
}
