// Layers of the sampling direction: the conditioner reads u, so u -> x is one pass, and x -> u a sweep over the places, forward and back.
// The layer keeps u by the places of x (`own`), where what an output sees is a prefix. Splines: x = S(u).
import { affineBackward, affineFromBase, affineToBase } from './affine-column';
import { fromPlaces, place, rawAt, saveAt, toPlaces, xAt } from './columns';
import { columnNumbers, knownBefore, numbers, parametersBackward } from './network';
import { productFeature, productInput } from './products';
import { entry, Layer, Model, PANEL_BYTES } from './records';
import { SPLINE, splineBackward, splineBin, splineFromBase, splineImplicit, splineInverseSlope, splineSlopes, splineSoftmax, splineToBase } from './spline-column';

@inline
function ownAt(model: Model, base: usize, panel: i32, p: i32): usize {
  return place(base, panel, model.features, model.context + p);
}

/** x -> u; the log slope is added to. */
export function samplingToBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  const own = work + layer.own;
  for (let p = 0; p < model.dim; p++) {
    columnNumbers(model, layer, work, own, p, panels);
    for (let panel = 0; panel < panels; panel++)
      for (let half: usize = 0; half < 32; half += 16) {
        const raw = rawAt(layer, work, panel, p) + half;
        const save = saveAt(model, layer, work, panel, p) + half;
        const x = xAt(model, layer, work, panel, p) + half;
        const u = ownAt(model, own, panel, p) + half;
        const logSlope = work + layer.logSlope + <usize>panel * PANEL_BYTES + half;
        if (layer.kind != SPLINE) {
          affineToBase(raw, save, x, u, logSlope, true);
          continue;
        }
        splineSoftmax(raw, layer.bins);
        splineBin(raw, save, x, true, layer.bins, layer.bound);
        splineSlopes(save);
        splineFromBase(save, u, x, layer.bound);
        splineInverseSlope(save, x, logSlope, layer.bound);
      }
  }
  fromPlaces(model, layer, own, work + layer.u, 0, model.dim, panels);
}

/** u -> x */
export function samplingFromBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  const own = work + layer.own;
  toPlaces(model, layer, work + layer.u, own, 0, model.dim, panels);
  numbers(model, layer, work, own, panels);
  memory.fill(work + layer.logSlope, 0, <usize>panels * PANEL_BYTES);
  for (let p = 0; p < model.dim; p++)
    for (let panel = 0; panel < panels; panel++)
      for (let half: usize = 0; half < 32; half += 16) {
        const raw = rawAt(layer, work, panel, p) + half;
        const save = saveAt(model, layer, work, panel, p) + half;
        const x = xAt(model, layer, work, panel, p) + half;
        const u = ownAt(model, own, panel, p) + half;
        if (layer.kind != SPLINE) {
          affineFromBase(raw, x, u, true);
          continue;
        }
        splineSoftmax(raw, layer.bins);
        splineBin(raw, save, u, false, layer.bins, layer.bound);
        splineSlopes(save);
        splineToBase(save, u, x, work + layer.logSlope + <usize>panel * PANEL_BYTES + half, layer.bound);
      }
}

/**
 * The sweep backwards: once the gradient of u at place p is complete, so is that of its raw numbers; then that of the hidden units of
 * degree p, which only places from p on see; then that of u at place p - 1. Every unit is computed once, but for blocks that span two
 * degrees: what they hold too early is weighed with zeros until it is overwritten.
 */
export function samplingBackward(model: Model, layer: Layer, work: usize, shard: usize, gu: usize, gx: usize, panels: i32): void {
  const parameters = model.parameters;
  const own = work + model.gradientOwn;
  const g1 = work + model.gradientHidden1;
  const g2 = work + model.gradientHidden2;
  const hidden1 = work + layer.hidden1;
  const hidden2 = work + layer.hidden2;
  toPlaces(model, layer, gu, own, 0, model.dim, panels);
  memory.fill(g1, 0, <usize>(panels * layer.first.outputs) * PANEL_BYTES);
  memory.fill(g2, 0, <usize>(panels * layer.second.outputs) * PANEL_BYTES);
  for (let p = model.dim - 1; p >= 0; p--) {
    columnBackward(model, layer, work, own, gx, p, panels);
    productInput(layer.third, parameters, work + layer.raw, g2, knownBefore(layer.known2, p) >> 2, (entry(layer.known2, p) + 3) >> 2, hidden2, panels);
    productInput(layer.second, parameters, g2, g1, knownBefore(layer.known1, p) >> 2, (entry(layer.known1, p) + 3) >> 2, hidden1, panels);
    if (p > 0) productFeature(layer.first, parameters, g1, own, model.context + p - 1, panels);
  }
  parametersBackward(model, layer, work, shard, work + layer.own, panels);
}

/** From the gradient `own` of u at place p to that of x, and of the raw numbers in their place. */
function columnBackward(model: Model, layer: Layer, work: usize, own: usize, gx: usize, p: i32, panels: i32): void {
  for (let panel = 0; panel < panels; panel++)
    for (let half: usize = 0; half < 32; half += 16) {
      const raw = rawAt(layer, work, panel, p) + half;
      const save = saveAt(model, layer, work, panel, p) + half;
      const x = xAt(model, layer, work, panel, p) + half;
      const from = ownAt(model, own, panel, p) + half;
      const to = ownAt(model, gx, panel, p) + half;
      const rowWeight = work + model.rowWeights + <usize>panel * PANEL_BYTES + half;
      if (layer.kind != SPLINE) {
        affineBackward(raw, save, ownAt(model, work + layer.own, panel, p) + half, from, to, rowWeight, true);
        continue;
      }
      splineImplicit(save, x, from, to, rowWeight, layer.bound);
      splineBackward(raw, save, x, from, from, rowWeight, true, layer.bins, layer.bound);
    }
}
