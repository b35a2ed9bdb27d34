// Fits on tfjs-node beside those of the kernel, models that cross engines, and its process killed during a fit.
import { createBirpc } from 'birpc';
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { ServiceFunctions } from '../../src/protocol/service';
import { examples, flowscope, folder, json } from '../cli/run';
import { english } from '../../src/protocol/sentence';
import { received } from '../../src/protocol/user-error';

const dir = folder();
const moons = join(examples, 'two-moons.csv');
const fit = (engine: string, steps: number, ...more: string[]) =>
  json<{ engine: string; test: { flow: number }; notices: string[] }>(
    'fit',
    moons,
    '--out',
    join(dir, `${engine}.flow.safetensors`),
    '--engine',
    engine,
    '--flow',
    'spline-autoregressive',
    '--steps',
    steps,
    ...more,
  );

test('a fit is within 0.03 nats of the kernel, and the model crosses engines both ways', () => {
  const [native, kernel] = [fit('tensorflow', 300), fit('kernel', 300)];
  expect(native).toMatchObject({ engine: 'tensorflow', notices: [] });
  expect(Math.abs(native.test.flow - kernel.test.flow)).toBeLessThan(0.03);
  for (const model of ['tensorflow', 'kernel']) {
    const [a, b] = ['tensorflow', 'reference'].map((engine) => {
      const out = join(dir, `${model}-${engine}.csv`);
      expect(
        flowscope(
          'score',
          join(dir, `${model}.flow.safetensors`),
          moons,
          '--out',
          out,
          '--engine',
          engine,
        ).stderr,
      ).toBe('');
      return readFileSync(out, 'utf8')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => Number(line.split(',').at(-1)));
    });
    a!.forEach((v, i) =>
      expect(Math.abs(v - b![i]!)).toBeLessThan(Math.max(1e-3, 1e-4 * Math.abs(b![i]!))),
    );
  }
  for (const [by, of] of [
    ['kernel', 'tensorflow'],
    ['tensorflow', 'kernel'],
  ]) {
    const resumed = json<{ engine: string; steps: number; test: { flow: number } }>(
      'fit',
      moons,
      '--out',
      join(dir, 'resumed.flow.safetensors'),
      '--engine',
      by!,
      '--resume',
      join(dir, `${of}.flow.safetensors`),
      '--steps',
      60,
    );
    expect(resumed.engine).toBe(by);
    expect(resumed.test.flow).toBeGreaterThan(kernel.test.flow - 0.05);
  }
});

test('--seconds is kept', () => {
  const found = json<{ engine: string; seconds: number }>(
    'fit',
    moons,
    '--out',
    join(dir, 'timed.flow.safetensors'),
    '--engine',
    'tensorflow',
    '--seconds',
    8,
  );
  expect(found.engine).toBe('tensorflow');
  expect(found.seconds).toBeLessThan(9);
});

let service: ChildProcess;
let calls: ServiceFunctions;
let state: ExplorationState;
beforeAll(async () => {
  service = fork(join(__dirname, '../../dist/service.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, FLOWSCOPE_TENSORFLOW_TIMEOUT: '3' },
  });
  const rpc = createBirpc<ServiceFunctions, object>(
    { stateChanged: (s: ExplorationState) => void (state = s), log: () => undefined },
    {
      post: (message) => service.send(message as object),
      on: (receive) => service.on('message', (message) => receive(received(message))),
      timeout: -1,
    },
  );
  calls = rpc as unknown as ServiceFunctions;
  await calls.start({ storage: folder(), version: 'test', threads: 2 });
});
afterAll(() => void service.kill());

/** Native processes of the service. */
const natives = () =>
  spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(service.pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line.includes('native.js serve'))
    .map((line) => parseInt(line, 10));
const until = async (done: () => boolean) => {
  for (let k = 0; k < 600 && !done(); k++) await new Promise((later) => setTimeout(later, 100));
  expect(done()).toBe(true);
};

test('kill -9 in the middle of a fit: the service lives, the fit goes on embedded, and a message says so', async () => {
  const { id } = await calls.call('open', { path: moons });
  const fitting = calls.call('fit', {
    id,
    options: { flow: 'spline-autoregressive', engine: 'tensorflow', seed: 1, steps: 1200 },
  });
  await until(() => state?.fit.phase === 'training' && state.fit.step > 100);
  expect(state.fit.engine).toBe('tensorflow');
  const [pid] = natives();
  process.kill(pid!, 'SIGKILL');
  const done = await fitting;
  expect(done.fit).toMatchObject({ phase: 'idle', error: null, engine: 'kernel' });
  expect(english(done.fit.notice!)).toMatch(
    /ended unexpectedly \(SIGKILL\).*goes on from its last checkpoint on the embedded engine \(kernel\)/,
  );
  expect(done.model!.metadata).toMatchObject({
    engine: 'kernel',
    notes: expect.arrayContaining([done.fit.notice]),
  });
  expect(done.model!.metadata.scores.verdict).toBe('flow');
  expect((await calls.call('marginals', { id })).length).toBe(2);
});

test('halted in the middle of a fit: it is ended after a while, and the fit goes on embedded', async () => {
  const { id } = await calls.call('open', { path: moons });
  const fitting = calls.call('fit', {
    id,
    options: { flow: 'spline-autoregressive', engine: 'tensorflow', seed: 1, steps: 1000 },
  });
  await until(() => state?.id === id && state.fit.phase === 'training' && state.fit.step > 100);
  const [pid] = natives();
  process.kill(pid!, 'SIGSTOP');
  const done = await fitting;
  expect(done.fit).toMatchObject({ phase: 'idle', error: null, engine: 'kernel' });
  expect(english(done.fit.notice!)).toMatch(
    /gave no answer for \d+ seconds and was ended.*goes on from its last checkpoint on the embedded engine \(kernel\)/,
  );
  expect(done.model!.metadata.scores.verdict).toBe('flow');
  await until(() => !existsSync(`/proc/${pid}`));
});

test('stop keeps the best, and the native process leaves', async () => {
  const { id } = await calls.call('open', { path: moons });
  const fitting = calls.call('fit', {
    id,
    options: { flow: 'spline-autoregressive', engine: 'tensorflow', seed: 1, steps: 100_000 },
  });
  await until(() => state?.id === id && state.fit.phase === 'training' && state.fit.step > 100);
  const from = Date.now();
  await calls.call('stop', { id });
  const done = await fitting;
  expect(Date.now() - from).toBeLessThan(5000);
  expect(done.model!.metadata).toMatchObject({ engine: 'tensorflow' });
  expect(done.fit.notice).toBeNull();
  await until(() => natives().length === 0);
});

test('a closed panel ends its native process, and so does a service that is killed', async () => {
  const start = async () => {
    const { id } = await calls.call('open', { path: moons });
    calls
      .call('fit', {
        id,
        options: { flow: 'spline-autoregressive', engine: 'tensorflow', seed: 1, steps: 100_000 },
      })
      .catch(() => undefined);
    await until(() => state?.id === id && state.fit.phase === 'training' && state.fit.step > 20);
    return { id, pid: natives()[0]! };
  };
  const first = await start();
  await calls.call('close', { id: first.id });
  await until(() => natives().length === 0);
  const second = await start();
  service.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${second.pid}`));
});
