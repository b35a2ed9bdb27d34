// flowscope selftest, engines: what this machine can do.
import { type Command, Option } from 'commander';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { selfTest } from '../engines/self-test';
import { ENGINE_NAMES } from '../protocol/choices';
import { selfTestLine, selfTestSummary } from '../protocol/self-test';
import * as engines from '../session/machine/engines';
import { type Common, jsonOption } from './options';
import { note, onInterrupt, places, print, run } from './run';
import { english } from '../protocol/sentence';

/** tfjs-node is installed by the user: `engines` says whether it works. */
const EMBEDDED = ENGINE_NAMES.filter((name) => name !== 'tensorflow');

/** Where nobody sits at a terminal, the option itself says yes. */
async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const leave = new AbortController();
  for (const event of ['SIGINT', 'close'] as const) terminal.once(event, () => leave.abort());
  try {
    return /^y(es)?$/i.test(
      (await terminal.question('Download and install it? [y/N] ', leave)).trim(),
    );
  } catch {
    return false; // Ctrl+C, or the end of the input
  } finally {
    terminal.close();
  }
}

export function machineCommands(program: Command): void {
  program
    .command('selftest')
    .description(
      'check every engine on this machine against the reference, on small flows of every kind',
    )
    .addOption(jsonOption())
    .action((options: Common) =>
      run(async (context) => {
        const checks = await selfTest(
          EMBEDDED,
          { wasmFolder: join(context.dist, 'wasm') },
          (check) => note(selfTestLine(check)),
        );
        print(options, { passed: checks.every((c) => c.passed), checks }, () => [
          selfTestSummary(checks),
        ]);
        if (!checks.every((c) => c.passed)) process.exitCode = 1;
      }),
    );

  program
    .command('engines')
    .description('who can compute on this machine, and why not')
    .addOption(
      new Option(
        '--install <engine>',
        'download and install tfjs-node into the storage of Flowscope',
      ).choices(['tensorflow']),
    )
    .addOption(
      new Option('--remove <engine>', 'remove what --install installed')
        .choices(['tensorflow'])
        .conflicts('install'),
    )
    .option('--yes', 'install without being asked')
    .addOption(jsonOption())
    .action((options: Common & { install?: string; remove?: string; yes?: boolean }) =>
      run(async ({ dist }) => {
        const cancel = new AbortController();
        onInterrupt(() => cancel.abort());
        if (options.install) {
          note(engines.SETUP_NOTICE);
          if (!options.yes && !(await agreed())) return note('Nothing was installed.');
          const log = (line: string) => process.env.FLOWSCOPE_DEBUG && note(line);
          note(
            await engines.installTensorflow(dist, places().storage, {
              log,
              progress: (message, done) => note(`${Math.round(100 * done)} %: ${english(message)}`),
              signal: cancel.signal,
            }),
          );
        } else if (options.remove) note(await engines.uninstallTensorflow(places().storage));
        const found = await engines.listEngines(dist, places());
        print(options, { engines: found }, () =>
          found.map(({ name, state, reason }) => `${name}: ${state}; ${english(reason)}`),
        );
      }),
    );
}
