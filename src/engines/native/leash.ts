// The native process ends with whoever started it, even hung: a thread waits for the end of standard input.
import { readSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Whoever does not hang leaves by itself before, when the channel closes. */
const GRACE = 3000;

/** @param script the bundle, which calls `waitForTheEnd` in that thread */
export function leash(script: string): void {
  new Worker(script).unref();
}

export function waitForTheEnd(): void {
  while (open()) sleep(GRACE);
  sleep(GRACE);
  process.kill(process.pid, 'SIGKILL');
}

/** Waits where the system lets a read wait. */
function open(): boolean {
  try {
    return readSync(0, Buffer.alloc(1)) > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN'; // closed, else
  }
}

const sleep = (milliseconds: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
