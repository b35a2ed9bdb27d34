// How long a training step takes: npm run -s bench:train -- [--json] [--peers] [--flows a,b]
//   [--engines kernel:1,...] [--seconds 40] [--seed 1]
// Every contender takes the same 1000 steps (Adam, rate 0.001) in parts of 50; the
// parts of all contenders take turns, with a pause before each: threads of other
// libraries spin for a while after their work and would slow down whoever comes next.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseData, cases, PART, STEPS } from './speed/cases.mjs';
import { contenders, DEFAULT, WITH_PEERS } from './speed/contenders.mjs';
import { FLOW_NAMES, outFolder } from './speed/ours.mjs';
import { note, noteMachine, report, rounded } from './speed/report.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    peers: { type: 'boolean' },
    flows: { type: 'string' },
    engines: { type: 'string' },
    seed: { type: 'string', default: '1' }, // of the first weights: the rows and batches stay
    // of training for each contender and case: whoever takes longer has no loss
    seconds: { type: 'string', default: '40' },
  },
});

const PAUSE_MS = 200;
/**
 * Busy, not asleep: threads that wake together on one core
 * share it for a while, which hurts those that wait for others.
 */
function holdOn() {
  const until = performance.now() + PAUSE_MS;
  while (performance.now() < until);
}

noteMachine();
const all = await contenders(values.engines ?? (values.peers ? WITH_PEERS : DEFAULT));
const rows = [];
for (const one of cases(FLOW_NAMES, values.flows, Number(values.seed))) {
  const data = caseData(join(outFolder, 'data'), one);
  const runs = [];
  for (const contender of all)
    runs.push({ contender, flow: await contender.open(one, data), parts: [], spent: 0, steps: 0 });
  for (let first = 0; first < STEPS; first += PART)
    for (const run of runs) {
      if (run.spent > Number(values.seconds)) continue;
      if (all.length > 1) holdOn();
      const seconds = await run.flow.train(first, PART);
      run.steps += PART;
      if (first === 0) continue; // libraries compile
      run.spent += seconds;
      run.parts.push((1000 * seconds) / PART);
    }
  for (const { contender, flow, parts, steps } of runs) {
    const sorted = [...parts].sort((a, b) => a - b);
    rows.push({
      ...one,
      engine: contender.engine,
      threads: contender.threads,
      msMin: rounded(sorted[0], 3),
      msMedian: rounded(sorted[sorted.length >> 1], 3),
      parameters: flow.parameters,
      lossAfter1000: steps === STEPS ? rounded(await flow.loss(), 5) : null,
    });
    note(JSON.stringify(rows.at(-1)));
    flow.close();
  }
}
for (const contender of all) contender.end();
report(rows, values.json);
