// Operations saved in a file: command line and service give the same numbers, and so does a copied command line.
import { createBirpc } from 'birpc';
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Chain, ChainView, Step } from '../../src/protocol/operations';
import type { ServiceFunctions } from '../../src/protocol/service';
import { operationsLineOf, segmentLineOf } from '../../src/host/operations-line';
import { examples, flowscope, folder, json } from './run';
import { received } from '../../src/protocol/user-error';

const dir = folder();
const COLUMNS = ['x', 'y', 'z'];
interface Printed {
  kind: string;
  method: string;
  names: string[];
  mean: number[];
  meanError?: number[];
  covariance: number[][];
  logZ?: { value: number; standardError: number | null };
  entropy: { value: number } | null;
  rows?: number;
}
const saved = (name: string, chain: Chain, part: object = {}) => {
  const path = join(dir, `${name}.flowscope.json`);
  writeFileSync(
    path,
    JSON.stringify({
      format: 'flowscope operations',
      version: 1,
      data: 'table.csv',
      columns: COLUMNS,
      model: null,
      ...chain,
      ...part,
    }),
  );
  return path;
};
const gaussian = (...steps: Step[]): Chain => ({ start: { from: 'gaussian' }, steps });

let child: ChildProcess;
let service: ServiceFunctions;
beforeAll(async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => [
    Math.sin(n) + 0.001 * n,
    Math.cos(2.3 * n) + 0.4 * Math.sin(n),
    n % 97 === 0 ? '' : Math.exp(Math.sin(5 * n)),
  ]);
  writeFileSync(
    join(dir, 'table.csv'),
    `x,y,z,note\n${rows.map((r) => `${r.join(',')},t`).join('\n')}\n`,
  );
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

/** What the panel would show of it. */
const inPanel = async (path: string): Promise<{ id: string; view: ChainView; chain: Chain }> => {
  const { state, chain } = await service.call('openOperations', { path });
  return {
    id: state.id,
    view: await service.call('operations', { id: state.id, chain, place: null }),
    chain,
  };
};
const square = ({ names, covariance }: ChainView) =>
  names.map((_, i) => covariance.slice(i * names.length, (i + 1) * names.length));

