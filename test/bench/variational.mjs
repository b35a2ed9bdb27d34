// What `variational` finds on targets whose evidence is known, or found by a long chain and weighted draws around it.
// node test/bench/variational.mjs [--seconds 30] [--only NAME]: after `npm run build`; a table on standard output.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const seconds = Number(option('--seconds', 30));
const only = option('--only', null);
const dir = mkdtempSync(join(tmpdir(), 'flowscope-variational-'));
let state = 20_261_130;
const uniform = () =>
  ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) + 0.5) / 2 ** 32;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const logNormal = (x, m, s) =>
  -0.5 * ((x - m) / s) ** 2 - Math.log(s) - 0.5 * Math.log(2 * Math.PI);

const rows = Array.from({ length: 500 }, () => [normal(), normal()]);
const line = rows.map(([u, v]) => ({ x: 1 + 2 * u, y: 1.5 + 0.8 * (1 + 2 * u) + 0.7 * v }));
const classes = rows.map(([u, v]) => ({
  u,
  v,
  y: uniform() < 1 / (1 + Math.exp(-(0.5 + 1.2 * u - 0.8 * v))) ? 1 : 0,
}));
const table = (name, list) => {
  const path = join(dir, `${name}.csv`);
  const keys = Object.keys(list[0]);
  writeFileSync(
    path,
    [keys.join(','), ...list.map((r) => keys.map((k) => r[k]).join(','))].join('\n'),
  );
  return path;
};
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** `evidence` where it is known; else `log`, by the variables on the real line, and a point to begin at. */
const problems = [
  {
    name: 'correlated Gaussian, 4 columns',
    variables: 'a,b,c,d',
    formula:
      'log(normal(a,0,1)) + log(normal(b,0.9*a,0.3)) + log(normal(c,-2*b,0.5)) + log(normal(d,a+c,0.1))',
    evidence: 0,
  },
  {
    name: 'banana',
    variables: 'a,b',
    formula: 'log(normal(a,0,2)) + log(normal(b,a^2/2,1))',
    evidence: 0,
  },
  {
    name: 'funnel',
    variables: 'v,a',
    formula: 'log(normal(v,0,3)) + log(normal(a,0,exp(v/2)))',
    evidence: 0,
  },
  {
    name: 'two modes',
    variables: 'a,b',
    formula: 'log(0.7*normal(a,-3,0.7)*normal(b,0,1) + 0.3*normal(a,3,1)*normal(b,1,0.5))',
    evidence: 0,
  },
  {
    name: 'linear regression, 500 rows',
    variables: 'a,b,sigma>0',
    data: table('line', line),
    formula:
      'log(normal(a,0,10)) + log(normal(b,0,10)) - sigma + sum(log(normal(y, a*x + b, sigma)))',
    from: [0.8, 1.5, Math.log(0.7)],
    log: ([a, b, t]) =>
      line.reduce(
        (sum, { x, y }) => sum + logNormal(y, a * x + b, Math.exp(t)),
        logNormal(a, 0, 10) + logNormal(b, 0, 10) - Math.exp(t) + t,
      ),
    toLine: ([a, b, s]) => [a, b, Math.log(s)],
  },
  {
    name: 'logistic regression, 500 rows',
    variables: 'a,b,c',
    data: table('classes', classes),
    formula:
      'log(normal(a,0,3)) + log(normal(b,0,3)) + log(normal(c,0,3)) + sum(y*(a + b*u + c*v) - softplus(a + b*u + c*v))',
    from: [0.5, 1.2, -0.8],
    log: ([a, b, c]) =>
      classes.reduce(
        (sum, { u, v, y }) => sum + y * (a + b * u + c * v) - softplus(a + b * u + c * v),
        logNormal(a, 0, 3) + logNormal(b, 0, 3) + logNormal(c, 0, 3),
      ),
    toLine: (row) => row,
  },
];

