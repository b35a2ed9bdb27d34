// The native process with stand-ins for tfjs-node: one that
// computes on TensorFlow.js in plain JavaScript, others that break.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { forkNative } from '../../src/engines/native/process';
import { nativeEngine } from '../../src/engines/native/engine';
import { probe } from '../../src/engines/native/probe';
import { referenceEngine } from '../../src/engines/reference/engine';
import type { Engine } from '../../src/flows/engine';
import { normals } from '../../src/flows/random';
import { catalogue } from '../../src/engines/catalogue';
import { folder as temporary } from './run';
import { english } from '../../src/protocol/sentence';

const root = resolve(__dirname, '../..');
const script = join(root, 'dist/native.js');
const modules = join(root, 'node_modules/@tensorflow');

/** TensorFlow.js in plain JavaScript under the name of the native backend. */
const WORKING = `
const tf = require(${JSON.stringify(join(modules, 'tfjs'))});
const { MathBackendCPU } = require(${JSON.stringify(join(modules, 'tfjs-backend-cpu'))});
tf.copyRegisteredKernels('cpu', 'tensorflow');
tf.registerBackend('tensorflow', () => new MathBackendCPU());
const all = { ...tf };
module.exports = all;
`;

function standIn(code: string): string {
  const home = join(temporary(), 'node_modules/@tensorflow/tfjs-node');
  mkdirSync(home, { recursive: true });
  writeFileSync(
    join(home, 'package.json'),
    '{"name":"@tensorflow/tfjs-node","version":"0.0.0","main":"index.js"}',
  );
  writeFileSync(join(home, 'index.js'), code);
  return home;
}

describe('a probe', () => {
  test('of one that works: version, devices, and what was found is kept', async () => {
    const [home, storage] = [standIn(WORKING), temporary()];
    const found = await probe(script, home, storage);
    expect(found.report).toMatchObject({
      name: '@tensorflow/tfjs-node',
      version: '0.0.0',
      backend: 'tensorflow',
      devices: ['CPU'],
    });
    // a script that is not there cannot be asked again
    expect(await probe('/nowhere.js', home, storage)).toEqual(found);
    writeFileSync(
      join(home, 'package.json'),
      '{"name":"@tensorflow/tfjs-node","version":"0.0.1","main":"index.js"}',
    );
    expect((await probe(script, home, storage)).report!.version).toBe('0.0.1');
  });

  test.each<[string, string, RegExp]>([
    [
      'throws',
      'throw new Error("libtensorflow.so.2: cannot open shared object file: No such file")',
      /libtensorflow\.so\.2 of tfjs-node is missing/,
    ],
    ['dies by a signal', 'process.kill(process.pid, "SIGBUS"); for (;;);', /SIGBUS/],
    [
      'leaves with a word',
      'console.error("first\\nthe last word"); process.exit(3)',
      /code 3\): "the last word"/,
    ],
    ['computes wrongly', `${WORKING} all.matMul = () => tf.ones([1]);`, /results are wrong/],
    [
      'has another backend',
      `module.exports = require(${JSON.stringify(join(modules, 'tfjs'))})`,
      /could not be started/,
    ],
  ])('of one that %s', async (_, code, expected) => {
    const { report, reason } = await probe(script, standIn(code), null);
    expect(report).toBeNull();
    expect(english(reason)).toMatch(expected);
  });

  test('of one that never answers', async () => {
    expect(
      english((await probe(script, standIn('for (;;);'), null, { limit: 1500 })).reason),
    ).toMatch(/did not answer within 1.5 seconds/);
  });
});

