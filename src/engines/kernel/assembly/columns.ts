// All columns of a layer, given their raw numbers: panel by panel on the way to the base and back, column by column when sampling.
import { affineBackward, affineFromBase, affineToBase, PLAIN_AFFINE, SOFT_AFFINE } from './affine-column';
import { entry, Layer, Model, PANEL_BYTES } from './records';
import { SPLINE_SAVED, splineBackward, splineBin, splineFromBase, splineSlopes, splineSoftmax, splineToBase } from './spline-column';

/** Address of a feature in a panel-major buffer of `features` features. */
@inline
export function place(base: usize, panel: i32, features: i32, feature: i32): usize {
  return base + <usize>(panel * features + feature) * PANEL_BYTES;
}

@inline
export function rawAt(layer: Layer, work: usize, panel: i32, p: i32): usize {
  return place(work + layer.raw, panel, layer.third.outputs, (p - layer.start) * layer.stride);
}

@inline
export function saveAt(model: Model, layer: Layer, work: usize, panel: i32, p: i32): usize {
  const saved = layer.kind <= SOFT_AFFINE ? 1 : SPLINE_SAVED;
  return place(work + layer.save, panel, model.dim * saved, p * saved);
}

@inline
export function xAt(model: Model, layer: Layer, work: usize, panel: i32, p: i32): usize {
  return place(work + layer.x, panel, model.features, model.context + p);
}

@inline
function uAt(model: Model, layer: Layer, work: usize, panel: i32, p: i32): usize {
  return place(work + layer.u, panel, model.features, entry(layer.map, p));
}

@inline
function copyPanel(from: usize, to: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

/** Copies features of a state that is laid out as u into one that is laid out as x, for places `from` <= p < `to`. */
export function toPlaces(model: Model, layer: Layer, mapped: usize, placed: usize, from: i32, to: i32, panels: i32): void {
  for (let panel = 0; panel < panels; panel++)
    for (let p = from; p < to; p++)
      copyPanel(place(mapped, panel, model.features, entry(layer.map, p)), place(placed, panel, model.features, model.context + p));
}

/** The other way round. */
export function fromPlaces(model: Model, layer: Layer, placed: usize, mapped: usize, from: i32, to: i32, panels: i32): void {
  for (let panel = 0; panel < panels; panel++)
    for (let p = from; p < to; p++)
      copyPanel(place(placed, panel, model.features, model.context + p), place(mapped, panel, model.features, entry(layer.map, p)));
}

/** x -> u and the log slope, which is added to; `part` counts the halves of all columns. */
export function columnsToBase(model: Model, layer: Layer, work: usize, panel: i32): void {
  const parts = model.dim << 1;
  const from = layer.start << 1;
  const logSlope = work + layer.logSlope + <usize>panel * PANEL_BYTES;
  if (layer.kind <= SOFT_AFFINE) {
    for (let part = from; part < parts; part++) {
      const p = part >> 1;
      const half = (<usize>part & 1) << 4;
      affineToBase(rawAt(layer, work, panel, p) + half, saveAt(model, layer, work, panel, p) + half, xAt(model, layer, work, panel, p) + half, uAt(model, layer, work, panel, p) + half, logSlope + half, layer.kind != PLAIN_AFFINE);
    }
    return;
  }
  for (let part = from; part < parts; part++) splineSoftmax(rawAt(layer, work, panel, part >> 1) + ((<usize>part & 1) << 4), layer.bins);
  for (let part = from; part < parts; part++) {
    const p = part >> 1;
    const half = (<usize>part & 1) << 4;
    splineBin(rawAt(layer, work, panel, p) + half, saveAt(model, layer, work, panel, p) + half, xAt(model, layer, work, panel, p) + half, false, layer.bins, layer.bound);
  }
  for (let part = from; part < parts; part++) splineSlopes(saveAt(model, layer, work, panel, part >> 1) + ((<usize>part & 1) << 4));
  for (let part = from; part < parts; part++) {
    const p = part >> 1;
    const half = (<usize>part & 1) << 4;
    splineToBase(saveAt(model, layer, work, panel, p) + half, xAt(model, layer, work, panel, p) + half, uAt(model, layer, work, panel, p) + half, logSlope + half, layer.bound);
  }
}

/** u -> x of column p; `part` counts the halves of all panels. */
export function columnFromBase(model: Model, layer: Layer, work: usize, p: i32, panels: i32): void {
  const parts = panels << 1;
  if (layer.kind <= SOFT_AFFINE) {
    for (let part = 0; part < parts; part++) {
      const half = (<usize>part & 1) << 4;
      affineFromBase(rawAt(layer, work, part >> 1, p) + half, xAt(model, layer, work, part >> 1, p) + half, uAt(model, layer, work, part >> 1, p) + half, layer.kind != PLAIN_AFFINE);
    }
    return;
  }
  for (let part = 0; part < parts; part++) splineSoftmax(rawAt(layer, work, part >> 1, p) + ((<usize>part & 1) << 4), layer.bins);
  for (let part = 0; part < parts; part++) {
    const half = (<usize>part & 1) << 4;
    splineBin(rawAt(layer, work, part >> 1, p) + half, saveAt(model, layer, work, part >> 1, p) + half, uAt(model, layer, work, part >> 1, p) + half, true, layer.bins, layer.bound);
  }
  for (let part = 0; part < parts; part++) splineSlopes(saveAt(model, layer, work, part >> 1, p) + ((<usize>part & 1) << 4));
  for (let part = 0; part < parts; part++) {
    const half = (<usize>part & 1) << 4;
    splineFromBase(saveAt(model, layer, work, part >> 1, p) + half, xAt(model, layer, work, part >> 1, p) + half, uAt(model, layer, work, part >> 1, p) + half, layer.bound);
  }
}

/** From the gradient `gu` of u's state to `gx` of x's, for what the columns do to themselves; raw numbers become their gradient. */
export function columnsBackward(model: Model, layer: Layer, work: usize, gu: usize, gx: usize, panel: i32): void {
  const rowWeight = work + model.rowWeights + <usize>panel * PANEL_BYTES;
  for (let part = layer.start << 1; part < model.dim << 1; part++) {
    const p = part >> 1;
    const half = (<usize>part & 1) << 4;
    const raw = rawAt(layer, work, panel, p) + half;
    const save = saveAt(model, layer, work, panel, p) + half;
    const from = place(gu, panel, model.features, entry(layer.map, p)) + half;
    const to = place(gx, panel, model.features, model.context + p) + half;
    if (layer.kind <= SOFT_AFFINE) affineBackward(raw, save, uAt(model, layer, work, panel, p) + half, from, to, rowWeight + half, layer.kind != PLAIN_AFFINE);
    else splineBackward(raw, save, xAt(model, layer, work, panel, p) + half, from, to, rowWeight + half, false, layer.bins, layer.bound);
  }
}