/** A random walk of Metropolis: means and deviations after its first fifth. */
function chain(log, from, steps) {
  let [at, here] = [from, log(from)];
  const scale = from.map(() => 0.05);
  const kept = [];
  for (let k = 0; k < steps; k++) {
    const next = at.map((v, d) => v + scale[d] * normal());
    const there = log(next);
    const taken = Math.log(uniform()) < there - here;
    if (taken) [at, here] = [next, there];
    if (k < steps / 5) for (let d = 0; d < scale.length; d++) scale[d] *= taken ? 1.03 : 0.99;
    else kept.push(at);
  }
  return moments(kept);
}

function moments(list) {
  const mean = list[0].map((_, d) => list.reduce((s, r) => s + r[d], 0) / list.length);
  const deviation = mean.map((m, d) =>
    Math.sqrt(list.reduce((s, r) => s + (r[d] - m) ** 2, 0) / list.length),
  );
  return { mean, deviation };
}

/** The log evidence by weighted draws of independent normal laws, 1.5 times as wide as the chain. */
function weighted(log, { mean, deviation }, count) {
  const wide = deviation.map((s) => 1.5 * s);
  const logs = Array.from({ length: count }, () => {
    const x = mean.map((m, d) => m + wide[d] * normal());
    return log(x) - x.reduce((s, v, d) => s + logNormal(v, mean[d], wide[d]), 0);
  });
  const top = Math.max(...logs);
  const weights = logs.map((v) => Math.exp(v - top));
  const average = weights.reduce((s, w) => s + w, 0) / count;
  const square = weights.reduce((s, w) => s + (w - average) ** 2, 0) / count;
  return { evidence: top + Math.log(average), error: Math.sqrt(square / count) / average };
}

const cli = (...args) => {
  const found = spawnSync(
    process.execPath,
    [resolve('dist/cli.js'), ...args.map(String), '--json'],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (found.status !== 0) throw new Error(found.stderr);
  return JSON.parse(found.stdout);
};

for (const problem of problems.filter(({ name }) => !only || name.includes(only))) {
  const out = join(dir, 'q.flow.safetensors');
  const found = cli(
    ...['variational', '--formula', problem.formula, '--variables', problem.variables],
    ...(problem.data ? ['--data', problem.data] : []),
    ...['--seconds', seconds, '--out', out],
  );
  const long = problem.log && chain(problem.log, problem.from, 60_000);
  const exact = long
    ? weighted(problem.log, long, 40_000)
    : { evidence: problem.evidence, error: 0 };
  const off = found.logEvidence - exact.evidence;
  const errors = Math.abs(off) / Math.hypot(found.logEvidenceError, exact.error);
  console.log(
    `${problem.name}: ELBO - log evidence ${(found.elbo - exact.evidence).toFixed(4)} ± ${found.standardError.toFixed(4)}, ` +
      `importance - log evidence ${off.toFixed(4)} ± ${found.logEvidenceError.toFixed(4)} (${errors.toFixed(1)} SE), ` +
      `k ${found.paretoK?.toFixed(2)}, ${found.steps} steps, ${found.seconds.toFixed(1)} s`,
  );
  if (long) {
    const csv = join(dir, 'draws.csv');
    cli('sample', out, '-n', 20_000, '--out', csv);
    const lines = readFileSync(csv, 'utf8').trim().split('\n').slice(1);
    const own = moments(lines.map((text) => problem.toLine(text.split(',').map(Number))));
    const apart = own.mean.map((m, d) => ((m - long.mean[d]) / long.deviation[d]).toFixed(3));
    const wider = own.deviation.map((s, d) => (s / long.deviation[d]).toFixed(3));
    console.log(
      `  beside a chain of 60,000: means ${apart.join(', ')} deviations apart, as wide ${wider.join(', ')}`,
    );
  }
  for (const note of found.notes) console.log(`  note: ${note}`);
}
