// The picture of y = f(x) as the page asks for it, from the forked service and a real table.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { english } from '../../src/protocol/sentence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceFunctions } from '../../src/protocol/service';
import { examples, folder } from './run';
import { received } from '../../src/protocol/user-error';

let child: ChildProcess;
let service: ServiceFunctions;
let id: string;
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
  ({ id } = await service.call('open', { path: join(examples, 'autobahn.csv') }));
});
afterAll(() => void child.kill());

const area = ({ yEdges, density }: { yEdges: number[]; density: number[] }) =>
  density.reduce((sum, d, i) => sum + d * (yEdges[i + 1]! - yEdges[i]!), 0);

test('a column, twice: the picture holds all of the mass', async () => {
  const view = await service.call('changeOfVariables', {
    id,
    base: { kind: 'column', name: 'velocity [km/h]' },
    formula: '2*velocity',
    place: { x: 130 },
  });
  expect(view).toMatchObject({
    variable: 'velocity',
    result: 'y',
    diffeomorphism: 'yes',
    place: { x: 130, y: 260, roots: [{ x: 130, slope: 2 }] },
  });
  expect(area(view)).toBeCloseTo(1, 6);
  for (const { x, y } of view.intervals) expect(y[1] - y[0]).toBeCloseTo(2 * (x[1] - x[0]), 5);
});

test('a typed base: roots, marks and atoms', async () => {
  const typed = (
    text: string,
    formula: string,
    place: { x: number } | { y: number } | null = null,
  ) => service.call('changeOfVariables', { id, base: { kind: 'typed', text }, formula, place });
  const cubic = await typed('normal(0,1)', 'x^3 - x', { y: 0.2 });
  expect(cubic.place!.roots).toHaveLength(3);
  expect(cubic.diffeomorphism).toBe('no');
  expect(cubic.marks.length).toBeGreaterThan(2);
  // the fold, between +-0.385, takes a third of the axis, and what lies beyond is told
  const fold = 2 * (2 / 3) * Math.sqrt(1 / 3);
  const [from, to] = cubic.yRange;
  expect(to - from).toBeCloseTo((3 * fold * 170) / 150, 6); // with a margin of 10 cells beside 150
  const beyond = 1 - area(cubic);
  expect(beyond).toBeGreaterThan(0.1);
  expect(cubic.notes.map(english).join(' ')).toContain(
    `${Number((100 * beyond).toPrecision(2))} % of the mass lies beyond it`,
  );
  const parabola = await typed('normal(0,1)', 'x^2');
  expect(area(parabola)).toBeGreaterThan(0.97);
  const relu = await typed('normal(0,1)', 'max(x, 0)');
  expect(relu.atoms).toHaveLength(1);
  expect(area(relu)).toBeGreaterThan(0.4);
  expect(area(relu)).toBeLessThan(0.501);
  const pole = await typed('normal(0,1)', '1/x');
  expect(pole.yEdges.every(Number.isFinite)).toBe(true);
  expect(area(pole)).toBeGreaterThan(0.8);
  for (const formula of ['constructor', 'sin(', 'log(-1 - x^2)'])
    await expect(typed('normal(0,1)', formula)).rejects.toThrow(/\.$/);
  await expect(
    service.call('changeOfVariables', {
      id,
      base: { kind: 'file', path: '/etc/passwd' },
      formula: 'x',
      place: null,
    } as never),
  ).rejects.toThrow('was not understood');
});

test('a one-column flow is a base; the flow of two columns is refused', async () => {
  await service.call('select', { id, columns: ['velocity [km/h]'] });
  await service.call('fit', {
    id,
    options: { flow: 'spline-autoregressive', engine: 'auto', seed: 1, steps: 60 },
  });
  const view = await service.call('changeOfVariables', {
    id,
    base: { kind: 'model' },
    formula: 'x^2/100',
    place: null,
  });
  expect(view.diffeomorphism).toBe('yes');
  expect(area(view)).toBeGreaterThan(0.97);
  await service.call('select', { id, columns: ['velocity [km/h]', 'distance in two hours [km]'] });
}, 120_000);

test('the mean of k draws', async () => {
  const view = await service.call('meanOfDraws', {
    id,
    base: { kind: 'column', name: 'velocity [km/h]' },
    k: 16,
    seed: 1,
  });
  expect(view.steps.map((s) => s.k)).toEqual([1, 2, 4, 8, 16]);
  const total = view.density.reduce(
    (sum, d, i) => sum + d * (view.edges[i + 1]! - view.edges[i]!),
    0,
  );
  expect(total).toBeGreaterThan(0.98);
});
