// The forked service as VS Code starts it: it answers, fits, opens no socket, and leaves with its host.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normals } from '../../src/distributions/random';
import type { ServiceFunctions } from '../../src/protocol/service';
import { examples, folder } from './run';
import { english } from '../../src/protocol/sentence';
import { received } from '../../src/protocol/user-error';

let child: ChildProcess;
let service: ServiceFunctions;
beforeAll(async () => {
  child = fork(resolve(__dirname, '../../dist/service.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const rpc = createBirpc<ServiceFunctions, object>(
    { stateChanged: () => undefined, log: () => undefined },
    {
      post: (message) => child.send(message as object),
      on: (receive) => child.on('message', (message) => receive(received(message))),
      timeout: -1,
    },
  );
  service = rpc as unknown as ServiceFunctions;
  await service.start({ storage: folder(), version: 'test', threads: 2 });
});
afterAll(() => void child.kill());

/** Inodes of internet sockets that the process holds. */
function internetSockets(pid: number): string[] {
  const inodes = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((kind) => {
    const table = `/proc/${pid}/net/${kind}`;
    return existsSync(table)
      ? readFileSync(table, 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.trim().split(/\s+/)[9]!)
      : [];
  });
  const held = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return []; // closed meanwhile
    }
  });
  return held.filter((inode) => inodes.includes(inode));
}

test.runIf(process.platform === 'linux')(
  'no socket to any network, from start to verdict',
  async () => {
    const { id } = await service.call('open', { path: join(examples, 'two-moons.csv') });
    let looks = 0;
    const watching = setInterval(() => {
      looks++;
      expect(internetSockets(child.pid!)).toEqual([]);
    }, 20);
    const state = await service.call('fit', {
      id,
      options: { flow: 'affine-autoregressive', engine: 'auto', seed: 1, steps: 400 },
    });
    await service.call('compare', { id });
    clearInterval(watching);
    expect(looks).toBeGreaterThan(5);
    expect(internetSockets(child.pid!)).toEqual([]);
    expect(state.model && english(state.model.verdict.sentence)).toMatch(/nats per row/);
  },
  120_000,
);

test('requests that are not in the contract are refused with a sentence', async () => {
  await expect(service.call('open', { path: 7 } as never)).rejects.toThrow(/was not understood/);
  await expect(service.call('nonsense' as never, {} as never)).rejects.toThrow(/no call named/);
  await expect(
    service.call('fit', { id: 'x', options: { flow: 'auto', engine: 'auto', seed: -1 } }),
  ).rejects.toThrow(/was not understood/);
});

test('stored models are renamed, compared, deleted and taken back', async () => {
  const path = join(examples, 'two-moons.csv');
  const { id } = await service.call('open', { path });
  const options = { flow: 'affine-autoregressive', engine: 'auto', seed: 1, steps: 20 } as const;
  const first = (await service.call('fit', { id, options })).model!.stored!;
  const second = (await service.call('fit', { id, options: { ...options, seed: 2, seeds: 2 } }))
    .model!;
  expect(second.metadata.seeds).toHaveLength(2);
  await service.call('renameStored', { path: second.stored!, name: ' the second ' });
  expect((await service.call('state', { id })).model!.label).toBe('the second');

  const state = await service.call('compareWith', { id, paths: [first, second.stored!] });
  expect(state.compared.map((m) => m.path)).toEqual([first]);
  const { models, differences } = await service.call('compare', { id });
  expect(models.map((m) => m.label)).toEqual(['the second', state.compared[0]!.label]);
  expect(differences[0]!.difference.mean).toBeCloseTo(
    models[0]!.score.mean - models[1]!.score.mean,
    9,
  );
  const one = await service.call('open', { path, columns: ['x'] });
  const narrow = (
    await service.call('fit', {
      id: one.id,
      options: { flow: 'affine', engine: 'auto', seed: 1, steps: 5 },
    })
  ).model!.stored!;
  await expect(service.call('compareWith', { id, paths: [narrow] })).rejects.toThrow(
    'never compared',
  );

  expect(await service.call('settingsOf', { path: second.stored! })).toMatchObject({
    columns: ['x', 'y'],
    options: { flow: 'affine-autoregressive', seed: 2, seeds: 2 },
  });
  expect(await service.call('dataOf', { path: first, candidates: [] })).toBe(path);
  await service.call('deleteStored', { path: first });
  const listed = async () =>
    (await service.call('storedModels', { folders: [] })).map((m) => m.path);
  expect(await listed()).not.toContain(first);
  await service.call('restoreStored', { path: first });
  expect(await listed()).toContain(first);
  await expect(service.call('renameStored', { path: first, name: '  ' })).rejects.toThrow(
    /was not understood/,
  );
}, 120_000);

