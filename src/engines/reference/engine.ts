// The reference engine: every bijection in readable float64. The other engines are checked against it; it is checked against mathematics.
import type { Engine, OpenFlow, Rows } from '../../flows/engine';
import { flowTensors, layerName, masks, type Tensors } from '../../flows/layout';
import type { FlowSpecification } from '../../protocol/model';
import type { Bijection } from './bijection';
import { bijectionOf } from './layers';

const LOG_2PI = Math.log(2 * Math.PI);
const [BETA1, BETA2, EPSILON, CLIP] = [0.9, 0.999, 1e-8, 5];
const DIFFERENCE = 1e-5;

export const referenceEngine: Engine = {
  name: 'reference',
  description: 'float64, plain TypeScript: exact and slow to train, for checks and small work',
  open: (specification, parameters) => Promise.resolve(new ReferenceFlow(specification, parameters)),
};

class ReferenceFlow implements OpenFlow {
  private tensors: Tensors;
  private bijections: Bijection[];
  private m: Tensors;
  private v: Tensors;
  private step = 0;
  /** 1 where an entry of a tensor is free, 0 where it is masked; tensors without masks are left out */
  private readonly free: Record<string, ArrayLike<number>>;

  constructor(
    private readonly specification: FlowSpecification,
    parameters: Tensors,
  ) {
    this.tensors = copy(parameters, flowTensors(specification).map((t) => t.name));
    this.m = zeros(this.tensors);
    this.v = zeros(this.tensors);
    this.free = freeEntries(specification);
    this.bijections = this.build();
  }

  async steps(data: Rows, indices: Int32Array[], rates: number[], weightDecay: number) {
    const losses: number[] = [];
    const skipped: { step: number; layer: string; column: string }[] = [];
    indices.forEach((chosen, k) => {
      const { loss, gradient } = this.differences(pick(data, chosen));
      losses.push(loss);
      let square = 0;
      for (const { values } of Object.values(gradient)) for (const g of values) square += g * g;
      const norm = Math.sqrt(square);
      if (Number.isFinite(loss) && Number.isFinite(norm)) this.adam(gradient, rates[k]!, Math.min(1, CLIP / norm), weightDecay);
      else skipped.push({ step: k, ...this.firstBad(pick(data, chosen)) });
    });
    return Promise.resolve({ losses, skipped });
  }

  gradient(data: Rows) {
    return Promise.resolve(this.differences(data));
  }

  parameters() {
    return Promise.resolve(copy(this.tensors));
  }

  moments() {
    const out: Tensors = { 'optimizer.step': { shape: [], values: Float64Array.of(this.step) } };
    for (const [name, t] of Object.entries(copy(this.m))) out[`optimizer.m.${name}`] = t;
    for (const [name, t] of Object.entries(copy(this.v))) out[`optimizer.v.${name}`] = t;
    return Promise.resolve(out);
  }

  restore(parameters: Tensors, moments?: Tensors) {
    const names = Object.keys(this.tensors);
    this.tensors = copy(parameters, names);
    if (moments) {
      this.step = moments['optimizer.step']!.values[0]!;
      for (const name of names) {
        this.m[name] = copyOne(moments[`optimizer.m.${name}`]!);
        this.v[name] = copyOne(moments[`optimizer.v.${name}`]!);
      }
    }
    this.bijections = this.build();
    return Promise.resolve();
  }

  logProb(z: Rows) {
    let x = z.values;
    const out = new Float64Array(z.count);
    for (let l = this.bijections.length - 1; l >= 0; l--) {
      const { values, logDet } = this.bijections[l]!.inverse(x, z.count);
      for (let n = 0; n < z.count; n++) out[n]! -= logDet[n]!;
      x = values;
    }
    const base = standardNormal(x, z.count, z.dim);
    for (let n = 0; n < z.count; n++) out[n]! += base[n]!;
    return Promise.resolve(out);
  }

  sample(u: Rows) {
    let values = u.values;
    for (const bijection of this.bijections) values = bijection.forward(values, u.count).values;
    return Promise.resolve({ values, count: u.count, dim: u.dim });
  }

  trace(z: Rows) {
    const states: Rows[] = [z];
    const logDets: Float64Array[] = [];
    for (let l = this.bijections.length - 1; l >= 0; l--) {
      const { values, logDet } = this.bijections[l]!.inverse(states[0]!.values, z.count);
      states.unshift({ values, count: z.count, dim: z.dim });
      logDets.unshift(logDet);
    }
    return Promise.resolve({ states, logDets, baseLogDensity: standardNormal(states[0]!.values, z.count, z.dim) });
  }

