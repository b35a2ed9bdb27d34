// The end of a step: the shards of the gradient are summed, then Adam (Kingma and Ba 2015) with decoupled weight decay.
import { all, madd, sum4 } from './math';
import { Model, Step, threadAt } from './records';

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f32 = 1e-8;
/** largest norm of the gradient */
const CLIP: f64 = 5;
/** bytes summed in 32 bits before the sum goes to 64 */
const RUN: usize = 1024;

/** The slice of the parameters that a thread looks after, in floats: from sliceAt(index) to sliceAt(index + 1), on cache lines. */
@inline
function sliceAt(model: Model, index: i32): i32 {
  const lines = model.size >> 4;
  return min(lines, index * ((lines + model.threadCount - 1) / model.threadCount)) << 4;
}

/** Sums a thread's slice over all shards into the first, and its squares. */
export function gatherGradient(model: Model, index: i32): void {
  const first = threadAt(model, 0).shard;
  const end = (<usize>sliceAt(model, index + 1)) << 2;
  let square: f64 = 0;
  for (let from = (<usize>sliceAt(model, index)) << 2; from < end; from += RUN) {
    const stop = min(from + RUN, end);
    let sum = all(0);
    for (let at = from; at < stop; at += 16) {
      let g = v128.load(first + at);
      for (let t = 1; t < model.threadCount; t++) g = f32x4.add(g, v128.load(threadAt(model, t).shard + at));
      v128.store(first + at, g);
      sum = madd(g, g, sum);
    }
    square += <f64>sum4(sum);
  }
  threadAt(model, index).square = square;
}

/**
 * Takes the step in a thread's slice. @param count steps taken, with this one
 * @returns whether loss and gradient are finite; every thread finds the same
 */
export function applyGradient(model: Model, index: i32, step: Step, count: i32): bool {
  let square: f64 = 0;
  for (let t = 0; t < model.threadCount; t++) square += threadAt(model, t).square;
  const norm = sqrt(square);
  const loss = meanLoss(model, step);
  if (index == 0) {
    step.loss = loss;
    step.norm = norm;
  }
  if (!isFinite(norm) || !isFinite(loss)) return false;
  const clip = all(<f32>(norm > CLIP ? CLIP / norm : 1));
  const rate = all(<f32>(step.rate / (1 - power(BETA1, count))));
  const scale = all(<f32>(1 / (1 - power(BETA2, count))));
  const decayed = model.decayed;
  const from = sliceAt(model, index);
  const to = sliceAt(model, index + 1);
  const border = max(from, min(to, decayed));
  const first = threadAt(model, 0).shard;
  adam(model, first, from, border, all(<f32>(1 - step.rate * step.decay)), clip, rate, scale);
  adam(model, first, border, to, all(1), clip, rate, scale);
  return true;
}

/** in nats per row */
export function meanLoss(model: Model, step: Step): f64 {
  let sum: f64 = 0;
  for (let t = 0; t < model.threadCount; t++) sum += threadAt(model, t).loss;
  return sum / <f64>step.count;
}

function adam(model: Model, gradient: usize, from: i32, to: i32, keep: v128, clip: v128, rate: v128, scale: v128): void {
  const end = (<usize>to) << 2;
  for (let at = (<usize>from) << 2; at < end; at += 16) {
    const g = f32x4.mul(v128.load(gradient + at), clip);
    const m = madd(all(<f32>BETA1), v128.load(model.m + at), f32x4.mul(all(<f32>(1 - BETA1)), g));
    const v = madd(all(<f32>BETA2), v128.load(model.v + at), f32x4.mul(f32x4.mul(all(<f32>(1 - BETA2)), g), g));
    v128.store(model.m + at, m);
    v128.store(model.v + at, v);
    const change = f32x4.div(f32x4.mul(rate, m), f32x4.add(f32x4.sqrt(f32x4.mul(scale, v)), all(EPSILON)));
    v128.store(model.parameters + at, f32x4.sub(f32x4.mul(keep, v128.load(model.parameters + at)), change));
  }
}

/** base^n by squaring: Math.pow would bring kilobytes of tables. */
function power(base: f64, n: i32): f64 {
  let result: f64 = 1;
  for (let factor = base; n > 0; n >>= 1, factor *= factor) if (n & 1) result *= factor;
  return result;
}
