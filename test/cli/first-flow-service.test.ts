// The build-up as the page asks for it, from the forked service: progress, a stop, what is kept, and what ends it.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ExplorationState } from '../../src/protocol/exploration';
import type { ServiceFunctions } from '../../src/protocol/service';
import { examples, folder } from './run';
import { received } from '../../src/protocol/user-error';

let child: ChildProcess;
let service: ServiceFunctions;
let id: string;
let state: ExplorationState | null = null;
beforeAll(async () => {
  child = fork(resolve(__dirname, '../../dist/service.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const rpc = createBirpc<ServiceFunctions, object>(
    {
      stateChanged: (next: ExplorationState) => {
        state = next;
        if (next.buildUp) reached.push(next.buildUp.stage);
      },
      log: () => undefined,
    },
    {
      post: (message) => child.send(message as object),
      on: (receive) => child.on('message', (message) => receive(received(message))),
      timeout: -1,
    },
  );
  service = rpc as unknown as ServiceFunctions;
  await service.start({ storage: folder(), version: 'test', threads: 2 });
  ({ id } = await service.call('open', { path: join(examples, 'two-moons.csv') }));
});
afterAll(() => void child.kill());

const buildUp = (start: boolean, seconds = 600) =>
  service.call('buildUp', { id, seed: 1, start, seconds });
/** Stages that were told of, since the last time that one was waited for: one may be over when it is looked for. */
let reached: string[] = [];
async function stageReached(stage: string): Promise<void> {
  reached = [];
  await vi.waitFor(() => expect(reached).toContain(stage), { timeout: 60_000 });
}

test('there is none before it is begun; a stop keeps finished steps; it is kept for these columns', async () => {
  expect(await buildUp(false)).toBeNull();
  const running = buildUp(true);
  await stageReached('network');
  const beside = buildUp(false); // a page that opens meanwhile waits for the same one
  await service.call('stopFirstFlow', { id });
  const view = (await running)!;
  expect(view.stages.map((s) => s.name).slice(0, 2)).toEqual(['diagonal', 'linear']);
  expect(view.stopped).toBe(true);
  expect(await beside).toEqual(view);
  expect(await buildUp(false)).toEqual(view);
  // asked for again, it is made again, with the same seed too
  const again = (await service.call('buildUp', { id, seed: 1, start: true, seconds: 1 }))!;
  expect(again.stopped).toBe(false);
  expect(again.stages.length).toBe(5);
  expect(await service.call('buildUp', { id, seed: 1, start: true, seconds: 1 })).not.toEqual(
    again,
  );
  await vi.waitFor(() => expect(state?.buildUp).toBeNull());
  await service.call('select', { id, columns: ['x'] });
  expect(await buildUp(false)).toBeNull();
}, 120_000);

test('a fit ends a build-up under way, and none is begun beside a fit', async () => {
  await service.call('select', { id, columns: ['x', 'y'] });
  const running = buildUp(true);
  const ended = expect(running).rejects.toThrow(/\.$/);
  await stageReached('network');
  const fit = service.call('fit', {
    id,
    options: { flow: 'affine-autoregressive', engine: 'auto', seed: 1, seconds: 30 },
  });
  await ended;
  await vi.waitFor(() => expect(state?.fit.phase).toBe('training'), { timeout: 60_000 });
  await expect(buildUp(true)).rejects.toThrow('A fit is under way');
  await service.call('stop', { id });
  await fit;
}, 120_000);

test('the price of a determinant is measured when asked for, and kept', async () => {
  expect(await service.call('determinantPrice', { id, start: false })).toBeNull();
  const price = await service.call('determinantPrice', { id, start: true });
  expect(price!.sizes.at(-1)!.n).toBe(512);
  expect(await service.call('determinantPrice', { id, start: false })).toEqual(price);
}, 60_000);