describe('the same numbers', () => {
  const factor = {
    kind: 'typed' as const,
    names: ['x', 'y'],
    mean: [1, 0],
    covariance: [
      [2, 0],
      [0, 2],
    ],
  };
  const chains: Record<string, Chain> = {
    gaussian: gaussian(
      { operation: 'condition', values: { z: 1.5 } },
      { operation: 'multiply', factor },
      {
        operation: 'map',
        matrix: [
          [1, 1],
          [0, 2],
        ],
        offset: [3, 0],
        names: ['u', 'v'],
      },
    ),
    rows: {
      start: { from: 'rows' },
      steps: [
        { operation: 'transform', formulas: ['w = log(z)'], keep: true },
        { operation: 'condition', values: { x: 1.4 } },
      ],
    },
    mixture: {
      start: { from: 'mixture' },
      steps: [
        { operation: 'marginalise', keep: ['z', 'x'] },
        { operation: 'condition', values: { x: 1 } },
      ],
    },
    typed: {
      start: { from: 'typed', text: 'u=uniform(0,1), v=normal(0,1)' },
      steps: [{ operation: 'transform', formulas: ['r = u^2 + v^2', 's = exp(u)'] }],
    },
  };

  test.each(Object.keys(chains))(
    '%s: on the command line and in the panel',
    async (name) => {
      const path = saved(name, chains[name]!);
      const printed = json<Printed>('operations', path);
      const { view } = await inPanel(path);
      expect(printed).toMatchObject({ kind: view.kind, method: view.method, names: view.names });
      expect(printed.mean).toEqual(view.mean.map((m) => m.value));
      expect(printed.covariance).toEqual(square(view));
      expect(printed.meanError).toEqual(
        view.method === 'closed form' ? undefined : view.mean.map((m) => m.standardError),
      );
      expect(printed.entropy).toEqual(view.entropy);
    },
    120_000,
  );

  test('saved by the panel and opened again, with its filter', async () => {
    const { id } = await service.call('open', {
      path: join(dir, 'table.csv'),
      columns: COLUMNS,
      where: 'x > 0',
    });
    const to = join(dir, 'again.flowscope.json');
    const chain = chains.gaussian!;
    const before = await service.call('operations', { id, chain, place: null });
    await service.call('saveOperations', { id, chain, path: to });
    expect(JSON.parse(readFileSync(to, 'utf8'))).toMatchObject({
      data: 'table.csv',
      where: 'x > 0',
      columns: COLUMNS,
    });
    const opened = await inPanel(to);
    expect(opened.chain).toEqual(chain);
    expect(opened.view.mean).toEqual(before.mean);
    expect(json<Printed>('operations', to).mean).toEqual(before.mean.map((m) => m.value));
  });

  test('samples: the same seed gives the same file, from the panel too', async () => {
    const path = saved('samples', chains.rows!);
    const [one, two] = [join(dir, 'one.csv'), join(dir, 'two.csv')];
    expect(json<Printed>('operations', path, '-n', 500, '--out', one, '--seed', 4).rows).toBe(500);
    const { id, chain } = await inPanel(path);
    await service.call('sampleOperations', { id, chain, path: two, count: 500, seed: 4 });
    expect(readFileSync(two, 'utf8')).toBe(readFileSync(one, 'utf8'));
    expect(readFileSync(one, 'utf8').split('\n')[0]).toBe('w,y');
    json(
      'operations',
      saved('parquet', chains.gaussian!),
      '-n',
      50,
      '--out',
      join(dir, 'g.parquet'),
    );
    expect(json<{ rows: number }>('profile', join(dir, 'g.parquet')).rows).toBe(50);
  });

  test('a Gaussian and a mixture as JSON, which `gaussian` reads', async () => {
    const { id } = await inPanel(
      saved('plain', gaussian({ operation: 'marginalise', keep: ['x', 'y'] })),
    );
    const [g, m] = [join(dir, 'g.json'), join(dir, 'm.json')];
    await service.call('exportOperations', {
      id,
      chain: gaussian({ operation: 'marginalise', keep: ['x', 'y'] }),
      path: g,
    });
    await service.call('exportOperations', {
      id,
      chain: {
        start: { from: 'typed', text: 'x=mixture(0.5*normal(0,1), 0.5*normal(3,1))' },
        steps: [],
      },
      path: m,
    });
    expect(json<Printed & { logZ: number }>('gaussian', 'product', g, g).names).toEqual(['x', 'y']);
    const product = json<{ weights: number[]; logZ: number }>(
      'gaussian',
      'product',
      m,
      '{"names":["x"],"mean":[0],"covariance":[[1]]}',
    );
    expect(product.weights[0]).toBeCloseTo(1 / (1 + Math.exp(-9 / 4)), 9);
    await expect(
      service.call('exportOperations', {
        id,
        chain: { start: { from: 'rows' }, steps: [] },
        path: g,
      }),
    ).rejects.toThrow('neither a Gaussian nor a mixture');
  });
});

