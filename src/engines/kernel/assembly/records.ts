// The records that the planner (../plan.ts) writes into memory. Field for field the same as ../records.ts.
// Addresses are bytes. "Work" addresses count from the start of a thread's workspace, "weight" addresses from the
// start of the parameters (and equally of the moments and of every gradient shard).

/** Rows of a panel: two vectors of four. Activations lie as [panel][feature][8 rows]. */
export const PANEL: i32 = 8;
export const PANEL_BYTES: usize = 32;
/** Rows that go through the whole forward and backward pass together. */
export const TILE: i32 = 64;

export const TRIANGULAR: i32 = 0;
export const PERMUTATION: i32 = 4;

/** y = W x + b. W lies as [outputs / 4][inputs][4]; output o sees the first `lens[o]` inputs. */
@unmanaged
export class Linear {
  /** features of x, a multiple of 4 */
  inputs: i32;
  /** features of y, a multiple of 4 */
  outputs: i32;
  /** weight addresses */
  weights: usize;
  bias: usize;
  /** i32[outputs] */
  lens: usize;
  /** i32[outputs / 4]: the largest of the four lens */
  blockLens: usize;
  /** i32[inputs / 4]: the first block of outputs that sees any of these four inputs */
  firstBlock: usize;
}

@unmanaged
export class Layer {
  kind: i32;
  /** 1 when a conditioner makes the raw numbers, 0 when they are parameters (the bias of `third`) */
  network: i32;
  bins: i32;
  bound: f32;
  /** raw numbers from one column to the next */
  stride: i32;
  /** places below pass unchanged */
  start: i32;
  /** i32[D]: feature of u's state that place p of x's state turns into */
  map: usize;
  /**
   * work addresses: states of x and u, u by the places of x (for a conditioner that reads u, otherwise 0), hidden units, raw numbers,
   * what the backward pass needs, log slope of x -> u
   */
  x: usize;
  u: usize;
  own: usize;
  hidden1: usize;
  hidden2: usize;
  raw: usize;
  save: usize;
  logSlope: usize;
  first: Linear;
  second: Linear;
  third: Linear;
  /** i32[D]: hidden units that are final once the places before p are known */
  known1: usize;
  known2: usize;
  /** weight addresses of a triangular layer: D x D row-major, D, D */
  lower: usize;
  logDiagonal: usize;
  offset: usize;
}

@unmanaged
export class Thread {
  /** sums over this thread's rows, and over its slice of the gradient */
  loss: f64;
  square: f64;
  work: usize;
  shard: usize;
}

@unmanaged
export class Step {
  /** results: mean loss in nats per row, norm of the gradient before clipping */
  loss: f64;
  norm: f64;
  rate: f64;
  decay: f64;
  /** f32 rows, row-major: columns in their own order, then context */
  rows: usize;
  count: i32;
}

@unmanaged
export class Model {
  dim: i32;
  /** numbers beside the columns; they are the first features of every state, and place p is the feature after p more */
  context: i32;
  /** numbers of a row that is handed over: columns, then context */
  width: i32;
  /** features of a state: context and columns, rounded up to a multiple of 4 */
  features: i32;
  layerCount: i32;
  /** Layer addresses, u -> x */
  layers: usize;
  /** threads at work, and addresses of all Threads */
  threadCount: i32;
  threads: usize;
  parameters: usize;
  m: usize;
  v: usize;
  /** floats; weight decay applies to the first `decayed` of them */
  size: i32;
  decayed: i32;
  /** Adam steps taken */
  steps: i32;
  /** i32[D]: column of feature p in the last state */
  columns: usize;
  /** work addresses: gradients of two neighbouring states, of `own`, of the hidden units, and the weight of each row */
  gradientA: usize;
  gradientB: usize;
  gradientOwn: usize;
  gradientHidden1: usize;
  gradientHidden2: usize;
  rowWeights: usize;
  /** Steps follow each other from here */
  plan: usize;
  /** what all threads are asked to do, the number of the request, and the barrier between them: see crew.ts */
  command: i32;
  argument0: i32;
  argument1: i32;
  argument2: i32;
  request: i32;
  waiting: i32;
  generation: i32;
}

@inline
export function layerAt(model: Model, index: i32): Layer {
  return changetype<Layer>(load<usize>(model.layers + ((<usize>index) << 2)));
}

@inline
export function threadAt(model: Model, index: i32): Thread {
  return changetype<Thread>(load<usize>(model.threads + ((<usize>index) << 2)));
}

@inline
export function entry(table: usize, index: i32): i32 {
  return load<i32>(table + ((<usize>index) << 2));
}
