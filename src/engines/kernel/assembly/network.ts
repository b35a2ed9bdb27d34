// A layer's conditioner: two hidden layers and the raw numbers of all columns, its gradient, and the sweep from place to place.
import { product, productBias, productInput, productWeights } from './products';
import { entry, Layer, Model } from './records';

/** Raw numbers of all columns. @param state what the conditioner reads */
export function numbers(model: Model, layer: Layer, work: usize, state: usize, panels: i32): void {
  const parameters = model.parameters;
  if (layer.network) {
    product(layer.first, parameters, state, work + layer.hidden1, 0, layer.first.outputs >> 2, i32.MAX_VALUE, true, panels);
    product(layer.second, parameters, work + layer.hidden1, work + layer.hidden2, 0, layer.second.outputs >> 2, i32.MAX_VALUE, true, panels);
  }
  product(layer.third, parameters, work + layer.hidden2, work + layer.raw, 0, layer.third.outputs >> 2, i32.MAX_VALUE, false, panels);
}

/** How many units of hidden layer 1 or 2 are final before place p. */
@inline
export function knownBefore(table: usize, p: i32): i32 {
  return p > 0 ? entry(table, p - 1) : 0;
}

/**
 * Raw numbers of place p, in a sweep over the places: once those before p are known, the hidden units of degree p are final, then
 * the raw numbers. A block of four units that spans two degrees is computed twice.
 */
export function columnNumbers(model: Model, layer: Layer, work: usize, state: usize, p: i32, panels: i32): void {
  const parameters = model.parameters;
  let known = 0;
  if (layer.network) {
    const known1 = entry(layer.known1, p);
    known = entry(layer.known2, p);
    product(layer.first, parameters, state, work + layer.hidden1, knownBefore(layer.known1, p) >> 2, (known1 + 3) >> 2, model.context + p, true, panels);
    product(layer.second, parameters, work + layer.hidden1, work + layer.hidden2, knownBefore(layer.known2, p) >> 2, (known + 3) >> 2, known1, true, panels);
  }
  const from = (p - layer.start) * layer.stride;
  product(layer.third, parameters, work + layer.hidden2, work + layer.raw, from >> 2, (from + layer.stride + 3) >> 2, known, false, panels);
}

/** From the gradient of the raw numbers, which lies in their place, to that of the parameters, and unless `first` adds that of x's state to gx. */
export function networkBackward(model: Model, layer: Layer, work: usize, shard: usize, gx: usize, first: bool, panels: i32): void {
  if (layer.network) {
    const parameters = model.parameters;
    const g1 = work + model.gradientHidden1;
    const g2 = work + model.gradientHidden2;
    productInput(layer.third, parameters, work + layer.raw, g2, 0, layer.third.inputs >> 2, work + layer.hidden2, panels);
    productInput(layer.second, parameters, g2, g1, 0, layer.second.inputs >> 2, work + layer.hidden1, panels);
    if (!first) productInput(layer.first, parameters, g1, gx, 0, layer.first.inputs >> 2, 0, panels);
  }
  parametersBackward(model, layer, work, shard, work + layer.x, panels);
}

/** Adds the gradient of the parameters, once those of the raw numbers and of the hidden units are known. @param state what the conditioner reads */
export function parametersBackward(model: Model, layer: Layer, work: usize, shard: usize, state: usize, panels: i32): void {
  productBias(layer.third, shard, work + layer.raw, panels);
  if (!layer.network) return;
  const g1 = work + model.gradientHidden1;
  const g2 = work + model.gradientHidden2;
  productWeights(layer.third, shard, work + layer.raw, work + layer.hidden2, panels);
  productWeights(layer.second, shard, g2, work + layer.hidden1, panels);
  productBias(layer.second, shard, g2, panels);
  productWeights(layer.first, shard, g1, state, panels);
  productBias(layer.first, shard, g1, panels);
}
