// Set Up TensorFlow with stand-ins for npm, Python and pip: what is said
// when one is missing, fails or is cancelled, and that nothing is left.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder } from './run';

const cli = resolve(__dirname, '../../dist/cli.js');

/** A Python without pip. */
const NO_MODULES = 'exit 1';

/** A folder of programs that answer `--version`, and do what `scripts` says else. */
function tools(scripts: Record<string, string>): string {
  const bin = folder();
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\ncase "$*" in ${script === NO_MODULES ? '' : '*'}--version) exit 0;; esac\n${script}\n`,
    );
    chmodSync(join(bin, name), 0o755);
  }
  for (const name of ['sleep', 'sh']) symlinkSync(`/bin/${name}`, join(bin, name));
  return bin;
}

function install(path: string, storage = folder(), remove = false) {
  const child = spawn(
    process.execPath,
    [cli, 'engines', remove ? '--remove' : '--install', 'tensorflow'],
    { env: { PATH: path, FLOWSCOPE_STORAGE: storage }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const done = new Promise<{ code: number | null; stderr: string; storage: string }>((end) =>
    child.once('close', (code) => end({ code, stderr, storage })),
  );
  return { child, done };
}

const linux = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(process.platform !== 'win32')('a setup that does not come to its end', () => {
  const left = (storage: string) => readdirSync(storage).filter((name) => name !== 'setup.log');
  const pip = 'exit 0';

  test.each<[string, Record<string, string>, RegExp]>([
    ['no npm', {}, /npm was not found on the path.*nodejs\.org/],
    ...(linux
      ? ([
          [
            'no Python',
            { npm: 'exit 2' },
            /Python was not found on the path.*sudo apt install python3/,
          ],
          [
            'no pip',
            { npm: 'exit 2', python: NO_MODULES },
            /pip was not found on the path.*sudo apt install python3-pip/,
          ],
          [
            'no compiler',
            { npm: 'exit 2', python3: pip },
            /C\+\+ compiler \(g\+\+\) was not found on the path.*sudo apt install g\+\+/,
          ],
          [
            'npm fails',
            { npm: 'echo first; echo the registry is away >&2; exit 1', python3: pip, 'g++': '' },
            /Downloading tfjs-node failed: the registry is away\. The log says more/,
          ],
        ] as [string, Record<string, string>, RegExp][])
      : []),
  ])('%s: one sentence with what to do, and nothing left behind', async (_, scripts, expected) => {
    const { code, stderr, storage } = await install(tools(scripts)).done;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(expected);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
    expect(left(storage)).toEqual([]);
  });

  test('cancelled: the programs it runs end with it, and what was installed before stays', async () => {
    const storage = folder();
    mkdirSync(join(storage, 'tensorflow'));
    const marker = join(storage, 'setup.log');
    const { child, done } = install(
      tools({ npm: 'echo working; sleep 100; echo never', python3: pip, 'g++': '' }),
      storage,
    );
    while (!existsSync(marker) || !readFileSync(marker, 'utf8').includes('working'))
      await new Promise((later) => setTimeout(later, 50));
    const from = Date.now();
    child.kill('SIGINT');
    const { code, stderr } = await done;
    expect(Date.now() - from).toBeLessThan(5000);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cancelled\. Nothing was changed\./);
    expect(left(storage)).toEqual(['tensorflow']);
  });

  test('removal takes what the setup installed, and says so', async () => {
    const storage = folder();
    const home = join(storage, 'tensorflow/node_modules/@tensorflow/tfjs-node');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{}');
    expect((await install('', storage, true).done).stderr).toMatch(/was removed/);
    expect(readdirSync(storage)).toEqual([]);
  });
});
