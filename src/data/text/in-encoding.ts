// A text read in the encoding that it seems to have, and in the next one where that turns out wrong.
import type { Reading } from '../../protocol/data';
import { bytesOf, type Head, headOf } from './bytes';
import { encodingOf, type Encoding, NotInEncoding, otherEncoding, sampleOf } from './encoding';

/** @param read begins at the beginning of the text, each time */
export async function inEncoding<T>(
  path: string,
  said: Reading,
  encodingHint: string | undefined,
  signal: AbortSignal | undefined,
  read: (head: Head, encoding: Encoding) => Promise<T>,
): Promise<T> {
  const head = await headOf(path);
  let encoding: Encoding | null = encodingOf(head.head, said.encoding);
  for (;;) {
    try {
      return await read(head, encoding);
    } catch (error) {
      const open: boolean = error instanceof NotInEncoding && !error.mixed;
      const other: Encoding | null = open
        ? otherEncoding(encoding, encodingHint, await sampleOf(bytesOf(path, head.gzip, signal)))
        : null;
      if (!other) throw error;
      encoding = other;
    }
  }
}
