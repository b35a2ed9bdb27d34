// Files on the command line and in the service: conditions, several as one, how one is read, and a stop meanwhile.
import { createBirpc } from 'birpc';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataProfile } from '../../src/protocol/data';
import type { Comparison } from '../../src/protocol/exploration';
import type { ServiceFunctions } from '../../src/protocol/service';
import { flowscope, folder, json } from './run';
import { received } from '../../src/protocol/user-error';

const dir = folder();
const cars = join(dir, 'cars.csv');
const rows = Array.from({ length: 600 }, (_, i) => ({
  speed: 60 + ((i * 37) % 101) + (i % 4) / 4,
  length: 3 + ((i * 13) % 17) / 8,
  lane: ['left', 'right'][i % 2]!,
}));
writeFileSync(
  cars,
  'speed [km/h],length (m),lane\n' +
    rows.map((r) => `${r.speed},${r.length},${r.lane}`).join('\n') +
    '\n',
);

describe('a condition on the rows', () => {
  const model = join(dir, 'left.flow.safetensors');
  const where = "lane = 'left'";
  beforeAll(
    () =>
      void json('fit', cars, '--where', where, '--flow', 'affine', '--steps', 50, '--out', model),
  );

  test('profiles them, with units', () => {
    const profile = json<DataProfile>('profile', cars, '--where', '"speed [km/h]" > 100');
    expect(profile).toMatchObject({
      rows: rows.filter((r) => r.speed > 100).length,
      fileRows: 600,
      where: '"speed [km/h]" > 100',
    });
    expect(profile.columns.map((c) => c.unit)).toEqual(['km/h', 'm', null]);
    expect(profile.columns[0]!.min).toBeGreaterThan(100);
  });
  test('is kept in the model, and the model is compared on its kind of rows unless others are asked for', () => {
    const own = json<Comparison>('compare', cars, model);
    expect(own.note).toMatch(/^Rows where lane = 'left'\. Scored on the \d+ test rows/);
    const other = json<Comparison>('compare', cars, model, '--where', "lane = 'right'");
    expect(other.note).toMatch(
      /^Rows where lane = 'right'\. "left.flow.safetensors" was fitted on rows where lane = 'left'/,
    );
    expect(own.rows + other.rows).toBe(
      json<Comparison>('compare', cars, model, '--where', 'true').rows,
    );
  });
  test('scoring writes all rows, with densities for those that fulfil it', () => {
    const out = join(dir, 'scored.csv');
    expect(json('score', model, cars, '--out', out, '--where', where)).toMatchObject({
      rows: 600,
      scored: 300,
    });
    const lines = readFileSync(out, 'utf8').trim().split('\n').slice(1);
    expect(lines.map((line) => line.endsWith(','))).toEqual(rows.map((r) => r.lane === 'right'));
  });
  test('traces only rows that fulfil it, by their number in the file', () => {
    expect(
      json<{ rows: number[] }>('trace', model, cars, '--rows', '0,2', '--where', where).rows,
    ).toEqual([0, 2]);
    expect(flowscope('trace', model, cars, '--rows', '1', '--where', where).stderr).toMatch(
      /Row 1 cannot be traced/,
    );
  });
  test('that is none is refused in one sentence', () => {
    const run = flowscope('profile', cars, '--where', 'velocity > 3');
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        /names "velocity", and there is no such column\. Columns: "speed \[km\/h\]"/,
      ),
    ]);
  });
});

test('an identifier is left out and named, unless it is asked for', () => {
  const path = join(dir, 'numbered.csv');
  writeFileSync(
    path,
    'place,x,y\n' +
      Array.from(
        { length: 200 },
        (_, k) => `${k + 1},${(k * 37) % 101},${((k * 53) % 89) / 4}`,
      ).join('\n') +
      '\n',
  );
  const why = 'it goes on in even steps from row to row';
  expect(
    json<DataProfile>('profile', path, '--quick').columns.map((c) => c.identifier ?? null),
  ).toEqual([why, null, null]);
  expect(flowscope('profile', path).stdout).toContain(`place: integer, an identifier (${why})`);
  const own = flowscope('gaussian', 'fit', path, '--json');
  expect((JSON.parse(own.stdout) as { names: string[] }).names).toEqual(['x', 'y']);
  expect(own.stderr).toContain(
    `"place" is left out as an identifier: ${why}. Name it with --columns to take it in.`,
  );
  const asked = flowscope('gaussian', 'fit', path, '--columns', 'place,x', '--json');
  expect((JSON.parse(asked.stdout) as { names: string[] }).names).toEqual(['place', 'x']);
  expect(asked.stderr).not.toContain('left out');
  const model = join(dir, 'numbered.flow.safetensors');
  const fitted = json<{ columns: string[]; notices: string[] }>(
    'fit',
    path,
    '--flow',
    'affine',
    '--steps',
    20,
    '--out',
    model,
  );
  expect(fitted.columns).toEqual(['x', 'y']);
  expect(fitted.notices).toContainEqual(
    expect.stringContaining('"place" is left out as an identifier'),
  );
});

test('a folder is one table, with the file of each row', () => {
  const path = join(dir, 'parts');
  mkdirSync(path);
  for (const k of [1, 2, 3])
    writeFileSync(join(path, `${k}.csv`), `x,y\n${k},${k * k}\n${k + 0.5},${k}\n`);
  const profile = json<DataProfile>('profile', path);
  expect(profile).toMatchObject({ rows: 6, files: 3 });
  expect(profile.columns.map((c) => [c.name, c.distinct])).toEqual([
    ['x', 6],
    ['y', 5],
    ['file', 3],
  ]);
  expect(json<DataProfile>('profile', join(path, '[12].csv'.replace('[12]', '?'))).rows).toBe(6);
});

