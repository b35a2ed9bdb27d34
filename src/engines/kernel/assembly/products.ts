// The three matrix products of a masked linear layer. Each inner loop does one step for 4 outputs (or inputs) by 8 rows: 8 sums and
// 6 loads, which fit the registers. Unrolling them by hand makes the compiler keep too much alive and costs half the speed.
import { all, madd, max4, sum4 } from './math';
import { entry, Linear, PANEL, PANEL_BYTES } from './records';

/**
 * y = W x + b, then max(y, 0) where `relu`, for blocks `from` <= block < `to` of four outputs.
 * @param limit inputs known so far; later ones are not read
 */
export function product(linear: Linear, parameters: usize, x: usize, y: usize, from: i32, to: i32, limit: i32, relu: bool, panels: i32): void {
  const floor = all(relu ? 0 : -Infinity);
  const rowBytes = (<usize>linear.inputs) * PANEL_BYTES;
  const blockBytes = (<usize>linear.inputs) << 4;
  for (let panel = 0; panel < panels; panel++) {
    let w = parameters + linear.weights + <usize>from * blockBytes;
    for (let block = from; block < to; block++) {
      const bias = parameters + linear.bias + ((<usize>block) << 4);
      let a0 = v128.load_splat<f32>(bias);
      let a1 = v128.load_splat<f32>(bias, 4);
      let a2 = v128.load_splat<f32>(bias, 8);
      let a3 = v128.load_splat<f32>(bias, 12);
      let c0 = a0;
      let c1 = a1;
      let c2 = a2;
      let c3 = a3;
      const end = x + (<usize>min(entry(linear.blockLens, block), limit)) * PANEL_BYTES;
      for (let at = x, p = w; at < end; at += PANEL_BYTES, p += 16) {
        const r = v128.load(at);
        const s = v128.load(at, 16);
        const w0 = v128.load_splat<f32>(p);
        a0 = madd(w0, r, a0);
        c0 = madd(w0, s, c0);
        const w1 = v128.load_splat<f32>(p, 4);
        a1 = madd(w1, r, a1);
        c1 = madd(w1, s, c1);
        const w2 = v128.load_splat<f32>(p, 8);
        a2 = madd(w2, r, a2);
        c2 = madd(w2, s, c2);
        const w3 = v128.load_splat<f32>(p, 12);
        a3 = madd(w3, r, a3);
        c3 = madd(w3, s, c3);
      }
      const out = y + ((<usize>block) << 7);
      v128.store(out, max4(a0, floor));
      v128.store(out, max4(c0, floor), 16);
      v128.store(out, max4(a1, floor), 32);
      v128.store(out, max4(c1, floor), 48);
      v128.store(out, max4(a2, floor), 64);
      v128.store(out, max4(c2, floor), 80);
      v128.store(out, max4(a3, floor), 96);
      v128.store(out, max4(c3, floor), 112);
      w += blockBytes;
    }
    x += rowBytes;
    y += (<usize>linear.outputs) * PANEL_BYTES;
  }
}

@inline
function put(at: usize, offset: usize, value: v128, hidden: usize): void {
  // behind a ReLU the gradient passes where the unit is on; otherwise it is added to what is there
  if (hidden) v128.store(at + offset, v128.and(value, f32x4.gt(v128.load(hidden + offset), all(0))));
  else v128.store(at + offset, f32x4.add(v128.load(at + offset), value));
}

/**
 * Gradient of x from that of y, for blocks `from` <= block < `to` of four inputs.
 * @param hidden x itself when it came from a ReLU (gx is overwritten), or 0 (gx is added to)
 */
