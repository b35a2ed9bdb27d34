// Other libraries as contenders: each a Python process that answers a JSON command a line (test/bench/peers/serve.py).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const python = join(homedir(), '.cache/flowscope/bench-python/bin/python');
const scripts = join(import.meta.dirname, '../peers');

/** @throws Error with the command that installs them */
export function requirePeers() {
  if (!existsSync(python))
    throw new Error('The other libraries are not installed. Run: npm run bench:peers');
}

/** @param engine zuko, nflows, flowjax, or flowjax-scan: many steps in one compiled call */
export function peer(engine, threads) {
  requirePeers();
  const child = spawn(python, [join(scripts, 'serve.py'), engine, String(threads)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads) },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (command) => {
    child.stdin.write(JSON.stringify(command) + '\n');
    const { value, done } = await lines.next();
    if (done) throw new Error(`${engine} ended early`);
    return JSON.parse(value);
  };
  return {
    engine,
    threads,
    async open(given, { files }) {
      const { parameters } = await ask({ do: 'open', ...given, ...files });
      return {
        parameters,
        train: (first, count) => ask({ do: 'train', first, count }),
        loss: () => ask({ do: 'loss' }),
        density: (count) => ask({ do: 'density', count }),
        sample: (count) => ask({ do: 'sample', count }),
        close() {},
      };
    },
    end: () => child.stdin.end(),
  };
}
