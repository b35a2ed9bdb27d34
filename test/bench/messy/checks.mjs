// What must hold of every fit of a messy table. A check: (fit) => a sentence about what is wrong, or null.
//   fit: { table, result (of `fit --json`), fresh (of `compare --json` on fresh rows; null without them), model (path), run(...words) }

/** Paths of numbers that are missing or not finite; JSON holds these as texts. */
export function notFinite(value, path = '') {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => notFinite(v, `${path}.${key}`));
}

/** Each is counted by its name; one that is listed in SHARES may fail now and then. */
export const CHECKS = {
  'not finite': ({ result }) => notFinite(result).join(', ') || null,
  'below its Gaussian': ({ result: { test } }) => (test.gain < -3 * test.standardError ? `gain ${test.gain} ± ${test.standardError}` : null),
  'flow for a Gaussian': ({ table, result }) => (table.gaussian && result.verdict === 'flow' ? `gain ${result.test.gain} ± ${result.test.standardError}` : null),
  'not confirmed': ({ table, result, fresh }) => {
    if (result.verdict === 'undecided') return null;
    if (table.ordered) return `${result.verdict} for rows that follow one another`;
    if (!fresh || result.flow === 'gaussian') return null;
    const { mean, standardError } = fresh.models[0].gain;
    const wrong = result.verdict === 'flow' ? mean + 2 * standardError < 0 : mean - 2 * standardError > 0.02;
    return wrong ? `${result.verdict}, ${mean} ± ${standardError} on fresh rows` : null;
  },
};

/** Which tables a check is about, and the part of them in which it may fail; without a line, in none. */
export const SHARES = {
  'flow for a Gaussian': { of: ({ table }) => table.gaussian, most: 0.05 },
  'not confirmed': { of: ({ result }) => result.verdict !== 'undecided', most: 0.05 },
};
