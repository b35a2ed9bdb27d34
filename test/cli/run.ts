// Runs the built command line in a process of its own, as a user does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const examples = resolve(__dirname, '../../examples');
export const folder = () => mkdtempSync(join(tmpdir(), 'flowscope-test-'));

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function flowscope(...args: (string | number)[]): Run {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve(__dirname, '../../dist/cli.js'), ...args.map(String)],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { code: status, stdout, stderr };
}

/** The one JSON object of a call that succeeds. */
export function json<T>(...args: (string | number)[]): T {
  const run = flowscope(...args, '--json');
  if (run.code !== 0) throw new Error(`exit ${run.code}: ${run.stderr}`);
  return JSON.parse(run.stdout) as T;
}
