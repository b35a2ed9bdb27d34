// One layer in its three directions: x -> u, the gradient of that, and u -> x in one sweep. The raw numbers of a column come from the
// layer's conditioner, or are parameters themselves.
import { columnFromBase, columnsBackward, columnsToBase } from './columns';
import { product, productBias, productInput, productWeights } from './products';
import { entry, Layer, Model, TRIANGULAR } from './records';
import { triangularBackward, triangularFromBase, triangularToBase } from './triangular';

export function layerToBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  if (layer.kind == TRIANGULAR) return triangularToBase(model, layer, work, panels);
  const parameters = model.parameters;
  if (layer.network) {
    product(layer.first, parameters, work + layer.x, work + layer.hidden1, 0, layer.first.outputs >> 2, i32.MAX_VALUE, true, panels);
    product(layer.second, parameters, work + layer.hidden1, work + layer.hidden2, 0, layer.second.outputs >> 2, i32.MAX_VALUE, true, panels);
  }
  product(layer.third, parameters, work + layer.hidden2, work + layer.raw, 0, layer.third.outputs >> 2, i32.MAX_VALUE, false, panels);
  for (let panel = 0; panel < panels; panel++) columnsToBase(model, layer, work, panel);
}

/**
 * From the gradient `gu` of u's state to `gx` of x's, and adds the gradient of the parameters to the shard.
 * @param first whether x is the data, so that the conditioner's part of gx is not wanted
 */
export function layerBackward(model: Model, layer: Layer, work: usize, shard: usize, gu: usize, gx: usize, first: bool, panels: i32): void {
  if (layer.kind == TRIANGULAR) return triangularBackward(model, layer, work, shard, gu, gx, panels);
  for (let panel = 0; panel < panels; panel++) columnsBackward(model, layer, work, gu, gx, panel);
  const raw = work + layer.raw;
  productBias(layer.third, shard, raw, panels);
  if (!layer.network) return;
  const parameters = model.parameters;
  const hidden1 = work + layer.hidden1;
  const hidden2 = work + layer.hidden2;
  const g1 = work + model.gradientHidden1;
  const g2 = work + model.gradientHidden2;
  productWeights(layer.third, shard, raw, hidden2, panels);
  productInput(layer.third, parameters, raw, g2, hidden2, panels);
  productWeights(layer.second, shard, g2, hidden1, panels);
  productBias(layer.second, shard, g2, panels);
  productInput(layer.second, parameters, g2, g1, hidden1, panels);
  productWeights(layer.first, shard, g1, work + layer.x, panels);
  productBias(layer.first, shard, g1, panels);
  if (!first) productInput(layer.first, parameters, g1, gx, 0, panels);
}

/**
 * u -> x in one sweep: once the columns before p are known, the hidden units of degree p are final, then the raw numbers of
 * column p, then the column. A block of four units that spans two degrees is computed twice.
 */
export function layerFromBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  if (layer.kind == TRIANGULAR) return triangularFromBase(model, layer, work, panels);
  const parameters = model.parameters;
  for (let p = 0; p < model.dim; p++) {
    let known = 0;
    if (layer.network) {
      if (p > 0) {
        const known1 = entry(layer.known1, p);
        known = entry(layer.known2, p);
        product(layer.first, parameters, work + layer.x, work + layer.hidden1, entry(layer.known1, p - 1) >> 2, (known1 + 3) >> 2, p, true, panels);
        product(layer.second, parameters, work + layer.hidden1, work + layer.hidden2, entry(layer.known2, p - 1) >> 2, (known + 3) >> 2, known1, true, panels);
      }
    }
    const from = p * layer.stride;
    product(layer.third, parameters, work + layer.hidden2, work + layer.raw, from >> 2, (from + layer.stride + 3) >> 2, known, false, panels);
    columnFromBase(model, layer, work, p, panels);
  }
}
