// What must hold of every fit of a messy table. A check: (fit) => a sentence about what is wrong, or null.
//   fit: { table, result (of `fit --json`), fresh (of `compare --json` on fresh rows; null without them), model (path),
//     drawn (a path to write draws to), run(...words) }

import { readFileSync } from 'node:fs';

/** Paths of numbers that are missing or not finite; JSON holds null for these, and a reason beside it. */
export function notFinite(value, path = '') {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) =>
    key.endsWith('Reason') && typeof v === 'string'
      ? [`${path}.${key}`]
      : notFinite(v, `${path}.${key}`),
  );
}

/** Draws lie within so many times the range of the rows. */
const TIMES = 10;

/** What is wrong with as many draws as the table has rows: a value that is not finite, or far beyond the rows. */
function badDraws({ table, result, model, run, drawn }) {
  run('sample', model, '-n', String(table.rows.length), '--seed', '7', '--out', drawn);
  const [names, ...rows] = readFileSync(drawn, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const wrong = names.flatMap((name, d) => {
    const own = rows.map((row) => Number(row[d]));
    if (!own.every(Number.isFinite)) return [`${name} is not finite`];
    const place = result.columns.indexOf(name) < 0 ? -1 : table.columns.indexOf(name);
    if (place < 0 || table.heavy) return [];
    const data = table.rows
      .map((row) => row[place])
      .filter((v) => v !== '')
      .map(Number);
    const range = (values) =>
      values.reduce((top, v) => Math.max(top, v), -Infinity) -
      values.reduce((low, v) => Math.min(low, v), Infinity);
    const times = range([...own, ...data]) / range(data);
    return times > TIMES
      ? [`${name} reaches ${times.toPrecision(2)} times the range of the rows`]
      : [];
  });
  return wrong.join(', ') || null;
}

/** Each is counted by its name; one that is listed in SHARES may fail now and then. */
export const CHECKS = {
  draws: badDraws,
  'not finite': ({ result }) => notFinite(result).join(', ') || null,
  'below its Gaussian': ({ result: { test } }) =>
    test.gain < Math.min(-3 * test.standardError, -1e-6)
      ? `gain ${test.gain} ± ${test.standardError}`
      : null,
  'flow for a Gaussian': ({ table, result }) =>
    table.gaussian && result.verdict === 'flow'
      ? `gain ${result.test.gain} ± ${result.test.standardError}`
      : null,
  'not confirmed': ({ table, result, fresh }) => {
    if (result.verdict === 'undecided') return null;
    if (table.ordered) return `${result.verdict} for rows that follow one another`;
    if (!fresh || result.flow === 'gaussian') return null;
    const { mean, standardError } = fresh.models[0].gain;
    const wrong =
      result.verdict === 'flow' ? mean + 2 * standardError < 0 : mean - 2 * standardError > 0.02;
    return wrong ? `${result.verdict}, ${mean} ± ${standardError} on fresh rows` : null;
  },
};

/** Which tables a check is about, and the part of them in which it may fail; without a line, in none. */
export const SHARES = {
  'flow for a Gaussian': { of: ({ table }) => table.gaussian, most: 0.05 },
  'not confirmed': { of: ({ result }) => result.verdict !== 'undecided', most: 0.05 },
};
