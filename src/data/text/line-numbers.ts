// In which line of a text each row of its table begins: the text is read once more as it was read for the table.
import type { Reading } from '../../protocol/data';
import { bytesOf } from './bytes';
import { cleanCsv, type RowSink } from './clean-csv';
import { layoutOf } from './dialect';
import { textOf } from './encoding';
import { examine } from './examine';
import { inEncoding } from './in-encoding';

/** @returns by row number, lines from 1; 0 for a number that no row has */
export function lineNumbers(
  path: string,
  said: Reading,
  encodingHint?: string,
): Promise<Uint32Array> {
  return inEncoding(path, said, encodingHint, undefined, async (head, encoding) => {
    const { text } = await examine(head, encoding, said);
    const lines = new LineList();
    await cleanCsv(
      textOf(bytesOf(path, head.gzip), encoding),
      layoutOf(text, said, head.whole),
      lines,
    );
    return lines.all();
  });
}

/** Notes where rows begin, and keeps nothing of them. */
class LineList implements RowSink {
  private lines = new Uint32Array(1024);
  private end = 0;

  line(_text: string, number: number, at: number): void {
    if (number >= this.lines.length) {
      const longer = new Uint32Array(2 * Math.max(number, this.lines.length));
      longer.set(this.lines);
      this.lines = longer;
    }
    this.lines[number] = at;
    this.end = Math.max(this.end, number + 1);
  }

  /** Other requests come in between two pieces. */
  flushed(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  all(): Uint32Array {
    return this.lines.slice(0, this.end);
  }
}