test('--quick leaves out what takes long', () => {
  expect(json<DataProfile>('profile', cars, '--quick').columns[0]).toMatchObject({
    distinct: null,
    quantiles: null,
    mean: expect.any(Number),
  });
});

describe('a large file', () => {
  const large = join(dir, 'large.csv');
  beforeAll(async () => {
    const file = createWriteStream(large);
    file.write('a,b,c\n');
    // quotes make the careful way necessary, which takes some seconds
    for (let block = 0; block < 40; block++)
      if (!file.write(`${block}.25,"x ""y"" z",7\n`.repeat(100_000))) await once(file, 'drain');
    await new Promise<void>((done) => file.end(done));
  }, 120_000);

  test.skipIf(process.platform === 'win32')(
    'Ctrl-C while it is read ends the command, and nothing stays behind',
    async () => {
      const temporary = folder();
      const child = spawn(
        process.execPath,
        [resolve(__dirname, '../../dist/cli.js'), 'profile', large],
        { env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' },
      );
      while (
        !readdirSync(temporary, { recursive: true }).some((name) => String(name).endsWith('.csv'))
      )
        await new Promise((later) => setTimeout(later, 20));
      child.kill('SIGINT');
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      expect([code, signal]).toEqual([null, 'SIGINT']);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  describe('in the service', () => {
    let child: ChildProcess;
    let service: ServiceFunctions;
    const storage = folder();
    const temporary = folder();
    beforeAll(async () => {
      child = fork(resolve(__dirname, '../../dist/service.js'), [], {
        serialization: 'advanced',
        execArgv: [],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        env: { ...process.env, TMPDIR: temporary },
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
      await service.start({ storage, version: 'test', threads: 2 });
    });
    afterAll(() => void child.kill());
    const copies = () =>
      readdirSync(temporary, { recursive: true }).filter((name) => String(name).endsWith('.csv'));

    test('its opening can be cancelled, and the next file opens', async () => {
      const opening = service.call('open', { path: large, ticket: 'a' }).then(
        () => 'opened',
        (error: Error) => error.message,
      );
      while (copies().length === 0) await new Promise((later) => setTimeout(later, 20));
      await service.call('cancelOpening', { ticket: 'a' });
      expect(await opening).toMatch(/Opening .*was cancelled/);
      while (copies().length > 0) await new Promise((later) => setTimeout(later, 20));
      expect((await service.call('open', { path: cars })).profile!.rows).toBe(600);
    }, 60_000);

    test('how a file is read is previewed, changed, remembered, and given up', async () => {
      const path = join(dir, 'odd.csv');
      writeFileSync(path, 'a:b;c:d\n1,5:2;3:4\n2,5:3;4:6\n3,5:5;7:8\n');
      const first = await service.call('open', { path });
      expect(first.profile!.columns.map((c) => c.name)).toEqual(['a:b', 'c:d']);
      const reading = { delimiter: ':', decimal: ',' as const };
      const preview = await service.call('previewReading', { id: first.id, reading });
      expect(preview).toMatchObject({
        names: ['a', 'b;c', 'd'],
        types: ['number', 'text', 'number'],
        rows: [
          ['1,5', '2;3', '4'],
          ['2,5', '3;4', '6'],
          ['3,5', '5;7', '8'],
        ],
      });
      expect(
        (await service.call('reread', { id: first.id, reading })).profile!.columns.map(
          (c) => c.mean,
        ),
      ).toEqual([2.5, null, 6]);
      await service.call('close', { id: first.id });
      const again = await service.call('open', { path });
      expect(again).toMatchObject({ reading, selected: ['a', 'd'] });
      await expect(
        service.call('reread', { id: again.id, reading: { encoding: 'klingon' } }),
      ).rejects.toThrow(/not known/);
      expect((await service.call('state', { id: again.id })).reading).toEqual(reading);
      expect((await service.call('reread', { id: again.id, reading: {} })).reading).toEqual({});
      expect((await service.call('open', { path })).reading).toEqual({});
    });

    test('a condition changes the exploration and its fit; a wrong one changes nothing', async () => {
      const { id } = await service.call('open', { path: cars });
      const state = await service.call('filter', { id, where: "lane = 'left'" });
      expect(state).toMatchObject({
        where: "lane = 'left'",
        gaussian: { rows: 300 },
        profile: { rows: 300, fileRows: 600 },
      });
      await expect(service.call('filter', { id, where: 'nothing > 1' })).rejects.toThrow(
        /no such column/,
      );
      expect((await service.call('state', { id })).where).toBe("lane = 'left'");
      const fitted = await service.call('fit', {
        id,
        options: { flow: 'affine', engine: 'auto', seed: 1, steps: 50 },
      });
      expect(fitted.model!.metadata.data).toMatchObject({
        name: 'cars.csv',
        where: "lane = 'left'",
      });
      expect(fitted.model!.metadata.rows.read).toBe(300);
      expect((await service.call('refresh', { id })).where).toBe("lane = 'left'");
      expect((await service.call('filter', { id, where: null })).gaussian!.rows).toBe(600);
    }, 60_000);
  });
});
