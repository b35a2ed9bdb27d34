// Fits over messy tables, each from its seed, with checks of every result; rare failures are counted over all.
// npm run build; node test/bench/messy.mjs [--tables 50] [--seconds 6] [--first 1] [--only copies,walk]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECKS, SHARES } from './messy/checks.mjs';
import { KINDS } from './messy/kinds.mjs';
import { generator } from './targets.mjs';

const options = { tables: '50', seconds: '6', first: '1', only: Object.keys(KINDS).join(',') };
const { values } = parseArgs({
  options: Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, { type: 'string', default: value }]),
  ),
});
const FRESH = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'flowscope-messy-'));
const [data, fresh, drawn, model] = [
  'messy.csv',
  'fresh.csv',
  'drawn.csv',
  'messy.flow.safetensors',
].map((name) => join(folder, name));

const write = (path, columns, rows) =>
  writeFileSync(path, [columns, ...rows].map((row) => row.join(',')).join('\n') + '\n');
const run = (...words) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [join(import.meta.dirname, '../../dist/cli.js'), ...words, '--json'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  );

/** What came of one table: the result with its checks, or the sentence with which it was refused. */
function fitted(seed, kind) {
  const table = KINDS[kind](generator(9000 + seed));
  write(data, table.columns, table.rows);
  try {
    const result = run(
      'fit',
      data,
      '--out',
      model,
      '--seconds',
      values.seconds,
      '--seed',
      String(seed),
      '--accept-atoms',
      ...(table.options ?? []),
    );
    const again = table.fresh && result.flow !== 'gaussian';
    if (again)
      write(
        fresh,
        table.columns,
        Array.from(
          { length: FRESH },
          (
            (g) => () =>
              table.fresh(g)
          )(generator(90_000 + seed)),
        ),
      );
    const fit = {
      table,
      result,
      fresh: again ? run('compare', fresh, model) : null,
      model,
      drawn,
      run,
    };
    const failed = Object.entries(CHECKS).flatMap(([name, check]) =>
      ((said) => (said ? [[name, said]] : []))(check(fit)),
    );
    return { fit, failed };
  } catch (error) {
    return {
      table,
      refused: String(error.stderr ?? error.stack)
        .trim()
        .split('\n')
        .at(-1),
    };
  }
}

const kinds = values.only.split(',');
const [fits, refused] = [[], []];
for (let seed = Number(values.first); seed < Number(values.first) + Number(values.tables); seed++) {
  const kind = kinds[seed % kinds.length];
  const found = fitted(seed, kind);
  const { about, rows, columns } = found.table ?? found.fit.table;
  const name = `${seed}: ${kind}: ${rows.length} x ${columns.length} (${about})`;
  if (found.refused) {
    refused.push(seed);
    console.log(`${name}: refused: ${found.refused}`);
    continue;
  }
  fits.push(found);
  const { flow, test, verdict } = found.fit.result;
  console.log(
    `${name}: ${flow}, gain ${Number(test.gain).toPrecision(3)} ± ${Number(test.standardError).toPrecision(2)}, ${verdict}${found.failed.map(([check, said]) => `; ${check.toUpperCase()}: ${said}`).join('')}`,
  );
}
rmSync(folder, { recursive: true });

const summary = Object.keys(CHECKS).map((name) => {
  const { of = () => true, most = 0 } = SHARES[name] ?? {};
  const about = fits.filter(({ fit }) => of(fit)).length;
  const failed = fits.filter((f) => f.failed.some(([check]) => check === name)).length;
  return { check: name, failed, of: about, most, passed: failed <= most * about };
});
console.log(JSON.stringify({ fits: fits.length, refused: refused.length, summary }, null, 1));
process.exitCode = summary.every((s) => s.passed) ? 0 : 1;
