// A page closed in the middle of a fit, and a service whose host goes:
// what was found is kept, and offered when the table is opened again.
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { examples, folder } from './run';
import { type Running, startService, until } from './start-service';
import { asWritten, english } from '../../src/protocol/sentence';

const LONG = { flow: 'auto', engine: 'auto', seed: 1, seconds: 600 } as const;
const SHORT = { flow: 'affine-autoregressive', engine: 'auto', seed: 1, steps: 40 } as const;

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

async function start(storage: string): Promise<Running> {
  const running = await startService(storage);
  children.push(running.child);
  return running;
}

/** Opens the table and begins a long fit. @returns once it trains */
async function beginFit({ service, states }: Running, path: string, columns: string[]) {
  const { id } = await service.call('open', { path, columns });
  const fitting = service.call('fit', { id, options: LONG });
  await until(() => states.get(id)?.fit.phase === 'training');
  return { id, fitting };
}

test('a page closed as soon as it trains: no error, and the same columns of the table offer to resume', async () => {
  const storage = folder();
  const running = await start(storage);
  const { service } = running;
  const path = join(examples, 'gaussian.csv');
  const { id, fitting } = await beginFit(running, path, ['c', 'a']);
  await service.call('close', { id });
  expect((await fitting).interrupted).toMatchObject({ flow: 'affine-autoregressive' });

  // nobody says the columns: they are those of the last fit
  const again = await service.call('open', { path });
  expect(again).toMatchObject({
    selected: ['c', 'a'],
    interrupted: { flow: 'affine-autoregressive' },
    model: { provisional: true },
    fit: { phase: 'idle', error: null },
  });
  const resuming = service.call('resume', { id: again.id });
  await until(() => (running.states.get(again.id)?.fit.step ?? 0) > again.interrupted!.steps);
  await service.call('stop', { id: again.id });
  const resumed = await resuming;
  expect(resumed).toMatchObject({ interrupted: null, model: { provisional: false } });
  expect(readdirSync(join(storage, 'checkpoints'))).toEqual([]);
}, 120_000);

test.each(['disconnect', 'SIGTERM'] as const)(
  'the service ends (%s) while it trains: the next one offers to resume',
  async (how) => {
    const storage = folder();
    const first = await start(storage);
    const path = join(examples, 'gaussian.csv');
    const { fitting } = await beginFit(first, path, ['a', 'b', 'c']);
    void fitting.catch(() => undefined);
    if (how === 'disconnect') first.child.disconnect();
    else first.child.kill(how);
    expect(await first.exited).toBe(0);

    const { service } = await start(storage);
    const { interrupted, selected } = await service.call('open', { path });
    expect(interrupted).not.toBeNull();
    expect(selected).toEqual(['a', 'b', 'c']);
  },
  120_000,
);

test('the last finished fit is shown, also under another name; an interrupted one is offered beside it, until it is discarded', async () => {
  const running = await start(folder());
  const { service } = running;
  const dir = folder();
  const [path, renamed] = ['before.csv', 'after.csv'].map((name) => join(dir, name)) as [
    string,
    string,
  ];
  copyFileSync(join(examples, 'two-moons.csv'), path);
  const { id } = await service.call('open', { path, where: 'x > 0' });
  const { stored } = (await service.call('fit', { id, options: SHORT })).model!;
  const fitting = service.call('fit', { id, options: LONG });
  await until(() => running.states.get(id)?.fit.phase === 'training');
  await service.call('close', { id });
  await fitting;

  renameSync(path, renamed);
  const state = await service.call('open', { path: renamed });
  expect(state).toMatchObject({
    where: 'x > 0',
    model: { stored, provisional: false },
    interrupted: {},
  });
  expect(await service.call('discard', { id: state.id })).toMatchObject({
    interrupted: null,
    model: { stored },
  });

  const saved = join(dir, 'm.flow.safetensors');
  await service.call('save', { id: state.id, path: saved });
  await service.call('close', { id: state.id });
  expect(await service.call('open', { path: renamed })).toMatchObject({
    interrupted: null,
    model: { path: saved, stored: null },
  });
  expect((await service.call('open', { path: renamed, where: null })).model).toBeNull();
}, 120_000);

test('seeds: what had finished is kept as finished', async () => {
  const running = await start(folder());
  const { service, states } = running;
  const path = join(examples, 'gaussian.csv');
  const { id } = await service.call('open', { path });
  const fitting = service.call('fit', { id, options: { ...SHORT, steps: 400, seeds: 50 } });
  await until(() => /Seed [2-9]/.test(english(states.get(id)?.fit.message ?? asWritten(''))));
  await service.call('close', { id });
  await fitting;
  const again = await service.call('open', { path });
  expect(again).toMatchObject({ model: { provisional: false }, interrupted: null });
  expect(again.model!.metadata.notes.map(english).join(' ')).toMatch(
    /Stopped after \d+ of 50 seeds/,
  );
}, 120_000);
