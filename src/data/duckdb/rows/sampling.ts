// Rows chosen by a hash of their number: the same ones every time, from the whole of a table.

/** SQL: holds for about this share of all rows. */
export const hashBelow = (share: number, number = 'row') =>
  `hash(${number}) < ${BigInt(Math.floor(share * 2 ** 53)) << 11n}`;

/**
 * Draws the `most` of `total` rows with the smallest hashes. These are below a bound that is known
 * beforehand, nearly surely: a large table is not sorted for them.
 * @param draw reads rows to which this applies as well, SQL that begins with AND or is empty
 */
export async function smallestHashes<T>(
  most: number,
  total: number,
  draw: (below: string) => Promise<T>,
  countOf: (drawn: T) => number,
): Promise<T> {
  const share = (most + 10 * Math.sqrt(most)) / total;
  if (share < 0.5) {
    const drawn = await draw(` AND ${hashBelow(share)}`);
    if (countOf(drawn) >= most) return drawn;
  }
  return draw('');
}
