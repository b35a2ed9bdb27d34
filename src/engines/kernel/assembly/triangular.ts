// x = L u + b with L = lower + diag(exp(logDiagonal)): forward substitution, eight rows at a time.
import { all, exp4, sum4 } from './math';
import { entry, Layer, Model, PANEL_BYTES } from './records';

@inline
function at(base: usize, feature: i32): usize {
  return base + (<usize>feature) * PANEL_BYTES;
}

/** exp(-logDiagonal[i]), or exp(logDiagonal[i]) */
@inline
function scaleOf(layer: Layer, parameters: usize, i: i32, sign: f32): v128 {
  return exp4(f32x4.mul(v128.load_splat<f32>(parameters + layer.logDiagonal + ((<usize>i) << 2)), all(sign)));
}

/** x -> u; sets the log slope of x -> u. */
export function triangularToBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  const parameters = model.parameters;
  const dim = model.dim;
  const bytes = at(0, model.features);
  const places = at(0, model.context);
  for (let panel = 0; panel < panels; panel++) {
    const skip = <usize>panel * bytes;
    let total: f32 = 0;
    for (let i = 0; i < dim; i++) total -= load<f32>(parameters + layer.logDiagonal + ((<usize>i) << 2));
    v128.store(work + layer.logSlope + <usize>panel * PANEL_BYTES, all(total));
    v128.store(work + layer.logSlope + <usize>panel * PANEL_BYTES, all(total), 16);
    for (let half: usize = 0; half < 32; half += 16) {
      const x = work + layer.x + places + skip + half;
      const u = work + layer.u + skip + half;
      for (let i = 0; i < dim; i++) {
        const row = parameters + layer.lower + ((<usize>(i * dim)) << 2);
        let rest = f32x4.sub(v128.load(at(x, i)), v128.load_splat<f32>(parameters + layer.offset + ((<usize>i) << 2)));
        for (let j = 0; j < i; j++) rest = f32x4.sub(rest, f32x4.mul(v128.load_splat<f32>(row + ((<usize>j) << 2)), v128.load(at(u, entry(layer.map, j)))));
        v128.store(at(u, entry(layer.map, i)), f32x4.mul(rest, scaleOf(layer, parameters, i, -1)));
      }
    }
  }
}

/** u -> x */
export function triangularFromBase(model: Model, layer: Layer, work: usize, panels: i32): void {
  const parameters = model.parameters;
  const dim = model.dim;
  const bytes = at(0, model.features);
  const places = at(0, model.context);
  for (let panel = 0; panel < panels; panel++)
    for (let half: usize = 0; half < 32; half += 16) {
      const x = work + layer.x + places + <usize>panel * bytes + half;
      const u = work + layer.u + <usize>panel * bytes + half;
      for (let i = 0; i < dim; i++) {
        const row = parameters + layer.lower + ((<usize>(i * dim)) << 2);
        let sum = f32x4.mul(scaleOf(layer, parameters, i, 1), v128.load(at(u, entry(layer.map, i))));
        for (let j = 0; j < i; j++) sum = f32x4.add(sum, f32x4.mul(v128.load_splat<f32>(row + ((<usize>j) << 2)), v128.load(at(u, entry(layer.map, j)))));
        v128.store(at(x, i), f32x4.add(sum, v128.load_splat<f32>(parameters + layer.offset + ((<usize>i) << 2))));
      }
    }
}

/** From the gradient of u to that of x, and of the parameters (added to the shard). */
export function triangularBackward(model: Model, layer: Layer, work: usize, shard: usize, gu: usize, gx: usize, panels: i32): void {
  const parameters = model.parameters;
  const dim = model.dim;
  const bytes = at(0, model.features);
  gx += at(0, model.context);
  for (let panel = 0; panel < panels; panel++)
    for (let half: usize = 0; half < 32; half += 16) {
      const skip = <usize>panel * bytes + half;
      for (let i = dim - 1; i >= 0; i--) {
        let rest = v128.load(at(gu + skip, entry(layer.map, i)));
        for (let k = i + 1; k < dim; k++) rest = f32x4.sub(rest, f32x4.mul(v128.load_splat<f32>(parameters + layer.lower + ((<usize>(k * dim + i)) << 2)), v128.load(at(gx + skip, k))));
        v128.store(at(gx + skip, i), f32x4.mul(rest, scaleOf(layer, parameters, i, -1)));
      }
    }
  for (let i = 0; i < dim; i++) {
    const scale = f32x4.extract_lane(scaleOf(layer, parameters, i, 1), 0);
    let bias = all(0);
    let weight = all(0);
    for (let panel = 0; panel < panels; panel++)
      for (let half: usize = 0; half < 32; half += 16) {
        bias = f32x4.add(bias, v128.load(at(gx + <usize>panel * bytes + half, i)));
        weight = f32x4.add(weight, v128.load(work + model.rowWeights + <usize>panel * PANEL_BYTES + half));
      }
    add(shard + layer.offset + ((<usize>i) << 2), -sum4(bias));
    for (let j = 0; j <= i; j++) {
      const sum = dot(gx, i, work + layer.u, entry(layer.map, j), bytes, panels);
      // the loss holds + w logDiagonal
      if (j == i) add(shard + layer.logDiagonal + ((<usize>i) << 2), sum4(weight) - sum * scale);
      else add(shard + layer.lower + ((<usize>(i * dim + j)) << 2), -sum);
    }
  }
}

function dot(a: usize, i: i32, b: usize, j: i32, bytes: usize, panels: i32): f32 {
  let sum = all(0);
  for (let panel = 0; panel < panels; panel++) {
    const p = at(a + <usize>panel * bytes, i);
    const q = at(b + <usize>panel * bytes, j);
    sum = f32x4.add(sum, f32x4.add(f32x4.mul(v128.load(p), v128.load(q)), f32x4.mul(v128.load(p, 16), v128.load(q, 16))));
  }
  return sum4(sum);
}

@inline
function add(address: usize, value: f32): void {
  store<f32>(address, load<f32>(address) + value);
}