test('pictures of a density with conditions are drawn under those that are chosen', async () => {
  const path = join(folder(), 'birds.csv');
  const kinds = ['duck', 'goose'];
  const noise = normals(1, 1, 0, 4000, 2);
  const rows = Array.from({ length: 4000 }, (_, n) => {
    const [kind, age] = [n % 4 === 0 ? 1 : 0, (n % 97) / 10];
    return `${5 * kind + age + noise[2 * n]!},${10 * kind + noise[2 * n + 1]!},${kinds[kind]},${age}`;
  });
  writeFileSync(path, `length,width,kind,age\n${rows.join('\n')}\n`);
  const { id } = await service.call('open', { path });
  await expect(
    service.call('select', { id, columns: ['length', 'age'], given: ['age'] }),
  ).rejects.toThrow('"age" cannot be given and be described at once');
  expect(
    await service.call('select', { id, columns: ['length', 'width'], given: ['kind', 'age'] }),
  ).toMatchObject({ selected: ['length', 'width'], given: ['kind', 'age'] });
  const { model } = await service.call('fit', {
    id,
    options: { flow: 'affine-autoregressive', engine: 'auto', seed: 1, steps: 60 },
  });
  expect(english(model!.verdict.sentence)).toContain('iven kind, age');
  expect(model!.metadata.rows).toMatchObject({ leftOut: 0 });

  const mean = (values: Float32Array, d: number) =>
    values.reduce((sum, v, i) => sum + (i % 2 === d ? v : 0), 0) / (values.length / 2);
  const whole = await service.call('cloud', { id, count: 4000 });
  // as in the data: a quarter of the samples are geese, and so are the ages
  expect(Math.abs(mean(whole.flow!.values, 1) - 2.5)).toBeLessThan(0.3);
  expect(whole.linear).toBeUndefined();
  const goose = await service.call('cloud', {
    id,
    count: 4000,
    lens: { given: { kind: 'goose' } },
  });
  expect(goose.data.count).toBe(1000);
  expect(Math.abs(mean(goose.flow!.values, 1) - 10)).toBeLessThan(0.3);
  const given = { kind: 'goose', age: 8 };
  const view = await service.call('given', { id, chosen: given });
  expect(view).toMatchObject({ of: 1000, range: { age: [0, 9.6] } });
  expect(view!.rows).toBeGreaterThanOrEqual(200);
  const one = await service.call('cloud', { id, count: 4000, lens: { given } });
  expect(one.data.count).toBe(view!.rows);
  expect(one.linear!.mean[0]).toBeCloseTo(13, 0);
  for (const points of [one.flow!, one.gaussian!])
    expect(Math.abs(mean(points.values, 0) - 13)).toBeLessThan(0.3);
  const [length] = await service.call('marginals', { id, lens: { given } });
  expect(length!.rows).toBe(view!.rows);
  expect(length!.gaussian.mean).toBeCloseTo(one.linear!.mean[0]!, 9);
  // one density is exact, a mixture of many is estimated
  expect(
    (await service.call('contours', { id, x: 'length', y: 'width', masses: [0.5], given }))!
      .samples,
  ).toBeNull();
  expect(
    (await service.call('contours', { id, x: 'length', y: 'width', masses: [0.5] }))!.samples,
  ).toBeGreaterThan(0);
  for (const from of ['test rows', 'flow samples'] as const) {
    const layers = await service.call('layers', { id, from, given: { kind: 'goose' } });
    expect(Math.abs(mean(layers.states.at(-1)!, 1) - 10)).toBeLessThan(0.5);
    layers.logDensity.forEach((v, n) =>
      expect(v).toBeCloseTo(
        layers.baseLogDensity[n]! - layers.logDets.reduce((sum, l) => sum + l[n]!, 0),
        3,
      ),
    );
    const of = { id, row: layers.rows[3]!, pair: [0, 1] as [number, number] };
    const given = { given: { kind: 'goose' } };
    const seen = (await service.call('microscope', { ...of, ...given, column: 1 }))!;
    expect(seen.look.logDensity).toBeCloseTo(layers.logDensity[3]!, 2);
    const stages = (await service.call('stages', { ...of, ...given }))!;
    expect(stages).toHaveLength(layers.names.length);
    for (const { mass } of stages) expect(Math.abs(mass - 1)).toBeLessThan(0.01);
  }
  const { models } = await service.call('compare', { id });
  expect(models[0]!.groups!.map((g) => g.level)).toEqual(kinds);
  await expect(service.call('compareMixture', { id })).rejects.toThrow(
    'a mixture needs one that is given nothing',
  );
  expect(await service.call('settingsOf', { path: model!.stored! })).toMatchObject({
    columns: ['length', 'width'],
    given: ['kind', 'age'],
  });

  const filtered = await service.call('filter', { id, where: "kind = 'goose'" });
  expect(filtered.given).toEqual(['age']);
  expect(english(filtered.error!)).toMatch(/"kind" has one (level|value) only/);
}, 120_000);

test('it leaves when its host is gone', async () => {
  const left = new Promise((done) => child.once('exit', done));
  child.disconnect();
  expect(await left).toBe(0);
});
