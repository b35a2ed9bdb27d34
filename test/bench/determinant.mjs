// The price of a determinant, after npm run build:
//   node test/bench/determinant.mjs [--json] [--columns 8] [--seconds 5]
// LU decomposition against the sum of log-diagonals, and whole log
// densities of our flows: what the panel measures, with more time.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { noteMachine } from './speed/report.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    columns: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '5' },
  },
});
noteMachine();
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const { status, stdout } = spawnSync(
  process.execPath,
  [cli, 'determinant', '--columns', values.columns, '--seconds', values.seconds, '--json'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
);
if (status !== 0) process.exit(status ?? 1);
const { sizes, slopes, flows } = JSON.parse(stdout);
if (values.json) process.stdout.write(stdout);
else {
  for (const { n, lu, sum } of sizes)
    console.log(
      `N = ${String(n).padStart(3)}   LU ${lu.toExponential(2)} s   sum ${sum.toExponential(2)} s   ${(lu / sum).toFixed(0)} times`,
    );
  if (slopes)
    console.log(
      `from N = ${slopes.from} on: LU ~ N^${slopes.lu.toFixed(2)}, sum ~ N^${slopes.sum.toFixed(2)}`,
    );
  for (const f of flows)
    console.log(
      `${f.flow}, ${f.columns} columns, ${f.layers} layers, ${f.parameters} parameters: ${(1e6 * f.seconds).toFixed(2)} µs a row`,
    );
}
