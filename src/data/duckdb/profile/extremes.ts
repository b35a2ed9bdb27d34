// Mean and standard deviation of columns whose sums or squares leave double precision: in units of their largest value.
import type { Loaded } from '../loaded';
import { row, sql } from '../sql';
import { need } from '../store';

interface Summed {
  finite: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  sd: number | null;
}

/** Sums over so many rows, and squares, stay within double precision between these. */
const [SMALLEST, LARGEST] = [1e-145, 1e145];

/**
 * Puts right what overflowed, or vanished, of the numeric columns of `relation`.
 * @param judged of every column, changed in place
 */
export async function rescaled(loaded: Loaded, relation: string, judged: Summed[]): Promise<void> {
  const extreme = judged.flatMap(({ finite, min, max }, i) => {
    if (!loaded.number[i] || finite === 0 || min === null || max === null || min === max) return [];
    const largest = Math.max(-min, max);
    return largest > LARGEST || largest < SMALLEST
      ? [{ i, scale: 2 ** Math.floor(Math.log2(largest)) }]
      : [];
  });
  if (extreme.length === 0) return;
  await need(
    loaded,
    extreme.map(({ i }) => i),
  );
  const { connection } = loaded;
  for (const { i, scale } of extreme) {
    const where = `FROM ${relation} WHERE isfinite(n${i})`;
    const mean = Number((await row(connection, `SELECT avg(n${i} / ${sql(scale)}) ${where}`))[0]);
    const sd = Number(
      (
        await row(
          connection,
          `SELECT sqrt(avg((n${i} / ${sql(scale)} - ${sql(mean)}) * (n${i} / ${sql(scale)} - ${sql(mean)}))) ${where}`,
        )
      )[0],
    );
    Object.assign(judged[i]!, { mean: mean * scale, sd: sd * scale });
  }
}
