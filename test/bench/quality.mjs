// How close `fit` comes to known densities on rows it has not seen: node test/bench/quality.mjs [--seconds 120] [--rows 20000] [--only ring,banana] [--flow auto]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generator, targets } from './targets.mjs';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '120' }, rows: { type: 'string', default: '20000' }, only: { type: 'string' }, flow: { type: 'string', default: 'auto' }, engine: { type: 'string', default: 'auto' }, seed: { type: 'string', default: '1' } },
});
const folder = mkdtempSync(join(tmpdir(), 'flowscope-quality-'));
const cli = (...args) => JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), ...args, '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));

function write(name, { columns, draw }, rows, seed) {
  const random = generator(seed);
  const table = Array.from({ length: rows }, () => draw(random));
  const path = join(folder, name);
  writeFileSync(path, [columns.join(','), ...table.map((r) => r.join(',')), ''].join('\n'));
  return { path, table };
}

console.log('target | exact | flow: below exact | ± | Gaussian: below exact | chosen | verdict | steps | seconds');
for (const [name, target] of Object.entries(targets)) {
  if (options.only && !options.only.split(',').includes(name)) continue;
  const model = join(folder, 'model.flow.safetensors');
  const [seen, unseen] = [write('seen.csv', target, Number(options.rows), 1000 + Number(options.seed)), write('unseen.csv', target, 20_000, 77)];
  const began = performance.now();
  const fit = cli('fit', seen.path, '--out', model, '--seconds', options.seconds, '--flow', options.flow, '--engine', options.engine, '--seed', options.seed);
  const seconds = (performance.now() - began) / 1000;
  cli('score', model, unseen.path, '--out', join(folder, 'scored.csv'));
  const scored = readFileSync(join(folder, 'scored.csv'), 'utf8').trim().split('\n').slice(1).map((line) => Number(line.slice(line.lastIndexOf(',') + 1)));
  const gaps = unseen.table.map((row, n) => target.logDensity(row) - scored[n]);
  const mean = gaps.reduce((s, g) => s + g, 0) / gaps.length;
  const error = Math.sqrt(gaps.reduce((s, g) => s + (g - mean) ** 2, 0) / gaps.length / (gaps.length - 1));
  const exact = unseen.table.reduce((s, row) => s + target.logDensity(row), 0) / unseen.table.length;
  console.log([name, exact.toFixed(3), mean.toFixed(3), error.toFixed(3), (exact - fit.test.gaussian).toFixed(3), fit.flow, fit.verdict, fit.steps, seconds.toFixed(0)].join(' | '));
}
rmSync(folder, { recursive: true });
