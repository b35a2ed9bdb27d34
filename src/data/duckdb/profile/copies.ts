// Columns that repeat another one, value by value or on another scale: together they have no density.
import type { ColumnProfile } from '../../../protocol/data';
import { batchesOf } from '../batches';
import type { Loaded } from '../loaded';
import { countOf, row, sql } from '../sql';
import { need } from '../store';

/** Standardised values further apart than this are no copy: a Gaussian has a density then. */
const SAME = 1e-6;
/** Columns with the same range and moments, and pairs of them in all, that are compared value by value. */
const [MOST_ROUNDS, MOST_PAIRS] = [3, 400];
/** Columns of a packed table are unpacked one by one for that. */
const MOST_PACKED = 40;

type Copy = NonNullable<ColumnProfile['copyOf']>;
interface Pair {
  first: number;
  second: number;
}

/** Of each column the earlier one that it repeats; null for most. */
export async function copiesAmong(
  loaded: Loaded,
  columns: ColumnProfile[],
): Promise<(Copy | null)[]> {
  const found = columns.map((): Copy | null => null);
  let open = groupsAlike(columns);
  let pairsLeft = loaded.packed ? MOST_PACKED : MOST_PAIRS;
  for (let round = 0; round < MOST_ROUNDS && open.length > 0 && pairsLeft > 0; round++) {
    const pairs: Pair[] = [];
    for (const [first, ...others] of open)
      for (const second of others.slice(0, pairsLeft - pairs.length))
        pairs.push({ first: first!, second });
    pairsLeft -= pairs.length;
    for (const part of batchesOf(pairs)) {
      const kinds = await compare(loaded, columns, part);
      part.forEach(({ first, second }, k) => {
        const kind = kinds[k]!;
        if (kind) found[second] = { column: columns[first]!.name, scaled: kind === 'scaled' };
      });
    }
    open = open.map((group) => group.slice(1).filter((i) => !found[i])).filter((g) => g.length > 1);
  }
  return found;
}

/** Places of columns whose standardised ranges and gaps agree. */
function groupsAlike(columns: ColumnProfile[]): number[][] {
  const groups = new Map<string, number[]>();
  columns.forEach(({ modelled, min, max, mean, standardDeviation: sd, missing }, i) => {
    if (!modelled || mean === null || !sd || !Number.isFinite(sd)) return;
    const ends = [Math.abs(min! - mean) / sd, Math.abs(max! - mean) / sd].sort((a, b) => a - b);
    const key = [missing, ...ends.map((e) => e.toPrecision(6))].join('/');
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

async function compare(
  loaded: Loaded,
  columns: ColumnProfile[],
  pairs: Pair[],
): Promise<('same' | 'scaled' | null)[]> {
  await need(
    loaded,
    pairs.flatMap(({ first, second }) => [first, second]),
  );
  const z = (i: number) => {
    const { mean, standardDeviation: sd } = columns[i]!;
    return `(n${i} - ${sql(mean!)}) / ${sql(sd!)}`;
  };
  const select = pairs.flatMap(({ first: a, second: b }) => [
    countOf(`n${a} IS DISTINCT FROM n${b}`),
    countOf(`(n${a} IS NULL) <> (n${b} IS NULL)`),
    `max(abs(${z(a)} - ${z(b)}))`,
    `max(abs(${z(a)} + ${z(b)}))`,
  ]);
  const values = await row(
    loaded.connection,
    `SELECT ${select.join(', ')} FROM ${loaded.table}_data`,
  );
  return pairs.map((_, k) => {
    const [different, gaps, up, down] = values.slice(4 * k, 4 * k + 4).map(Number);
    if (different === 0) return 'same';
    return gaps === 0 && Math.min(up!, down!) < SAME ? 'scaled' : null;
  });
}
