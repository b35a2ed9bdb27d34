// The rows that models are compared on: test rows where every model knows
// them, else all. Each model sees them in its own columns and conditions.
import { rowsAt } from '../../distributions/distribution';
import type { Table } from '../../data';
import { partOf } from '../../flows/split/split';
import type { ScoredRows } from '../../flows/verdict';
import type { GivenColumn } from '../../protocol/data';
import type { Comparison } from '../../protocol/exploration';
import type { Scores } from '../../protocol/model';
import type { Split } from '../../protocol/split';
import { SessionError } from '../errors';
import { unitsAmong } from '../fitting/division';
import { conditionsOf, contextOfRows } from '../given/columns';
import type { Model } from '../models/model';
import { say } from '../../protocol/sentence';

interface ComparedRows {
  values: Float64Array;
  count: number;
  /** row-major count x what is given */
  given: Float64Array;
  rows: ScoredRows;
}

/** How models of this file were split, each way once; what goes together more widely than rows by themselves first. */
export function differentSplits(models: Model[]): Split[] {
  const all = models.map(({ metadata: { split } }): Split => split ?? { by: 'rows' });
  const known = new Map(all.map(({ asked: _, ...split }) => [JSON.stringify(split), split]));
  return [...known.values()].sort((a, b) => Number(a.by === 'rows') - Number(b.by === 'rows'));
}

/**
 * Rows that are test rows by each of `splits` (all rows where
 * there is none); read in pieces, so that only they are held.
 * @param together what of them is not independent
 */
export async function rowsToCompare(
  table: Table,
  columns: string[],
  splits: Split[],
  given: GivenColumn[],
  together: Split | undefined,
): Promise<ComparedRows> {
  const parts: {
    values: Float64Array;
    given: Float64Array;
    rowNumbers: Float64Array;
    units: Float64Array;
  }[] = [];
  const ways = await Promise.all(
    [together, ...splits].map(async (split) => ({ split, ...(await unitsAmong(table, split)) })),
  );
  const [first, ...others] = ways.map(({ key }) => table.pieces(columns, undefined, given, key));
  for await (const rows of first!) {
    // the others read the same rows, with other keys
    const read = [
      rows,
      ...(await Promise.all(
        others.map(async (pieces) => (await pieces.next()).value as typeof rows),
      )),
    ];
    const units = await Promise.all(
      ways.map(async (way, w) => (await way.units(read[w]!)) ?? read[w]!.rowNumbers),
    );
    const kept = Int32Array.from({ length: rows.count }, (_, i) => i).filter((i) =>
      splits.every((split, w) => partOf(units[w + 1]![i]!, split) === 'test'),
    );
    parts.push({
      values: rowsAt(rows.values, kept, columns.length),
      given: rowsAt(rows.givenValues, kept, given.length),
      rowNumbers: rowsAt(rows.rowNumbers, kept, 1),
      units: rowsAt(units[0]!, kept, 1),
    });
  }
  const rowNumbers = joined(parts.map((p) => p.rowNumbers));
  const split = together?.by === 'rows' ? undefined : together;
  const rows = {
    rowNumbers,
    ...(split ? { split, units: joined(parts.map((p) => p.units)) } : {}),
  };
  return {
    values: joined(parts.map((p) => p.values)),
    count: rowNumbers.length,
    given: joined(parts.map((p) => p.given)),
    rows,
  };
}

function joined(parts: Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The rows whose levels every model knows, with the numbers that each model is given. */
export function knownRows(
  rows: ComparedRows,
  models: Model[],
  given: GivenColumn[],
  dim: number,
): {
  values: Float64Array;
  count: number;
  contexts: (Float64Array | undefined)[];
  unseen: number;
  rows: ScoredRows;
} {
  const encoded = models.map((m) => contextOfRows(m.metadata.specification, given, rows.given));
  const sets = encoded.flatMap((e) => (e ? [new Set(e.kept)] : []));
  const kept = Int32Array.from({ length: rows.count }, (_, i) => i).filter((i) =>
    sets.every((set) => set.has(i)),
  );
  const unseen = rows.count - kept.length;
  if (unseen === 0)
    return {
      values: rows.values,
      count: rows.count,
      contexts: encoded.map((e) => e?.context),
      unseen,
      rows: rows.rows,
    };
  const picked = rowsAt(rows.given, kept, given.length);
  const { rowNumbers, units, split } = rows.rows;
  const known = {
    rowNumbers: Float64Array.from(kept, (i) => rowNumbers[i]!),
    split,
    ...(units ? { units: Float64Array.from(kept, (i) => units[i]!) } : {}),
  };
  return {
    rows: known,
    values: rowsAt(rows.values, kept, dim),
    count: kept.length,
    contexts: models.map((m) => contextOfRows(m.metadata.specification, given, picked)?.context),
    unseen,
  };
}

/** What a model is compared with, and with conditions what else. */
export function conditionalPart(
  model: Model,
  { gaussian, overUnconditional, groups }: Scores,
): Partial<Comparison['models'][number]> {
  const given = conditionsOf(model.metadata.specification).map((c) => c.column);
  const { kind } = model.metadata.gaussian;
  return given.length === 0
    ? { baseline: gaussian, ...(kind ? { covariance: kind } : {}) }
    : {
        given,
        baseline: gaussian,
        ...(overUnconditional ? { overUnconditional } : {}),
        ...(groups ? { groups } : {}),
      };
}

/** @throws SessionError */
export function requireSameColumns(first: Model, other: Model): void {
  const sorted = (model: Model) => [...model.columns].sort();
  if (sorted(first).join('\n') === sorted(other).join('\n')) return;
  const list = (model: Model) => model.columns.map((c) => `"${c}"`).join(', ');
  throw new SessionError(
    say(
      'Log densities of different column sets are never compared: "{0}" describes {1}, and "{2}" {3}. Choose models of the same columns.',
      first.label,
      list(first),
      other.label,
      list(other),
    ),
  );
}

/** Row-major rows with their columns in another order. */
export function reordered(values: Float64Array, from: string[], to: string[]): Float64Array {
  const place = to.map((name) => from.indexOf(name));
  const dim = from.length;
  return place.every((p, d) => p === d)
    ? values
    : values.map((_, i) => values[i - (i % dim) + place[i % dim]!]!);
}
