// From a cold start to a finished model, through the built command line:
//   npm run build; npm run -s bench:fit -- [--json] [--peers] [--only rings,moons] [--rows 20000]
// On the examples and on tables of known density: the seconds of the whole
// command, nats on 50,000 fresh rows and below the exact density, peak memory.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { against, drawTable, lastColumn, writeTable } from './known.mjs';
import { python, requirePeers } from './speed/peers.mjs';
import { note, noteMachine, report, rounded } from './speed/report.mjs';
import { targets } from './targets.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    peers: { type: 'boolean' },
    only: { type: 'string' },
    rows: { type: 'string', default: '20000' },
  },
});
const [FRESH, SAMPLES] = [50_000, 20_000];
/** example table -> the target it was drawn from */
const EXAMPLES = {
  'two-moons': 'moons',
  rings: 'rings',
  'reaction-times': 'reaction times',
  gaussian: 'tilted Gaussian',
  'mixed-table': null,
  autobahn: null,
};
const GENERATED = ['rings', '8 Gaussians', 'checkerboard', 'spirals', 'moons'];

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'flowscope-fit-'));
const [fresh, scored, drawn, memory] = ['fresh.csv', 'scored.csv', 'drawn.csv', 'memory'].map(
  (name) => join(folder, name),
);
const run = (command, ...args) =>
  execFileSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, PEAK_MEMORY: memory },
  });
const node = (...args) =>
  run(
    process.execPath,
    '--import',
    join(import.meta.dirname, 'peak-memory.mjs'),
    join(root, 'dist/cli.js'),
    ...args,
    '--json',
  );
const zuko = (...args) => run(python, join(import.meta.dirname, 'peers/fit_zuko.py'), ...args);

const tools = {
  flowscope: {
    model: join(folder, 'model.flow.safetensors'),
    fit(data) {
      const { flow, test } = JSON.parse(node('fit', data, '--out', this.model));
      return {
        flow,
        test: test.flow,
        stopped: 'the default rule',
        peakMemory: Number(readFileSync(memory, 'utf8')),
      };
    },
    score: (model) => node('score', model, fresh, '--out', scored),
    sample: (model) => node('sample', model, '-n', String(SAMPLES), '--out', drawn),
  },
  zuko: {
    model: join(folder, 'model.pt'),
    fit(data) {
      return { flow: 'NSF', ...JSON.parse(zuko('fit', data, this.model)) };
    },
    score: (model) => zuko('score', model, fresh, scored),
    sample: (model) => zuko('sample', model, String(SAMPLES), drawn),
  },
};

function measure(tool, data, name, target, freshRows) {
  const { model, fit, score, sample } = tools[tool];
  const began = performance.now();
  const { flow, stopped, peakMemory, test } = fit.call(tools[tool], data);
  const seconds = rounded((performance.now() - began) / 1000, 3);
  const row = {
    data: name,
    tool,
    flow,
    seconds,
    peakMemoryMB: Math.round(peakMemory / 1024),
    stopped,
  };
  if (!target)
    return {
      ...row,
      nats: rounded(test, 5),
      exact: null,
      gap: null,
      standardError: null,
      strays: null,
    };
  score(model);
  const { nats, exact, gap, standardError } = against(target, freshRows, lastColumn(scored));
  Object.assign(row, {
    nats: rounded(nats, 5),
    exact: rounded(exact, 5),
    gap: rounded(gap, 3),
    standardError: rounded(standardError, 2),
    strays: null,
  });
  if (!target.strays) return row;
  sample(model);
  const samples = readFileSync(drawn, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  return {
    ...row,
    strays: samples.filter((point) => target.strays(point)).length / samples.length,
  };
}

if (values.peers) requirePeers();
noteMachine();
const wanted = (name) => !values.only || values.only.split(',').includes(name);
const tables = [
  ...Object.entries(EXAMPLES).map(([name, target]) => ({
    name: `examples/${name}.csv`,
    path: join(root, `examples/${name}.csv`),
    target: targets[target],
  })),
  ...GENERATED.map((name) => ({
    name,
    path: join(folder, `${name}.csv`),
    target: targets[name],
    generated: true,
  })),
].filter(({ name }) => wanted(name));
const rows = [];
for (const { name, path, target, generated } of tables) {
  if (generated) writeTable(path, drawTable(target, Number(values.rows), 1001));
  const unseen = target && drawTable(target, FRESH, 77);
  if (unseen) writeTable(fresh, unseen);
  for (const tool of values.peers && generated ? ['flowscope', 'zuko'] : ['flowscope']) {
    rows.push(measure(tool, path, name, target, unseen?.rows));
    note(JSON.stringify(rows.at(-1)));
  }
}
rmSync(folder, { recursive: true });
report(rows, values.json);
