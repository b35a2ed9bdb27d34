// Fits over messy tables, each from its seed: no number may be missing, and no fit may be below its Gaussian by more than three standard errors.
// npm run build; node test/bench/messy.mjs [--tables 50] [--seconds 6]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generator } from './targets.mjs';

const { values } = parseArgs({ options: { tables: { type: 'string', default: '50' }, seconds: { type: 'string', default: '6' } } });
const folder = mkdtempSync(join(tmpdir(), 'flowscope-messy-'));
const [data, model] = [join(folder, 'messy.csv'), join(folder, 'messy.flow.safetensors')];

/** Kinds of columns; each makes a number from the row's hidden normal number and one of its own. */
const KINDS = {
  normal: (h, z) => h + 0.5 * z,
  'far from zero': (h, z) => 1e6 + 1e-2 * (h + z),
  tiny: (h, z) => 1e-9 * (h - z),
  Cauchy: (h, z, u) => h + Math.tan(Math.PI * (u - 0.5)),
  'log-normal': (h, z) => Math.exp(1.5 * h + 0.3 * z),
  counts: (h, z) => Math.floor(Math.exp(h + 0.2 * z)),
  'few values': (h, z, u) => Math.floor(3 * u) + (h > 0 ? 1 : 0),
  'two lumps': (h, z, u) => (u < 0.5 ? -5 : 5) + 0.1 * z,
  uniform: (h, z, u) => 100 * u,
  'with an atom': (h, z, u) => (u < 0.04 ? 0 : h + z),
  'with outliers': (h, z, u) => (u < 0.002 ? 1e4 * z : h),
  constant: () => 7,
  curved: (h, z) => h * h + 0.1 * z,
  rounded: (h, z) => Math.round(10 * (h + z)) / 10,
};

function table(seed) {
  const { uniform, normal } = generator(9000 + seed);
  const names = Object.keys(KINDS);
  const columns = Array.from({ length: 1 + Math.floor(6 * uniform()) }, () => names[Math.floor(names.length * uniform())]);
  const rows = Math.round(10 ** (1.7 + 2.3 * uniform()));
  const gaps = uniform() < 0.4 ? 0.05 * uniform() : 0;
  const lines = Array.from({ length: rows }, () => {
    const hidden = normal();
    return columns.map((kind) => (uniform() < gaps ? '' : KINDS[kind](hidden, normal(), uniform()))).join(',');
  });
  return { columns, rows, text: [columns.map((kind, d) => `${kind} ${d + 1}`).join(','), ...lines, ''].join('\n') };
}

const finite = (value) => (typeof value === 'number' ? Number.isFinite(value) : typeof value === 'object' && value !== null ? Object.values(value).every(finite) : value !== 'NaN');
const found = { fits: 0, refused: 0, notFinite: 0, below: 0 };
for (let seed = 1; seed <= Number(values.tables); seed++) {
  const { columns, rows, text } = table(seed);
  writeFileSync(data, text);
  let result;
  try {
    const printed = execFileSync(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), 'fit', data, '--out', model, '--seconds', values.seconds, '--seed', String(seed), '--accept-atoms', '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    result = JSON.parse(printed);
  } catch (error) {
    const lines = String(error.stderr).trim().split('\n');
    found.refused++;
    console.log(`${seed}: refused: ${lines.at(-1)}`);
    continue;
  }
  const { gain, standardError } = result.test;
  const [bad, below] = [!finite(result.test), gain < -3 * standardError];
  found.fits++;
  if (bad) found.notFinite++;
  if (below) found.below++;
  console.log(`${seed}: ${rows} x ${columns.length} (${columns.join(', ')}): ${result.flow}, gain ${gain.toPrecision(3)} ± ${standardError.toPrecision(2)}, ${result.verdict}${bad ? ' NOT FINITE' : ''}${below ? ' BELOW' : ''}`);
}
rmSync(folder, { recursive: true });
console.log(JSON.stringify(found));
process.exitCode = found.notFinite + found.below > 0 ? 1 : 0;
