// One layer in its three directions: x -> u, the gradient of that, and u -> x. The raw numbers of a column come from the layer's
// conditioner, or are parameters themselves. Layers whose conditioner reads u: sampling-layer.ts.
import { columnFromBase, columnsBackward, columnsToBase, fromPlaces, toPlaces } from './columns';
import { columnNumbers, networkBackward, numbers } from './network';
import { Layer, Model, PANEL_BYTES, PERMUTATION, TRIANGULAR } from './records';
import { samplingBackward, samplingFromBase, samplingToBase } from './sampling-layer';
import { triangularBackward, triangularFromBase, triangularToBase } from './triangular';

export function layerToBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  if (layer.kind == TRIANGULAR) return triangularToBase(model, layer, work, panels);
  memory.fill(work + layer.logSlope, 0, <usize>panels * PANEL_BYTES);
  if (layer.kind == PERMUTATION) return fromPlaces(model, layer, work + layer.x, work + layer.u, 0, model.dim, panels);
  if (layer.own) return samplingToBase(model, layer, work, panels);
  fromPlaces(model, layer, work + layer.x, work + layer.u, 0, layer.start, panels);
  numbers(model, layer, work, work + layer.x, panels);
  for (let panel = 0; panel < panels; panel++) columnsToBase(model, layer, work, panel);
}

/**
 * From the gradient `gu` of u's state to `gx` of x's, and adds the gradient of the parameters to the shard.
 * @param first whether the conditioner's part of gx is not wanted, because x is the data
 */
export function layerBackward(model: Model, layer: Layer, work: usize, shard: usize, gu: usize, gx: usize, first: bool, panels: i32): void {
  if (layer.kind == TRIANGULAR) return triangularBackward(model, layer, work, shard, gu, gx, panels);
  if (layer.kind == PERMUTATION) return toPlaces(model, layer, gu, gx, 0, model.dim, panels);
  if (layer.own) return samplingBackward(model, layer, work, shard, gu, gx, panels);
  toPlaces(model, layer, gu, gx, 0, layer.start, panels);
  for (let panel = 0; panel < panels; panel++) columnsBackward(model, layer, work, gu, gx, panel);
  networkBackward(model, layer, work, shard, gx, first, panels);
}

/** u -> x in one sweep over the places. */
export function layerFromBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  if (layer.kind == TRIANGULAR) return triangularFromBase(model, layer, work, panels);
  if (layer.kind == PERMUTATION) return toPlaces(model, layer, work + layer.u, work + layer.x, 0, model.dim, panels);
  if (layer.own) return samplingFromBase(model, layer, work, panels);
  toPlaces(model, layer, work + layer.u, work + layer.x, 0, layer.start, panels);
  for (let p = layer.start; p < model.dim; p++) {
    columnNumbers(model, layer, work, work + layer.x, p, panels);
    columnFromBase(model, layer, work, p, panels);
  }
}