  close() {}

  private build(): Bijection[] {
    return this.specification.layers.map((layer, i) => bijectionOf(layer, i, this.tensors, this.specification.columns.length));
  }

  private loss(data: Rows): number {
    let x = data.values;
    let total = 0;
    const bijections = this.build();
    for (let l = bijections.length - 1; l >= 0; l--) {
      const { values, logDet } = bijections[l]!.inverse(x, data.count);
      for (const v of logDet) total += v;
      x = values;
    }
    for (const v of standardNormal(x, data.count, data.dim)) total -= v;
    return total / data.count;
  }

  /** The gradient by central differences: two passes for every parameter. It defines what the fast engines must find. */
  private differences(data: Rows): { loss: number; gradient: Tensors } {
    const gradient = zeros(this.tensors);
    for (const [name, { values }] of Object.entries(this.tensors)) {
      const free = this.free[name];
      for (let i = 0; i < values.length; i++) {
        if (free && free[i] === 0) continue;
        const at = values[i]!;
        const h = DIFFERENCE * Math.max(1, Math.abs(at));
        values[i] = at + h;
        const up = this.loss(data);
        values[i] = at - h;
        const down = this.loss(data);
        values[i] = at;
        gradient[name]!.values[i] = (up - down) / (2 * h);
      }
    }
    return { loss: this.loss(data), gradient };
  }

  /** Adam (Kingma and Ba 2015) with decoupled weight decay on the conditioners' matrices. */
  private adam(gradient: Tensors, rate: number, clip: number, weightDecay: number): void {
    this.step++;
    for (const [name, { values }] of Object.entries(this.tensors)) {
      const decay = /\.w[123]$/.test(name) ? weightDecay : 0;
      const [g, m, v] = [gradient[name]!.values, this.m[name]!.values, this.v[name]!.values];
      for (let i = 0; i < values.length; i++) {
        const d = g[i]! * clip;
        m[i] = BETA1 * m[i]! + (1 - BETA1) * d;
        v[i] = BETA2 * v[i]! + (1 - BETA2) * d * d;
        const step = m[i]! / (1 - BETA1 ** this.step) / (Math.sqrt(v[i]! / (1 - BETA2 ** this.step)) + EPSILON);
        values[i] = values[i]! - rate * (step + decay * values[i]!);
      }
    }
    this.bijections = this.build();
  }

  private firstBad(data: Rows): { layer: string; column: string } {
    let x = data.values;
    for (let l = this.bijections.length - 1; l >= 0; l--) {
      x = this.bijections[l]!.inverse(x, data.count).values;
      const bad = x.findIndex((v) => !Number.isFinite(v));
      if (bad >= 0) return { layer: layerName(this.specification.layers[l]!, l), column: this.specification.columns[bad % data.dim]! };
    }
    return { layer: 'gradient', column: '' };
  }
}

/** log N(u; 0, I) per row */
export function standardNormal(u: Float64Array, count: number, dim: number): Float64Array {
  const out = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    let square = 0;
    for (let d = 0; d < dim; d++) square += u[n * dim + d]! ** 2;
    out[n] = -0.5 * (square + dim * LOG_2PI);
  }
  return out;
}

function freeEntries(specification: FlowSpecification): Record<string, ArrayLike<number>> {
  const dim = specification.columns.length;
  const out: Record<string, ArrayLike<number>> = {};
  specification.layers.forEach((layer, i) => {
    if (layer.kind === 'triangular') out[`layers.${i}.lower`] = Float32Array.from({ length: dim * dim }, (_, k) => (k % dim < Math.floor(k / dim) ? 1 : 0));
    if (layer.kind === 'affine-autoregressive' || layer.kind === 'spline-autoregressive') for (const [name, mask] of Object.entries(masks(layer))) out[`layers.${i}.${name}`] = mask;
  });
  return out;
}

function pick(data: Rows, indices: Int32Array): Rows {
  const values = new Float64Array(indices.length * data.dim);
  indices.forEach((row, k) => values.set(data.values.subarray(row * data.dim, (row + 1) * data.dim), k * data.dim));
  return { values, count: indices.length, dim: data.dim };
}
const copyOne = ({ shape, values }: Tensors[string]) => ({ shape, values: Float64Array.from(values) });
const copy = (tensors: Tensors, names = Object.keys(tensors)): Tensors => Object.fromEntries(names.map((n) => [n, copyOne(tensors[n]!)]));
const zeros = (tensors: Tensors): Tensors => Object.fromEntries(Object.entries(tensors).map(([n, t]) => [n, { shape: t.shape, values: new Float64Array(t.values.length) }]));