export function productInput(linear: Linear, parameters: usize, gy: usize, gx: usize, from: i32, to: i32, hidden: usize, panels: i32): void {
  const blockBytes = (<usize>linear.inputs) << 4;
  const blocks = linear.outputs >> 2;
  for (let panel = 0; panel < panels; panel++) {
    for (let k = from; k < to; k++) {
      let a0 = all(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let c0 = a0;
      let c1 = a0;
      let c2 = a0;
      let c3 = a0;
      const first = entry(linear.firstBlock, k);
      let w = parameters + linear.weights + <usize>first * blockBytes + ((<usize>k) << 6);
      let g = gy + ((<usize>first) << 7);
      const end = gy + ((<usize>blocks) << 7);
      while (g < end) {
        for (const stop = w + 16; w < stop; w += 4, g += PANEL_BYTES) {
          const r = v128.load(g);
          const s = v128.load(g, 16);
          const w0 = v128.load_splat<f32>(w);
          a0 = madd(w0, r, a0);
          c0 = madd(w0, s, c0);
          const w1 = v128.load_splat<f32>(w, 16);
          a1 = madd(w1, r, a1);
          c1 = madd(w1, s, c1);
          const w2 = v128.load_splat<f32>(w, 32);
          a2 = madd(w2, r, a2);
          c2 = madd(w2, s, c2);
          const w3 = v128.load_splat<f32>(w, 48);
          a3 = madd(w3, r, a3);
          c3 = madd(w3, s, c3);
        }
        w += blockBytes - 16;
      }
      const out = gx + ((<usize>k) << 7);
      const on = hidden ? hidden + ((<usize>k) << 7) : 0;
      put(out, 0, a0, on);
      put(out, 16, c0, on);
      put(out, 32, a1, on);
      put(out, 48, c1, on);
      put(out, 64, a2, on);
      put(out, 80, c2, on);
      put(out, 96, a3, on);
      put(out, 112, c3, on);
    }
    gy += (<usize>linear.outputs) * PANEL_BYTES;
    gx += (<usize>linear.inputs) * PANEL_BYTES;
    if (hidden) hidden += (<usize>linear.inputs) * PANEL_BYTES;
  }
}

/** Adds to the gradient of one feature of x. */
export function productFeature(linear: Linear, parameters: usize, gy: usize, gx: usize, feature: i32, panels: i32): void {
  const first = entry(linear.firstBlock, feature >> 2);
  const blockBytes = (<usize>linear.inputs) << 4;
  for (let panel = 0; panel < panels; panel++) {
    const out = gx + <usize>(panel * linear.inputs + feature) * PANEL_BYTES;
    let a = v128.load(out);
    let c = v128.load(out, 16);
    let w = parameters + linear.weights + <usize>first * blockBytes + ((<usize>feature) << 4);
    let g = gy + <usize>(panel * linear.outputs) * PANEL_BYTES + ((<usize>first) << 7);
    for (let block = first; block < linear.outputs >> 2; block++) {
      for (let lane: usize = 0; lane < 16; lane += 4, g += PANEL_BYTES) {
        const weight = v128.load_splat<f32>(w + lane);
        a = madd(weight, v128.load(g), a);
        c = madd(weight, v128.load(g, 16), c);
      }
      w += blockBytes;
    }
    v128.store(out, a);
    v128.store(out, c, 16);
  }
}

/** [sum of a's lanes, of b's, of c's, of d's] */
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Adds the gradient of W to a shard; masked entries are left alone. */
export function productWeights(linear: Linear, shard: usize, gy: usize, x: usize, panels: i32): void {
  const xBytes = (<usize>linear.inputs) * PANEL_BYTES;
  const yBytes = (<usize>linear.outputs) * PANEL_BYTES;
  for (let block = 0; block < linear.outputs >> 2; block++) {
    const len = entry(linear.blockLens, block);
    const lens = v128.load(linear.lens + ((<usize>block) << 4));
    let out = shard + linear.weights + (((<usize>block) * <usize>linear.inputs) << 4);
    const g = gy + ((<usize>block) << 7);
    for (let k = 0; k < len; k += 2) {
      let a0 = all(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let c0 = a0;
      let c1 = a0;
      let c2 = a0;
      let c3 = a0;
      const from = x + <usize>k * PANEL_BYTES;
      for (let half: usize = 0; half < 32; half += 16) {
        const end = from + half + <usize>panels * xBytes;
        for (let at = from + half, p = g + half; at < end; at += xBytes, p += yBytes) {
          const r = v128.load(at);
          const s = v128.load(at, 32);
          const g0 = v128.load(p);
          a0 = madd(g0, r, a0);
          c0 = madd(g0, s, c0);
          const g1 = v128.load(p, 32);
          a1 = madd(g1, r, a1);
          c1 = madd(g1, s, c1);
          const g2 = v128.load(p, 64);
          a2 = madd(g2, r, a2);
          c2 = madd(g2, s, c2);
          const g3 = v128.load(p, 96);
          a3 = madd(g3, r, a3);
          c3 = madd(g3, s, c3);
        }
      }
      const even = v128.and(sums(a0, a1, a2, a3), i32x4.gt_s(lens, i32x4.splat(k)));
      const odd = v128.and(sums(c0, c1, c2, c3), i32x4.gt_s(lens, i32x4.splat(k + 1)));
      v128.store(out, f32x4.add(v128.load(out), even));
      v128.store(out, f32x4.add(v128.load(out, 16), odd), 16);
      out += 32;
    }
  }
}

/** Adds the gradient of b to a shard. */
export function productBias(linear: Linear, shard: usize, gy: usize, panels: i32): void {
  const bytes = (<usize>linear.outputs) * PANEL_BYTES;
  for (let o = 0; o < linear.outputs; o++) {
    let sum = all(0);
    const from = gy + <usize>o * PANEL_BYTES;
    const end = from + <usize>panels * bytes;
    for (let at = from; at < end; at += bytes) sum = f32x4.add(sum, f32x4.add(v128.load(at), v128.load(at, 16)));
    const out = shard + linear.bias + ((<usize>o) << 2);
    store<f32>(out, load<f32>(out) + sum4(sum));
  }
}

/** Panels that hold `rows` rows. */
@inline
export function panelsOf(rows: i32): i32 {
  return (rows + PANEL - 1) / PANEL;
}
