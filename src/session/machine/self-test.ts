// The self-test runs in a process of its own, the command line's: the session stays free meanwhile.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { SelfTestCheck } from '../../protocol/self-test';
import { SessionError } from '../errors';

/** @param dist folder of the built bundles (`cli.js`) */
export function runSelfTest(dist: string): Promise<SelfTestCheck[]> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    execFile(
      process.execPath,
      [join(dist, 'cli.js'), 'selftest', '--json'],
      { env: environment, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        try {
          const { checks } = JSON.parse(stdout) as { checks: SelfTestCheck[] };
          resolve(
            checks.map((c) => ({ ...c, error: Number(c.error), tolerance: Number(c.tolerance) })),
          );
        } catch {
          reject(
            new SessionError(
              `The self-test could not be run: ${stderr.trim().split('\n').at(-1) || error?.message || 'it said nothing'}.`,
            ),
          );
        }
      },
    );
  });
}
