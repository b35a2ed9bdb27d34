// What a value of JSON is: an object, a matrix, or something that holds rows further within.

/** Arrays of the same length, of plain values: remembered, as it is asked for every row. */
export function isMatrix(value: unknown): value is unknown[][] {
  if (!Array.isArray(value)) return false;
  const known = matrices.get(value);
  if (known !== undefined) return known;
  const [first] = value as unknown[];
  const found =
    Array.isArray(first) &&
    first.length > 0 &&
    value.every(
      (row) =>
        Array.isArray(row) &&
        row.length === first.length &&
        row.every((v) => typeof v !== 'object' || v === null),
    );
  matrices.set(value, found);
  return found;
}
const matrices = new WeakMap<unknown[], boolean>();
/** An object with columns or a matrix somewhere in it. */
export const holdsLists = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).some((v) => (Array.isArray(v) && v.length > 1) || holdsLists(v));
/** An object with a list of objects somewhere in it. */
export const holdsRows = (value: unknown): boolean =>
  isObject(value) && Object.values(value).some((v) => isList(v, isObject) || holdsRows(v));
export const isList = (value: unknown, fits: (entry: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.every(fits);
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
