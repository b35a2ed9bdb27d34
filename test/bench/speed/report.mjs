// What the benchmarks print: one JSON array with --json, otherwise a table. Remarks go to standard error.
import { cpus, loadavg } from 'node:os';

export function note(text) {
  process.stderr.write(`${text}\n`);
}

export function noteMachine() {
  note(
    `${cpus().length} x ${cpus()[0].model}, Node ${process.versions.node}, load before the start ${loadavg()[0].toFixed(2)}`,
  );
}

export function report(rows, json) {
  if (json) process.stdout.write(JSON.stringify(rows) + '\n');
  else console.table(rows);
}

export const rounded = (value, digits) =>
  value === null ? null : Number(value.toPrecision(digits));
