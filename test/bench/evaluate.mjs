// Log densities and samples a second: npm run -s bench:evaluate -- [--json] [--peers] [--flows a,b]
//   [--engines kernel:1,...] [--rows 1000000] [--seconds 15]
// In chunks of 20,000 rows that take turns with those of the other contenders;
// the rate is that of the fastest chunk. Random numbers count as sampling.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { caseData, cases, PART, ROWS } from './speed/cases.mjs';
import { contenders, DEFAULT, WITH_PEERS } from './speed/contenders.mjs';
import { FLOW_NAMES, outFolder } from './speed/ours.mjs';
import { note, noteMachine, report, rounded } from './speed/report.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    peers: { type: 'boolean' },
    flows: { type: 'string' },
    engines: { type: 'string' },
    rows: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '15' }, // at most, for each contender, case and direction
  },
});

noteMachine();
const all = await contenders(
  values.engines ?? (values.peers ? WITH_PEERS.replace(',flowjax-scan:2', '') : DEFAULT),
);
const rows = [];
for (const one of cases(FLOW_NAMES, values.flows).filter(({ dim }) => dim < 8)) {
  const data = caseData(join(outFolder, 'data'), one);
  const runs = [];
  for (const contender of all) {
    const flow = await contender.open(one, data);
    await flow.train(0, PART);
    await flow.density(ROWS); // compiles, where a library does
    await flow.sample(ROWS);
    runs.push({
      contender,
      flow,
      density: { least: Infinity, spent: 0 },
      sample: { least: Infinity, spent: 0 },
    });
  }
  for (let done = 0; done < Number(values.rows); done += ROWS)
    for (const { flow, ...times } of runs)
      for (const what of ['density', 'sample']) {
        const time = times[what];
        if (time.spent > Number(values.seconds)) continue;
        const seconds = await flow[what](ROWS);
        time.spent += seconds;
        time.least = Math.min(time.least, seconds);
      }
  for (const { contender, flow, density, sample } of runs) {
    const { engine, threads } = contender;
    rows.push({
      flow: one.flow,
      dim: one.dim,
      engine,
      threads,
      logProbRowsPerSecond: rounded(ROWS / density.least, 3),
      sampleRowsPerSecond: rounded(ROWS / sample.least, 3),
    });
    note(JSON.stringify(rows.at(-1)));
    flow.close();
  }
}
for (const contender of all) contender.end();
report(rows, values.json);
