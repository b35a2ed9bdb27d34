// The self-test runs in a process of its own, the command line's: the session stays free meanwhile.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { SelfTestCheck } from '../../protocol/self-test';
import { SessionError } from '../errors';
import { asWritten, say } from '../../protocol/sentence';

/** As the command line prints it. */
type Printed = Omit<SelfTestCheck, 'sentence'> & { sentence?: string };

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
          const { checks } = JSON.parse(stdout) as { checks: Printed[] };
          resolve(
            checks.map(({ sentence, ...c }) => ({
              ...c,
              error: Number(c.error),
              tolerance: Number(c.tolerance),
              ...(sentence === undefined ? {} : { sentence: asWritten(sentence) }),
            })),
          );
        } catch {
          reject(
            new SessionError(
              say(
                'The self-test could not be run: {0}.',
                stderr.trim().split('\n').at(-1) || error?.message || say('it said nothing'),
              ),
            ),
          );
        }
      },
    );
  });
}
