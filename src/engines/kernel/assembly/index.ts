// What the driver (../open-flow.ts) calls. A thread takes every threadCount-th tile, so a step is the same to the last bit for a fixed number.
import { applyGradient, gatherGradient, meanLoss } from './adam';
import { Model, Step, TILE, Thread, threadAt } from './records';
import { tileDensity, tileGradient, tileSample, tileTrace } from './tile';

/** Loss and gradient of a step's rows, into the first shard. */
function gradientOf(model: Model, thread: Thread, index: i32, step: Step): void {
  memory.fill(thread.shard, 0, (<usize>model.size) << 2);
  thread.loss = 0;
  const count = step.count;
  const weight: f32 = 1 / <f32>count;
  for (let from = index * TILE; from < count; from += model.threadCount * TILE)
    tileGradient(model, thread, min(TILE, count - from), step.rows + ((<usize>(from * model.dim)) << 2), weight);
  gatherGradient(model, thread);
}

/**
 * Takes steps `from` to `to` - 1 of the plan; ends before the first one whose loss or gradient is not finite.
 * @returns the step it came to
 */
export function train(model: Model, index: i32, from: i32, to: i32): i32 {
  const thread = threadAt(model, index);
  for (let k = from; k < to; k++) {
    const step = changetype<Step>(model.plan + <usize>k * offsetof<Step>());
    gradientOf(model, thread, index, step);
    if (!applyGradient(model, thread, step)) return k;
    if (index == 0) model.steps++;
  }
  return to;
}

/** Loss and gradient of the first step of the plan, without taking it. */
export function gradient(model: Model, index: i32): void {
  const step = changetype<Step>(model.plan);
  gradientOf(model, threadAt(model, index), index, step);
  step.loss = meanLoss(model, step);
}

export function density(model: Model, index: i32, rows: usize, count: i32, out: usize): void {
  for (let from = index * TILE; from < count; from += model.threadCount * TILE)
    tileDensity(model, threadAt(model, index).work, min(TILE, count - from), rows + ((<usize>(from * model.dim)) << 2), out + ((<usize>from) << 3));
}

export function sample(model: Model, index: i32, rows: usize, count: i32, out: usize): void {
  for (let from = index * TILE; from < count; from += model.threadCount * TILE) {
    const skip = (<usize>(from * model.dim)) << 2;
    tileSample(model, threadAt(model, index).work, min(TILE, count - from), rows + skip, out + skip);
  }
}

export function trace(model: Model, index: i32, rows: usize, count: i32, out: usize): void {
  const width = (model.layerCount + 1) * model.dim + model.layerCount;
  for (let from = index * TILE; from < count; from += model.threadCount * TILE)
    tileTrace(model, threadAt(model, index).work, min(TILE, count - from), rows + ((<usize>(from * model.dim)) << 2), out + ((<usize>(from * width)) << 2));
}