describe('the engine through its process', () => {
  const notices: string[] = [];
  const open = (code: string): Promise<Engine> => {
    const storage = temporary();
    return nativeEngine(
      { script, places: { path: standIn(code), storage, workspace: [] } },
      () => Promise.resolve(referenceEngine),
      (sentence) => notices.push(english(sentence)),
    );
  };
  const { specification, parameters } = catalogue.at(-1)!;
  const dim = specification.columns.length;
  const rows = (count: number) => ({ values: normals(3, 1, 0, count, dim), count, dim });
  let engine: Engine;
  beforeAll(async () => {
    engine = await open(WORKING);
  });

  test('densities, traces and samples in several parts are those of the reference', async () => {
    const [fast, exact] = [
      await engine.open(specification, parameters),
      await referenceEngine.open(specification, parameters),
    ];
    const x = rows(40_000);
    const [a, b] = [await fast.logProb(x), await exact.logProb(x)];
    a.forEach((v, i) => i % 97 === 0 && expect(v).toBeCloseTo(b[i]!, 3));
    const [s, t] = [await fast.trace(x), await exact.trace(x)];
    for (const i of [0, 33_000]) {
      expect(s.baseLogDensity[i]).toBeCloseTo(t.baseLogDensity[i]!, 3);
      expect(s.states[1]!.values[i * dim]).toBeCloseTo(t.states[1]!.values[i * dim]!, 3);
    }
    expect((await fast.sample(rows(100))).values[7]).toBeCloseTo(
      (await exact.sample(rows(100))).values[7]!,
      3,
    );
    fast.close();
  });

  test('training goes on bit-identically after restore, with rows sent once', async () => {
    const flow = await engine.open(specification, parameters);
    const data = rows(200);
    const run = () =>
      flow.steps(
        data,
        Array<Int32Array>(5).fill(Int32Array.from({ length: 64 }, (_, i) => i)),
        Array<number>(5).fill(1e-2),
        0,
      );
    await run();
    const [at, moments] = [await flow.parameters(), await flow.moments()];
    const first = await run();
    await flow.restore(at, moments);
    expect((await run()).losses).toEqual(first.losses);
    flow.close();
  });

  test('when it dies, another engine goes on from the last copy, and its last words are told', async () => {
    const dying = await open(
      `${WORKING} let ops = 0; all.relu = (x) => { if (ops++ > 20 && process.argv[2] === 'serve') { require('fs').writeSync(2, 'some\\nOut of luck\\n'); process.kill(process.pid, 'SIGKILL'); } return tf.relu(x); };`,
    );
    const flow = await dying.open(specification, parameters);
    const exact = await referenceEngine.open(specification, parameters);
    const x = rows(10);
    await flow.restore(parameters);
    const found: number[] = [];
    for (let k = 0; k < 6; k++) found.push((await flow.logProb(x))[3]!);
    for (const v of found) expect(v).toBeCloseTo((await exact.logProb(x))[3]!, 3);
    expect(dying.name).toBe('reference');
    expect(notices).toEqual([
      expect.stringMatching(
        /ended unexpectedly \(SIGKILL\); its last words: "Out of luck"\. .*goes on from its last checkpoint on the embedded engine \(reference\)/,
      ),
    ]);
    flow.close();
    const other = await dying.open(specification, parameters);
    expect((await other.logProb(x))[3]).toBeCloseTo(found[0]!, 4);
    other.close();
  });

  test('when it hangs, it is ended, and another engine goes on', async () => {
    const hanging = await within(1, () =>
      open(
        `${WORKING} let ops = 0; all.relu = (x) => { if (process.argv[2] === 'serve' && ops++ > 20) for (;;); return tf.relu(x); };`,
      ),
    );
    const flow = await hanging.open(specification, parameters);
    const exact = await referenceEngine.open(specification, parameters);
    const x = rows(10);
    for (let k = 0; k < 6; k++)
      expect((await flow.logProb(x))[3]).toBeCloseTo((await exact.logProb(x))[3]!, 3);
    expect(notices.at(-1)).toMatch(
      /gave no answer for \d+ seconds and was ended\. The work goes on from its last checkpoint on the embedded engine \(reference\)/,
    );
    flow.close();
    await expect.poll(children, { timeout: 20_000 }).toEqual([]);
  });
});

test('a process that hangs ends when whoever started it is gone', async () => {
  const child = forkNative('serve', {
    script,
    folder: standIn('process.send("hangs"); for (;;);'),
    variables: {},
  });
  await once(child, 'message');
  const gone = once(child, 'exit');
  child.disconnect();
  child.stdin!.destroy();
  expect((await gone)[1]).toBe('SIGKILL');
});

/** Native processes at work that this test started. */
const children = () =>
  spawnSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes('native.js serve'));

async function within<T>(seconds: number, act: () => Promise<T>): Promise<T> {
  process.env.FLOWSCOPE_TENSORFLOW_TIMEOUT = String(seconds);
  try {
    return await act();
  } finally {
    delete process.env.FLOWSCOPE_TENSORFLOW_TIMEOUT;
  }
}
