// How close `fit` comes to known densities on rows it has not seen:
//   node test/bench/quality.mjs [--seconds 120] [--rows 20000] [--only ring,banana] [--flow auto]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { against, drawTable, lastColumn, writeTable } from './known.mjs';
import { targets } from './targets.mjs';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    rows: { type: 'string', default: '20000' },
    only: { type: 'string' },
    flow: { type: 'string', default: 'auto' },
    engine: { type: 'string', default: 'auto' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'flowscope-quality-'));
const [seen, unseen, model, scored] = [
  'seen.csv',
  'unseen.csv',
  'model.flow.safetensors',
  'scored.csv',
].map((name) => join(folder, name));
const cli = (...args) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [join(import.meta.dirname, '../../dist/cli.js'), ...args, '--json'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ),
  );

console.log(
  'target | exact | flow: below exact | ± | Gaussian: below exact | chosen | verdict | steps | seconds',
);
for (const [name, target] of Object.entries(targets)) {
  if (options.only && !options.only.split(',').includes(name)) continue;
  const fresh = drawTable(target, 20_000, 77);
  writeTable(seen, drawTable(target, Number(options.rows), 1000 + Number(options.seed)));
  writeTable(unseen, fresh);
  const began = performance.now();
  const fit = cli(
    'fit',
    seen,
    '--out',
    model,
    '--seconds',
    options.seconds,
    '--flow',
    options.flow,
    '--engine',
    options.engine,
    '--seed',
    options.seed,
  );
  const seconds = (performance.now() - began) / 1000;
  cli('score', model, unseen, '--out', scored);
  const { exact, gap, standardError } = against(target, fresh.rows, lastColumn(scored));
  console.log(
    [
      name,
      exact.toFixed(3),
      gap.toFixed(3),
      standardError.toFixed(3),
      (exact - fit.test.gaussian).toFixed(3),
      fit.flow,
      fit.verdict,
      fit.steps,
      seconds.toFixed(0),
    ].join(' | '),
  );
}
rmSync(folder, { recursive: true });
