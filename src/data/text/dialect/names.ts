// Names of columns, each of which occurs once.

/** Empty names become column_3; repeated names get _2, _3; a name that stands in the file stays that of its column. */
export function uniqueNames(names: string[]): string[] {
  const given = new Set(names);
  const taken = new Set<string>();
  return names.map((name, i) => {
    const base = name || `column_${i + 1}`;
    let unique = base;
    for (let k = 2; taken.has(unique) || (unique !== name && given.has(unique)); k++)
      unique = `${base}_${k}`;
    taken.add(unique);
    return unique;
  });
}

/**
 * Names of groups that stand over their first column alone, over all of their columns; null where
 * `below` does not need them.
 */
export function filledOut(groups: string[], below: string[]): string[] | null {
  if (groups.length !== below.length) return null;
  let group = '';
  const filled = groups.map((v) => (group = v.trim() || group));
  const blanks = new Set(
    groups.flatMap((v, i) => (v.trim() === '' && filled[i] !== '' ? [filled[i]!] : [])),
  );
  return blanks.size >= 2 && !areUnique(below) && areUnique(joined(filled, below)) ? filled : null;
}

export const areUnique = (names: string[]) => {
  const present = names.map((v) => v.trim()).filter((v) => v !== '');
  return new Set(present).size === present.length;
};

/** A group and a name: "nose x". What stands twice is said once. */
export const joined = (groups: string[], names: string[]) =>
  groups.map((group, i) => {
    const [a, b] = [group.trim(), (names[i] ?? '').trim()];
    return a === b || b === '' ? a : a === '' ? b : `${a} ${b}`;
  });
