// A fit that is killed: its last checkpoint stays, and --resume goes on from it.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { decodeModel } from '../../src/flows/model-file/model-file';
import { examples, flowscope, folder, json } from './run';

test('kill -9 leaves a checkpoint that can be resumed, and nothing half-written', async () => {
  const dir = folder();
  const [out, checkpoint, final] = ['m', 'm.checkpoint', 'final'].map((name) =>
    join(dir, `${name}.flow.safetensors`),
  ) as [string, string, string];
  const data = join(examples, 'rings.csv');
  const child = spawn(
    process.execPath,
    [
      resolve(__dirname, '../../dist/cli.js'),
      'fit',
      data,
      '--out',
      out,
      '--steps',
      '1000000',
      '--flow',
      'spline-autoregressive',
    ],
    { stdio: 'ignore' },
  );
  const steps = () =>
    existsSync(checkpoint) ? decodeModel(readFileSync(checkpoint)).metadata.steps : 0;
  while (steps() === 0 && child.exitCode === null)
    await new Promise((later) => setTimeout(later, 100));
  child.kill('SIGKILL');
  await new Promise((done) => child.once('exit', done));
  expect(readdirSync(dir).filter((name) => !name.startsWith('.'))).toEqual([
    'm.checkpoint.flow.safetensors',
  ]);

  const before = steps();
  const resumed = json<{ steps: number; verdict: string }>(
    'fit',
    data,
    '--out',
    final,
    '--resume',
    checkpoint,
    '--steps',
    20,
  );
  expect(before).toBeGreaterThan(0);
  expect(resumed.steps).toBeGreaterThanOrEqual(before);
  expect(resumed.verdict).toBe('flow');
  expect(flowscope('score', final, data, '--out', join(dir, 'scored.csv')).code).toBe(0);
}, 120_000);
