// What the driver (../open-flow.ts) calls. Rows are shared out by their number alone, so a step is the same to the last bit for a fixed
// number of threads.
import { applyGradient, gatherGradient, meanLoss } from './adam';
import { ask, awaitRequest, meet } from './crew';
import { Model, PANEL, Step, TILE, threadAt } from './records';
import { tileDensity, tileGradient, tilePullback, tileSample, tileTrace } from './tile';

const TRAIN: i32 = 1;
const GRADIENT: i32 = 2;
const DENSITY: i32 = 3;
const SAMPLE: i32 = 4;
const PULLBACK: i32 = 6;
const APPLY: i32 = 7;

/**
 * Does what `command` says, with all threads.
 *
 * TRAIN: the first b steps of the plan, up to one whose loss or gradient is not finite; returns how many were taken.
 * GRADIENT: loss and gradient of the first step of the plan, which is not taken. DENSITY, SAMPLE, TRACE: of b rows at a, written to c.
 * PULLBACK: gradient for b rows at a and their cotangents at c: of the base points (b x D, which becomes that of the rows), then of logDet (b).
 * APPLY: the first step of the plan with the gradient in the first shard; returns 1, or 0 where it is not finite.
 */
export function call(model: Model, command: i32, a: i32, b: i32, c: i32): i32 {
  model.command = command;
  model.argument0 = a;
  model.argument1 = b;
  model.argument2 = c;
  ask(model);
  return act(model, 0);
}

/** The life of every thread but the first; it ends when it is terminated. */
export function serve(model: Model, index: i32): void {
  let request = 0;
  while (true) {
    request = awaitRequest(model, request);
    act(model, index);
  }
}

function act(model: Model, index: i32): i32 {
  const a = model.argument0;
  const b = model.argument1;
  const command = model.command;
  let result = 0;
  if (command == TRAIN) result = train(model, index, b);
  else if (command == GRADIENT) gradientOf(model, index, changetype<Step>(model.plan));
  else if (command == APPLY) result = applyGiven(model, index);
  else if (command == PULLBACK) pullback(model, index, a, b, model.argument2);
  else evaluate(model, index, command, a, b, model.argument2);
  meet(model);
  if (command == GRADIENT && index == 0) {
    const step = changetype<Step>(model.plan);
    step.loss = meanLoss(model, step);
  }
  return result;
}

/** The first row that is not thread `index`'s nor of one before it: whole panels, as even as they go. */
@inline
function shareEnd(model: Model, index: i32, count: i32): i32 {
  const panels = (count + PANEL - 1) / PANEL;
  return min(count, (index + 1) * ((panels + model.threadCount - 1) / model.threadCount) * PANEL);
}

function train(model: Model, index: i32, count: i32): i32 {
  const before = model.steps;
  let k = 0;
  for (; k < count; k++) {
    const step = changetype<Step>(model.plan + <usize>k * offsetof<Step>());
    gradientOf(model, index, step);
    meet(model);
    if (!applyGradient(model, index, step, before + k + 1)) break;
    meet(model);
  }
  // all others have read it: there was a meeting since
  if (index == 0) model.steps = before + k;
  return k;
}

function applyGiven(model: Model, index: i32): i32 {
  const before = model.steps;
  const thread = threadAt(model, index);
  if (index > 0) memory.fill(thread.shard, 0, (<usize>model.size) << 2);
  thread.loss = 0;
  meet(model);
  gatherGradient(model, index);
  meet(model);
  const taken = applyGradient(model, index, changetype<Step>(model.plan), before + 1);
  meet(model);
  if (index == 0 && taken) model.steps = before + 1;
  return taken ? 1 : 0;
}

/** Loss and gradient of a step's rows: the gradient in the first shard, in slices by thread. */
function gradientOf(model: Model, index: i32, step: Step): void {
  const thread = threadAt(model, index);
  memory.fill(thread.shard, 0, (<usize>model.size) << 2);
  thread.loss = 0;
  const count = step.count;
  const weight: f32 = 1 / <f32>count;
  const end = shareEnd(model, index, count);
  for (let row = shareEnd(model, index - 1, count); row < end; row += TILE)
    tileGradient(model, thread, min(TILE, end - row), step.rows + ((<usize>(row * model.width)) << 2), weight);
  meet(model);
  gatherGradient(model, index);
}

function pullback(model: Model, index: i32, rows: usize, count: i32, values: usize): void {
  const thread = threadAt(model, index);
  memory.fill(thread.shard, 0, (<usize>model.size) << 2);
  const factors = values + ((<usize>(count * model.dim)) << 2);
  const end = shareEnd(model, index, count);
  for (let row = shareEnd(model, index - 1, count); row < end; row += TILE)
    tilePullback(model, thread, min(TILE, end - row), rows + ((<usize>(row * model.width)) << 2), values + ((<usize>(row * model.dim)) << 2), factors + ((<usize>row) << 2));
  meet(model);
  gatherGradient(model, index);
}

function evaluate(model: Model, index: i32, command: i32, rows: usize, count: i32, out: usize): void {
  const work = threadAt(model, index).work;
  const width = (model.layerCount + 1) * model.dim + model.layerCount;
  const end = shareEnd(model, index, count);
  for (let row = shareEnd(model, index - 1, count); row < end; row += TILE) {
    const some = min(TILE, end - row);
    const from = rows + ((<usize>(row * model.width)) << 2);
    if (command == DENSITY) tileDensity(model, work, some, from, out + ((<usize>row) << 3));
    else if (command == SAMPLE) tileSample(model, work, some, from, out + ((<usize>(row * model.dim)) << 2));
    else tileTrace(model, work, some, from, out + ((<usize>(row * width)) << 2));
  }
}