describe('a fitted flow', () => {
  const table = join(dir, 'moons.csv');
  const flowFile = join(dir, 'moons.flow.safetensors');

  test('is conditioned, multiplied and pushed; too far out is refused', async () => {
    cpSync(join(examples, 'two-moons.csv'), table);
    const [a, b] = readFileSync(table, 'utf8').split('\n', 1)[0]!.trim().split(',') as [
      string,
      string,
    ];
    json('fit', table, '--flow', 'affine-autoregressive', '--steps', 150, '--out', flowFile);
    const file = (name: string, ...steps: Step[]) =>
      saved(
        name,
        { start: { from: 'flow' }, steps },
        { data: 'moons.csv', columns: [a, b], model: 'moons.flow.safetensors' },
      );
    const given = json<Printed & { logDensityOfGiven: { value: number }; notes: string[] }>(
      'operations',
      file('given', { operation: 'condition', values: { [a]: 0.5 } }),
    );
    expect(given).toMatchObject({ kind: 'draws', method: 'Monte Carlo', names: [b] });
    expect(given.notes.join(' ')).toMatch(/By integration along y, at [\d,]+ points/);
    // p(a) of the flow by another way: the part of its draws in a narrow window
    json('sample', flowFile, '-n', 200_000, '--out', join(dir, 'draws.csv'));
    const near = readFileSync(join(dir, 'draws.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number))
      .filter(([x]) => Math.abs(x! - 0.5) < 0.02);
    expect(
      Math.abs(Math.exp(given.logDensityOfGiven.value) / (near.length / 200_000 / 0.04) - 1),
    ).toBeLessThan(0.08);
    const mean = near.reduce((s, [, y]) => s + y!, 0) / near.length;
    const error = Math.sqrt(near.reduce((s, [, y]) => s + (y! - mean) ** 2, 0)) / near.length;
    expect(Math.abs(given.mean[0]! - mean)).toBeLessThan(
      5 * Math.hypot(error, given.meanError![0]!),
    );
    const run = flowscope(
      'operations',
      file('far', { operation: 'condition', values: { [a]: 400 } }),
    );
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/cannot occur|lies too far out/);
    const { view } = await inPanel(file('given'));
    expect(view).toMatchObject({ kind: 'flow', density: 'closed form', names: [a, b] });
    const product = json<Printed>(
      'operations',
      file('product', { operation: 'multiply', factor: { kind: 'table' } }),
    );
    expect(product.logZ!.standardError).toBeGreaterThan(0);
  }, 180_000);
});

describe('as a command line', () => {
  const state = {
    dataPath: join(dir, 'table.csv'),
    selected: COLUMNS,
    where: 'x > 0',
    reading: {},
    model: null,
  } as never;
  const runs = (line: string) =>
    JSON.parse(
      execFileSync(
        '/bin/sh',
        [
          '-c',
          `flowscope() { "${process.execPath}" "${resolve(__dirname, '../../dist/cli.js')}" "$@" 2>/dev/null; }; ${line} --json`,
        ],
        { encoding: 'utf8' },
      ),
    ) as Printed;

  test.skipIf(process.platform === 'win32')(
    'Gaussian steps become nested commands that give the same numbers',
    () => {
      const chain = gaussian(
        { operation: 'marginalise', keep: ['x', 'z'] },
        { operation: 'multiply', factor: { kind: 'table' } },
        {
          operation: 'map',
          matrix: [
            [1, 2],
            [0, 1],
          ],
          offset: [0, 1],
          names: ['a, b', "it's"],
        },
        { operation: 'project', onto: { "it's": 2, 'a, b': 1 } },
      );
      const line = operationsLineOf(state, chain, null)!;
      const printed = json<Printed>('operations', saved('line', chain, { where: 'x > 0' }));
      const ran = runs(line);
      expect(ran.names).toEqual(printed.names);
      expect(ran.mean[0]).toBeCloseTo(printed.mean[0]!, 12);
      expect(ran.covariance[0]![0]! / printed.covariance[0]![0]!).toBeCloseTo(1, 10);
      expect(
        runs(
          operationsLineOf(state, gaussian({ operation: 'condition', values: { x: 0.5 } }), null)!,
        ).names,
      ).toEqual(['y', 'z']);
    },
  );

  test('one column through a formula is `transform`; what no command does is null; a saved file has its own', () => {
    const rows: Chain = {
      start: { from: 'rows' },
      steps: [{ operation: 'transform', formulas: ['w = log(z)'] }],
    };
    expect(operationsLineOf({ ...(state as object), selected: ['z'] } as never, rows, null)).toBe(
      `flowscope transform ${join(dir, 'table.csv')} --where 'x > 0' --columns z --formula 'w = log(z)'`,
    );
    expect(
      operationsLineOf(
        state,
        {
          start: { from: 'typed', text: 'normal(0, 1)' },
          steps: [{ operation: 'mean of k', k: 8 }],
        },
        null,
      ),
    ).toBe("flowscope transform 'normal(0, 1)' --mean-of 8");
    expect(
      operationsLineOf(state, gaussian({ operation: 'transform', formulas: ['w = log(z)'] }), null),
    ).toBeNull();
    expect(operationsLineOf(state, rows, '/tmp/a b.flowscope.json')).toBe(
      "flowscope operations '/tmp/a b.flowscope.json'",
    );
  });

  test.skipIf(process.platform === 'win32')(
    'a picture of y = f(x), the mean of k and the build-up run as they were copied',
    () => {
      const table = { ...(state as object), where: null, selected: ['x', 'y'] } as never;
      const of = (segment: Parameters<typeof segmentLineOf>[1], at = table) =>
        runs(segmentLineOf(at, segment)!) as unknown as Record<string, unknown>;
      const base = { kind: 'column', name: 'y' } as const;
      expect(
        of({
          name: 'transform',
          base: { kind: 'typed', text: 'uniform(100, 160)' },
          formula: 'y = 2*x',
          at: 240,
        }),
      ).toMatchObject({ roots: [120] });
      expect(of({ name: 'transform', base, formula: 'x^3', at: null })).toMatchObject({
        diffeomorphism: 'no',
      });
      expect((of({ name: 'mean of k', base, k: 8 }).steps as { k: number }[]).at(-1)!.k).toBe(8);
      expect(segmentLineOf(table, { name: 'first flow', seconds: 30, seed: 7 })).toBe(
        `flowscope buildup ${join(dir, 'table.csv')} --columns x,y --seconds 30 --seed 7`,
      );
      expect(segmentLineOf(table, { name: 'mean of k', base: { kind: 'model' }, k: 8 })).toBeNull();
    },
  );
});

describe('mistakes are one sentence', () => {
  test.each([
    ['a table that is gone', () => saved('gone', gaussian(), { data: 'gone.csv' }), /gone\.csv/],
    ['a column that is gone', () => saved('column', gaussian(), { columns: ['q'] }), /"q"/],
    [
      'a model that is gone',
      () =>
        saved('model', { start: { from: 'flow' }, steps: [] }, { model: 'gone.flow.safetensors' }),
      /cannot be found/,
    ],
    [
      'no finished model',
      () => saved('nomodel', { start: { from: 'flow' }, steps: [] }),
      /no finished model/,
    ],
    [
      'a rank that is too low',
      () =>
        saved(
          'rank',
          gaussian({
            operation: 'map',
            matrix: [
              [1, 0, 0],
              [2, 0, 0],
            ],
            names: ['u', 'v'],
          }),
        ),
      /rank 1/,
    ],
    ['a newer file', () => saved('newer', gaussian(), { version: 9 }), /newer Flowscope/],
    ['no operations at all', () => join(dir, 'table.csv'), /not valid JSON/],
  ])('%s', (_, path, sentence) => {
    const { code, stdout, stderr } = flowscope('operations', path(), '--json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/at .*\.js:/);
  });

  test('samples need a file, and nothing half-written stays', () => {
    const path = saved('half', gaussian());
    expect(flowscope('operations', path, '-n', 5).stderr).toContain('give --out');
    expect(
      flowscope('operations', path, '-n', 5, '--out', join(dir, 'nowhere', 'a.csv')).stderr,
    ).toContain('does not exist');
    expect(existsSync(join(dir, 'nowhere'))).toBe(false);
  });
});
