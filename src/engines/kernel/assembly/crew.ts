// How threads meet. Every thread has its own instance of this module over one shared memory. Waiting begins with a spin, because most waits
// are shorter than waking a thread takes; then it gives the core away. Without shared memory there is one thread, and none of this is compiled.
import { Model } from './records';

const SPINS: i32 = 20_000;

/** Waits until the number at `address` is not `seen`. */
function awaitChange(address: usize, seen: i32): void {
  for (let k = 0; k < SPINS; k++) if (atomic.load<i32>(address) != seen) return;
  while (atomic.load<i32>(address) == seen) atomic.wait<i32>(address, seen, -1);
}

/** Goes on when every thread has come here. */
export function meet(model: Model): void {
  if (!ASC_FEATURE_THREADS) return;
  if (model.threadCount == 1) return;
  const base = changetype<usize>(model);
  const generation = base + offsetof<Model>('generation');
  const waiting = base + offsetof<Model>('waiting');
  const seen = atomic.load<i32>(generation);
  if (atomic.add<i32>(waiting, 1) < model.threadCount - 1) return awaitChange(generation, seen);
  atomic.store<i32>(waiting, 0);
  atomic.add<i32>(generation, 1);
  atomic.notify(generation, -1);
}

/** Asks the other threads to do what `model.command` says. */
export function ask(model: Model): void {
  if (!ASC_FEATURE_THREADS) return;
  if (model.threadCount == 1) return;
  const request = changetype<usize>(model) + offsetof<Model>('request');
  atomic.add<i32>(request, 1);
  atomic.notify(request, -1);
}

/** @param seen number of the last request  @returns number of the next one, when it comes */
export function awaitRequest(model: Model, seen: i32): i32 {
  if (!ASC_FEATURE_THREADS) return seen;
  const request = changetype<usize>(model) + offsetof<Model>('request');
  awaitChange(request, seen);
  return atomic.load<i32>(request);
}
