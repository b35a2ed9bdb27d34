// Posteriors from simulations against reference posteriors, as C2ST (0.5: cannot be told apart), on problems of the
// benchmark of Lueckmann et al. (2021):
//   npm run -s bench:sbi -- [--quick] [--only "two moons,SLCP"] [--simulations 1000,10000,100000] [--observations 10]
//                           [--draws 10000] [--seconds 60] [--direction posterior|likelihood]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeTable } from './known.mjs';
import { c2st } from './sbi/c2st.mjs';
import { problems } from './sbi/problems.mjs';
import { reference } from './sbi/reference.mjs';
import { generator } from './targets.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    simulations: { type: 'string' },
    observations: { type: 'string' },
    draws: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    direction: { type: 'string', default: 'posterior' },
    seed: { type: 'string', default: '1' },
  },
});
const { quick } = options;
const only =
  options.only?.split(',') ?? (quick ? ['two moons', 'Gaussian linear'] : Object.keys(problems));
const simulations = (options.simulations ?? (quick ? '10000' : '1000,10000,100000')).split(',');
const observations = Number(options.observations ?? (quick ? 3 : 10));
const draws = Number(options.draws ?? (quick ? 5000 : 10_000));
const folder = mkdtempSync(join(tmpdir(), 'flowscope-sbi-'));
const at = (name) => join(folder, name);
const cli = (...args) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [join(import.meta.dirname, '../../dist/cli.js'), ...args.map(String), '--json'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 },
    ),
  );
const names = (letter, n) => Array.from({ length: n }, (_, k) => `${letter}_${k + 1}`);
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const read = (path, dim) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(0, dim).map(Number));

console.log(
  'problem | simulations | C2ST, mean | least to most | worth of the draws | leakage before bounds | seconds: fit, posterior',
);
for (const name of only) {
  const problem = problems[name];
  if (!problem)
    throw new Error(`There is no problem "${name}": ${Object.keys(problems).join(', ')}.`);
  const { prior, simulate } = problem;
  // the same observations, whatever the number of simulations
  const random = generator(100 + Number(options.seed));
  const seen = Array.from({ length: observations }, () => simulate(prior.draw(random), random));
  const truth = seen.map((x) => reference(problem, x, draws, random));
  const dim = truth[0][0].length;
  const [theta, x] = [names('theta', dim), names('x', problem.observations)];
  for (const count of simulations) {
    const own = generator(1000 + Number(options.seed));
    const rows = Array.from({ length: Number(count) }, () => {
      const row = prior.draw(own);
      return [...row, ...simulate(row, own)];
    });
    writeTable(at('table.csv'), { columns: [...theta, ...x], rows });
    const posterior = options.direction === 'posterior';
    const model = at('model.flow.safetensors');
    let began = performance.now();
    const fit = cli(
      ...[
        'fit',
        at('table.csv'),
        '--out',
        model,
        '--seconds',
        options.seconds,
        '--seed',
        options.seed,
      ],
      ...['--columns', (posterior ? theta : x).join(), '--given', (posterior ? x : theta).join()],
      ...(posterior && prior.bounds ? ['--bounds', boundsText(theta, prior)] : []),
      ...(posterior && prior.positive ? ['--bounds', theta.map((n) => `${n}=(0,inf)`).join()] : []),
    );
    const fitted = (performance.now() - began) / 1000;
    began = performance.now();
    const found = seen.map((row, k) => {
      const given = row.map((v, d) => `${x[d]}=${v}`).join();
      const told = cli(
        ...[
          'posterior',
          model,
          '--given',
          given,
          '-n',
          draws,
          '--seed',
          k + 1,
          '--out',
          at('draws.csv'),
        ],
        ...(posterior ? [] : ['--prior', priorText(theta, prior)]),
      );
      return { rows: read(at('draws.csv'), dim), worth: told.effectiveSampleSize };
    });
    const drawn = (performance.now() - began) / 1000 / observations;
    const scores = found.map(({ rows: q }, k) => c2st(truth[k], q, k + 1));
    console.log(
      [
        name,
        count,
        mean(scores).toFixed(3),
        `${Math.min(...scores).toFixed(3)} to ${Math.max(...scores).toFixed(3)}`,
        mean(found.map(({ worth }) => worth)).toFixed(0),
        fit.leakage ? fit.leakage.mean.toFixed(4) : '-',
        `${fitted.toFixed(0)}, ${drawn.toFixed(1)}`,
      ].join(' | '),
    );
  }
}
rmSync(folder, { recursive: true });

function boundsText(theta, { bounds }) {
  return theta.map((n, d) => `${n}=(${bounds[d].join()})`).join();
}

function priorText(theta, { bounds }) {
  if (!bounds) throw new Error('--direction likelihood is for problems with a box as prior.');
  return theta.map((n, d) => `${n}=uniform(${bounds[d].join()})`).join();
}
