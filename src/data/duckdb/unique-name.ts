// A name that no other column of a table has.

/** `name`, with a number where the table has such a column already. */
export function uniqueName(name: string, names: string[]): string {
  let unique = name;
  for (let k = 2; names.includes(unique); k++) unique = `${name}_${k}`;
  return unique;
}
