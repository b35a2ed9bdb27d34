// Tables of known density as files, and how far log densities given to their rows stay below the exact ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { generator } from './targets.mjs';

export function drawTable({ columns, draw }, rows, seed) {
  const random = generator(seed);
  return { columns, rows: Array.from({ length: rows }, () => draw(random)) };
}

export function writeTable(path, { columns, rows }) {
  writeFileSync(path, [columns.join(','), ...rows.map((r) => r.join(',')), ''].join('\n'));
}

/** The last column, as `score` writes it. */
export function lastColumn(path) {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.slice(line.lastIndexOf(',') + 1)));
}

/** Means over rows: log density, the exact one, and the exact less the given one with its standard error. */
export function against(target, rows, given) {
  const exact = rows.map((row) => target.logDensity(row));
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const gaps = exact.map((v, n) => v - given[n]);
  const gap = mean(gaps);
  return {
    nats: mean(given),
    exact: mean(exact),
    gap,
    standardError: Math.sqrt(mean(gaps.map((g) => (g - gap) ** 2)) / (gaps.length - 1)),
  };
}
