// A tile of at most 64 rows through the whole flow: density, loss with gradient, sampling.
import { place } from './columns';
import { layerBackward, layerFromBase, layerToBase } from './layer';
import { panelsOf } from './products';
import { entry, Layer, layerAt, Model, PANEL, PANEL_BYTES, Thread } from './records';

const HALF_LOG_2PI: f64 = 0.91893853320467274178;

/** Address of row `row`, feature `feature` of a state. The feature of place p is `model.context` + p. */
@inline
function cell(model: Model, state: usize, row: i32, feature: i32): usize {
  return place(state, row / PANEL, model.features, feature) + ((<usize>(row % PANEL)) << 2);
}

/** Column `column` of row-major rows into a feature; rows beyond `rows` are zero, so that they stay finite. */
function loadColumn(model: Model, state: usize, feature: i32, rows: i32, from: usize, column: i32, width: i32): void {
  const source = from + ((<usize>column) << 2);
  for (let r = 0, end = panelsOf(rows) * PANEL; r < end; r++)
    store<f32>(cell(model, state, r, feature), r < rows ? load<f32>(source + ((<usize>(r * width)) << 2)) : 0);
}

/** Rows into a state, and their context into all states. @param columns of each place, or 0 for the columns' own order */
function loadRows(model: Model, work: usize, state: usize, rows: i32, from: usize, columns: usize): void {
  for (let p = 0; p < model.dim; p++) loadColumn(model, state, model.context + p, rows, from, columns ? entry(columns, p) : p, model.width);
  for (let c = 0; c < model.context; c++) {
    loadColumn(model, work + layerAt(model, 0).u, c, rows, from, model.dim + c, model.width);
    for (let l = 0; l < model.layerCount; l++) {
      const layer = layerAt(model, l);
      loadColumn(model, work + layer.x, c, rows, from, model.dim + c, model.width);
      if (layer.own) loadColumn(model, work + layer.own, c, rows, from, model.dim + c, model.width);
    }
  }
}

@inline
function lastLayer(model: Model): Layer {
  return layerAt(model, model.layerCount - 1);
}

/** Data -> base. */
function toBase(model: Model, work: usize, rows: i32, from: usize): void {
  loadRows(model, work, work + lastLayer(model).x, rows, from, model.columns);
  for (let l = model.layerCount - 1; l >= 0; l--) layerToBase(model, layerAt(model, l), work, panelsOf(rows));
}

/** log N(u; 0, I) of a row in nats */
function baseLogDensity(model: Model, base: usize, row: i32): f64 {
  let square: f64 = 0;
  for (let d = 0; d < model.dim; d++) {
    const u = <f64>load<f32>(cell(model, base, row, model.context + d));
    square += u * u;
  }
  return -0.5 * square - <f64>model.dim * HALF_LOG_2PI;
}

function logSlopeSum(model: Model, work: usize, row: i32): f64 {
  let sum: f64 = 0;
  for (let l = 0; l < model.layerCount; l++) sum += <f64>load<f32>(work + layerAt(model, l).logSlope + ((<usize>row) << 2));
  return sum;
}

/** Writes log densities, f64. */
export function tileDensity(model: Model, work: usize, rows: i32, from: usize, out: usize): void {
  toBase(model, work, rows, from);
  const base = work + layerAt(model, 0).u;
  for (let r = 0; r < rows; r++) store<f64>(out + ((<usize>r) << 3), baseLogDensity(model, base, r) + logSlopeSum(model, work, r));
}

