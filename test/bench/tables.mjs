// Our default fit against zuko on real tables, on the same training, validation and test rows:
// npm run build; npm run -s bench:tables -- [--json] [--only name,name] [FILE.csv ...]
// (without files: those that test/bench/peers/tables.py writes)
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { lastColumn } from './known.mjs';
import { python, requirePeers } from './speed/peers.mjs';
import { note, noteMachine, report, rounded } from './speed/report.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, only: { type: 'string' } },
});
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'flowscope-tables-'));
const run = (command, ...args) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const cli = (...args) =>
  JSON.parse(run(process.execPath, join(root, 'dist/cli.js'), ...args, '--json'));

function realTables() {
  const kept = join(homedir(), '.cache/flowscope/bench-tables');
  mkdirSync(kept, { recursive: true });
  if (readdirSync(kept).length === 0)
    run(python, join(import.meta.dirname, 'peers/tables.py'), kept);
  return readdirSync(kept).map((name) => join(kept, name));
}

async function partOf() {
  const outfile = join(folder, 'split.cjs');
  await build({
    entryPoints: [join(root, 'src/flows/split/split.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  return createRequire(import.meta.url)(outfile).partOf;
}

/** Mean of the differences and its standard error. */
function paired(a, b) {
  const differences = a.map((v, n) => v - b[n]);
  const mean = differences.reduce((x, y) => x + y, 0) / differences.length;
  return {
    difference: mean,
    standardError: Math.sqrt(
      differences.reduce((s, v) => s + (v - mean) ** 2, 0) /
        differences.length /
        (differences.length - 1),
    ),
  };
}

requirePeers();
noteMachine();
const part = await partOf();
const rows = [];
for (const path of positionals.length > 0 ? positionals : realTables()) {
  const data = basename(path, '.csv');
  if ((values.only && !values.only.split(',').includes(data)) || !existsSync(path)) continue;
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const files = Object.fromEntries(
    ['train', 'validation', 'test'].map((name) => [name, join(folder, `${name}.csv`)]),
  );
  for (const [name, file] of Object.entries(files))
    writeFileSync(file, [header, ...lines.filter((_, n) => part(n) === name), ''].join('\n'));
  const [model, scored, other, zukoScored] = [
    'm.flow.safetensors',
    'scored.csv',
    'm.pt',
    'zuko.csv',
  ].map((name) => join(folder, name));
  const began = performance.now();
  const { flow, verdict } = cli('fit', path, '--out', model);
  const seconds = rounded((performance.now() - began) / 1000, 3);
  cli('score', model, files.test, '--out', scored);
  const { stopped } = JSON.parse(
    run(
      python,
      join(import.meta.dirname, 'peers/fit_zuko.py'),
      'fit',
      files.train,
      other,
      files.validation,
    ),
  );
  run(
    python,
    join(import.meta.dirname, 'peers/fit_zuko.py'),
    'score',
    other,
    files.test,
    zukoScored,
  );
  const [ours, zuko] = [lastColumn(scored), lastColumn(zukoScored)];
  const mean = (v) => rounded(v.reduce((a, b) => a + b, 0) / v.length, 5);
  const { difference, standardError } = paired(ours, zuko);
  rows.push({
    data,
    rows: lines.length,
    columns: header.split(',').length,
    flow,
    verdict,
    seconds,
    flowscope: mean(ours),
    zuko: mean(zuko),
    stopped,
    difference: rounded(difference, 3),
    standardError: rounded(standardError, 2),
  });
  note(JSON.stringify(rows.at(-1)));
}
rmSync(folder, { recursive: true });
report(rows, values.json);
