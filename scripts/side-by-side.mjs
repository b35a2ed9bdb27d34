// Runs programs of Node side by side. What each prints comes out whole when it has ended.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/**
 * @param tasks  { name, args, env, alone } in the order in which they begin; `alone` for one that uses every core itself
 * @param endAtFailure  begins nothing more once one has failed
 * @param lanes  how many at once: as many as there are cores, or more where programs wait most of the time
 * @returns what became of each task that ran: a Map of it to { passed, seconds }
 */
export async function sideBySide(
  tasks,
  { endAtFailure = false, lanes = availableParallelism() } = {},
) {
  const running = new Set();
  const ended = new Map();
  const failed = () => [...ended.values()].some(({ passed }) => !passed);
  for (const task of tasks) {
    while (running.size >= (task.alone ? 1 : lanes)) await Promise.race(running);
    if (endAtFailure && failed()) break;
    const run = start(task, task.alone || lanes === 1).then((result) => {
      ended.set(task, result);
      running.delete(run);
    });
    running.add(run);
    if (task.alone) await run;
  }
  await Promise.all(running);
  return ended;
}

function start({ name, args, env = process.env }, live) {
  const from = Date.now();
  const title = `\n== ${name}\n`;
  if (live) process.stdout.write(title);
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text) => (printed += text));
  return new Promise((done) =>
    child.once('close', (code) => {
      if (!live) process.stdout.write(title + printed);
      done({ passed: code === 0, seconds: Math.round((Date.now() - from) / 1000) });
    }),
  );
}