/** Adds the loss of the rows, and their gradient times `weight`, to those of the thread. */
export function tileGradient(model: Model, thread: Thread, rows: i32, from: usize, weight: f32): void {
  const work = thread.work;
  const panels = panelsOf(rows);
  toBase(model, work, rows, from);
  const base = work + layerAt(model, 0).u;
  let loss: f64 = 0;
  for (let r = 0; r < panels * PANEL; r++) {
    store<f32>(work + model.rowWeights + ((<usize>r) << 2), r < rows ? weight : 0);
    if (r < rows) loss -= baseLogDensity(model, base, r) + logSlopeSum(model, work, r);
  }
  thread.loss += loss;
  const gu = work + model.gradientA;
  for (let panel = 0; panel < panels; panel++)
    for (let d = model.context; d < model.context + model.dim; d++)
      for (let half: usize = 0; half < 32; half += 16) {
        const rowWeight = v128.load(work + model.rowWeights + <usize>panel * PANEL_BYTES + half);
        v128.store(place(gu, panel, model.features, d) + half, f32x4.mul(rowWeight, v128.load(place(base, panel, model.features, d) + half)));
      }
  backward(model, thread, true, panels);
}

/**
 * Adds the gradient of sum(u * value) + sum(logDet * factor) to that of the thread, logDet being of u -> x.
 * @param values f32 rows x D; they become the gradient of the rows  @param factors f32 rows
 */
export function tilePullback(model: Model, thread: Thread, rows: i32, from: usize, values: usize, factors: usize): void {
  const work = thread.work;
  const panels = panelsOf(rows);
  toBase(model, work, rows, from);
  for (let d = 0; d < model.dim; d++) loadColumn(model, work + model.gradientA, model.context + d, rows, values, d, model.dim);
  for (let r = 0; r < panels * PANEL; r++) store<f32>(work + model.rowWeights + ((<usize>r) << 2), r < rows ? load<f32>(factors + ((<usize>r) << 2)) : 0);
  putRows(model, backward(model, thread, false, panels), rows, values);
}

/**
 * From the gradient of the base points, in `gradientA`, through all layers.
 * @param first whether the gradient of the data is not wanted  @returns address of the gradient of the last state
 */
function backward(model: Model, thread: Thread, first: bool, panels: i32): usize {
  const work = thread.work;
  let gu = work + model.gradientA;
  let gx = work + model.gradientB;
  for (let l = 0; l < model.layerCount; l++) {
    layerBackward(model, layerAt(model, l), work, thread.shard, gu, gx, first && l == model.layerCount - 1, panels);
    const swap = gu;
    gu = gx;
    gx = swap;
  }
  return gu;
}

/** The last state, or its gradient, as row-major rows in the columns' own order. */
function putRows(model: Model, state: usize, rows: i32, out: usize): void {
  for (let p = 0; p < model.dim; p++)
    for (let r = 0; r < rows; r++) store<f32>(out + ((<usize>(r * model.dim + entry(model.columns, p))) << 2), load<f32>(cell(model, state, r, model.context + p)));
}

/** Base -> data; writes rows, f32. */
export function tileSample(model: Model, work: usize, rows: i32, from: usize, out: usize): void {
  loadRows(model, work, work + layerAt(model, 0).u, rows, from, 0);
  for (let l = 0; l < model.layerCount; l++) layerFromBase(model, layerAt(model, l), work, panelsOf(rows));
  putRows(model, work + lastLayer(model).x, rows, out);
}

/**
 * Writes for each row, as f32: the state u, then for each layer u -> x its log slope of x -> u and its state x (features in the
 * layer's own order).
 */
export function tileTrace(model: Model, work: usize, rows: i32, from: usize, out: usize): void {
  toBase(model, work, rows, from);
  for (let r = 0; r < rows; r++) {
    out = putState(model, work + layerAt(model, 0).u, r, out);
    for (let l = 0; l < model.layerCount; l++) {
      const layer = layerAt(model, l);
      store<f32>(out, load<f32>(work + layer.logSlope + ((<usize>r) << 2)));
      out = putState(model, work + layer.x, r, out + 4);
    }
  }
}

function putState(model: Model, state: usize, row: i32, out: usize): usize {
  for (let p = 0; p < model.dim; p++, out += 4) store<f32>(out, load<f32>(cell(model, state, row, model.context + p)));
  return out;
}

