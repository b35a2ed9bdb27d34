// Columns in batches: planning a query takes longer than in proportion to the columns that it names.

/** Columns that one query of plain aggregates names. */
export const TOGETHER = 40;

export function batchesOf<T>(values: T[], size = TOGETHER): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, k) =>
    values.slice(k * size, (k + 1) * size),
  );
}
