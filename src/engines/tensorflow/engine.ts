// The TensorFlow.js engine: matrix products on its backend, gradients on its tape, Adam in one pass over flat arrays.
import type { Engine, OpenFlow, Rows, StepResult } from '../../flows/engine';
import { flowTensors, layerName, masks, type Tensors } from '../../flows/layout';
import type { FlowSpecification } from '../../protocol/model';
import { Spline } from '../reference/spline';
import { tf, useBackend, type Backend, type BackendOptions } from './backend';
import { tensorLayer, type LayerTensors, type TensorLayer } from './layers';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';

const LOG_2PI = Math.log(2 * Math.PI);
const CHUNK = 4096;
const [BETA1, BETA2, EPSILON, CLIP] = [0.9, 0.999, 1e-8, 5];
const LOG_SCALE_LIMIT = Math.log(1000);
const DESCRIPTIONS: Record<Backend, string> = {
  wasm: 'TensorFlow.js, WebAssembly with SIMD',
  cpu: 'TensorFlow.js, plain JavaScript',
  tensorflow: 'TensorFlow.js on the native TensorFlow library (tfjs-node)',
};

/** @throws Error when the backend cannot be started */
export async function tensorflowEngine(name: Backend, options: BackendOptions = {}): Promise<Engine> {
  await useBackend(name, options);
  return {
    name,
    description: DESCRIPTIONS[name],
    open: (specification, parameters) => Promise.resolve(new TensorFlow(specification, parameters)),
  };
}

interface Parameter {
  name: string;
  layer: number;
  key: string;
  shape: number[];
  values: Float32Array;
  m: Float32Array;
  v: Float32Array;
  /** 0 where the entry is masked; null when all are free */
  mask: Float32Array | null;
  decays: boolean;
}

class TensorFlow implements OpenFlow {
  private readonly layers: TensorLayer[];
  private parameterList: Parameter[] = [];
  private tensors: Tensor[] = [];
  private step = 0;
  private readonly dim: number;

  constructor(
    private readonly specification: FlowSpecification,
    parameters: Tensors,
  ) {
    this.dim = specification.columns.length;
    this.layers = specification.layers.map((layer) => tensorLayer(layer, this.dim));
    this.parameterList = flowTensors(specification).map(({ name, shape }) => {
      const [, layer, key] = name.split('.') as [string, string, string];
      const values = Float32Array.from(parameters[name]!.values);
      return { name, layer: Number(layer), key, shape, values, m: new Float32Array(values.length), v: new Float32Array(values.length), mask: this.maskOf(Number(layer), key), decays: /^w[123]$/.test(key) };
    });
    this.upload();
  }

  async steps(data: Rows, indices: Int32Array[], rates: number[], weightDecay: number): Promise<StepResult> {
    const result: StepResult = { losses: [], skipped: [] };
    indices.forEach((chosen, k) => {
      const x = pick(data, chosen);
      const { loss, gradients } = this.lossAndGradients(x, chosen.length);
      let square = 0;
      for (const g of gradients) for (let i = 0; i < g.length; i++) square += g[i]! * g[i]!;
      const norm = Math.sqrt(square);
      result.losses.push(loss);
      if (Number.isFinite(loss) && Number.isFinite(norm)) this.adam(gradients, rates[k]!, norm > CLIP ? CLIP / norm : 1, weightDecay);
      else result.skipped.push({ step: k, ...this.firstBad(x, chosen.length) });
    });
    return Promise.resolve(result);
  }

  gradient(data: Rows) {
    const { loss, gradients } = this.lossAndGradients(Float32Array.from(data.values), data.count);
    const gradient = Object.fromEntries(this.parameterList.map((p, i) => [p.name, { shape: p.shape, values: gradients[i]! }]));
    return Promise.resolve({ loss, gradient });
  }

  parameters(): Promise<Tensors> {
    return Promise.resolve(Object.fromEntries(this.parameterList.map((p) => [p.name, { shape: p.shape, values: p.values.slice() }])));
  }

  moments(): Promise<Tensors> {
    const out: Tensors = { 'optimizer.step': { shape: [], values: Float64Array.of(this.step) } };
    for (const p of this.parameterList) {
      out[`optimizer.m.${p.name}`] = { shape: p.shape, values: p.m.slice() };
      out[`optimizer.v.${p.name}`] = { shape: p.shape, values: p.v.slice() };
    }
    return Promise.resolve(out);
  }

  restore(parameters: Tensors, moments?: Tensors): Promise<void> {
    for (const p of this.parameterList) {
      p.values.set(parameters[p.name]!.values);
      if (!moments) continue;
      p.m.set(moments[`optimizer.m.${p.name}`]!.values);
      p.v.set(moments[`optimizer.v.${p.name}`]!.values);
    }
    if (moments) this.step = moments['optimizer.step']!.values[0]!;
    this.upload();
    return Promise.resolve();
  }

  async logProb(z: Rows): Promise<Float64Array> {
    const out = new Float64Array(z.count);
    for (let from = 0; from < z.count; from += CHUNK) {
      const { logDets, baseLogDensity } = this.traceChunk(z, from, Math.min(CHUNK, z.count - from));
      baseLogDensity.forEach((v, n) => (out[from + n] = v - logDets.reduce((s, l) => s + l[n]!, 0)));
    }
    return Promise.resolve(out);
  }

  async trace(z: Rows) {
    const states = Array.from({ length: this.layers.length + 1 }, () => ({ values: new Float64Array(z.count * z.dim), count: z.count, dim: z.dim }));
    const logDets = this.layers.map(() => new Float64Array(z.count));
    const baseLogDensity = new Float64Array(z.count);
    for (let from = 0; from < z.count; from += CHUNK) {
      const chunk = this.traceChunk(z, from, Math.min(CHUNK, z.count - from));
      chunk.states.forEach((s, l) => states[l]!.values.set(s, from * z.dim));
      chunk.logDets.forEach((s, l) => logDets[l]!.set(s, from));
      baseLogDensity.set(chunk.baseLogDensity, from);
    }
    return Promise.resolve({ states, logDets, baseLogDensity });
  }

  /** Base -> data: autoregressive layers of the density direction need one pass of their conditioner for each column. */
  sample(u: Rows): Promise<Rows> {
    const out = new Float64Array(u.values.length);
    for (let from = 0; from < u.count; from += CHUNK) {
      const count = Math.min(CHUNK, u.count - from);
      let values: Float64Array = u.values.slice(from * u.dim, (from + count) * u.dim);
      this.layers.forEach((_, l) => (values = this.forward(l, values, count)));
      out.set(values, from * u.dim);
    }
    return Promise.resolve({ values: out, count: u.count, dim: u.dim });
  }

  close(): void {
    tf.dispose(this.tensors);
    this.tensors = [];
  }

  private lossAndGradients(x: Float32Array, count: number): { loss: number; gradients: Float32Array[] } {
    return scoped(() => {
      const input = tf.tensor2d(x, [count, this.dim]);
      const { value, grads } = tf.valueAndGrads((...tensors: Tensor[]) => this.loss(input, count, this.byLayer(tensors)))(this.tensors);
      const gradients = grads.map((g, i) => {
        const values = Float32Array.from(g.dataSync());
        const { mask } = this.parameterList[i]!;
        if (mask) for (let k = 0; k < values.length; k++) values[k]! *= mask[k]!;
        return values;
      });
      return { loss: value.dataSync()[0]!, gradients };
    });
  }

  private loss(input: Tensor2D, count: number, parameters: LayerTensors[]): Scalar {
    let x = input;
    let total: Tensor = tf.scalar(count * 0.5 * this.dim * LOG_2PI);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { u, logSlope } = this.layers[l]!.toBase(x, parameters[l]!);
      total = tf.sub(total, tf.sum(logSlope));
      x = u;
    }
    return tf.div(tf.add(total, tf.mul(0.5, tf.sum(tf.square(x)))), count) as Scalar;
  }

  private traceChunk(z: Rows, from: number, count: number): { states: Float32Array[]; logDets: Float64Array[]; baseLogDensity: Float64Array } {
    return scoped(() => {
      const parameters = this.byLayer(this.tensors);
      let x = tf.tensor2d(Float32Array.from(z.values.subarray(from * z.dim, (from + count) * z.dim)), [count, z.dim]);
      const states = [x.dataSync() as Float32Array];
      const logDets: Float64Array[] = [];
      for (let l = this.layers.length - 1; l >= 0; l--) {
        const { u, logSlope } = this.layers[l]!.toBase(x, parameters[l]!);
        const slopes = logSlope.dataSync();
        logDets.unshift(Float64Array.from({ length: count }, (_, n) => {
          let sum = 0;
          for (let d = 0; d < z.dim; d++) sum -= slopes[n * z.dim + d]!;
          return sum;
        }));
        states.unshift(u.dataSync() as Float32Array);
        x = u;
      }
      const u = states[0]!;
      const baseLogDensity = Float64Array.from({ length: count }, (_, n) => {
        let square = 0;
        for (let d = 0; d < z.dim; d++) square += u[n * z.dim + d]! ** 2;
        return -0.5 * (square + z.dim * LOG_2PI);
      });
      return { states: states.map((s) => s.slice()), logDets, baseLogDensity };
    });
  }

  private forward(l: number, u: Float64Array, count: number): Float64Array {
    const layer = this.specification.layers[l]!;
    const at = (key: string) => this.parameterList.find((p) => p.layer === l && p.key === key)!.values;
    const { dim } = this;
    const x = new Float64Array(u.length);
    switch (layer.kind) {
      case 'affine':
        return u.map((v, i) => Math.exp(at('a')[i % dim]!) * v + at('b')[i % dim]!);
      case 'triangular': {
        const [lower, diagonal, b] = [at('lower'), at('logDiagonal'), at('b')];
        for (let n = 0; n < count; n++)
          for (let i = 0; i < dim; i++) {
            let sum = b[i]! + Math.exp(diagonal[i]!) * u[n * dim + i]!;
            for (let j = 0; j < i; j++) sum += lower[i * dim + j]! * u[n * dim + j]!;
            x[n * dim + i] = sum;
          }
        return x;
      }
      default: {
        const order = 'order' in layer ? layer.order : null;
        const { kernel, raw } = this.layers[l]!;
        const stride = order ? dim * kernel!.outputs : 0;
        const spline = 'bins' in layer ? new Spline(layer.bins, layer.bound) : null;
        for (const column of order ?? [-1]) {
          const numbers = scoped(() => raw(tf.tensor2d(Float32Array.from(x), [count, dim]), this.byLayer(this.tensors)[l]!).dataSync().slice());
          for (let n = 0; n < count; n++)
            for (let d = 0; d < dim; d++) {
              if (column >= 0 && d !== column) continue;
              const k = n * stride + d * kernel!.outputs;
              x[n * dim + d] = spline ? spline.set(numbers, k).invert(u[n * dim + d]!) : Math.exp(numbers[k]! / (1 + Math.abs(numbers[k]!) / LOG_SCALE_LIMIT)) * u[n * dim + d]! + numbers[k + 1]!;
            }
        }
        return x;
      }
    }
  }

  /** Adam (Kingma and Ba 2015) with decoupled weight decay on the conditioners' matrices. */
  private adam(gradients: Float32Array[], rate: number, clip: number, weightDecay: number): void {
    this.step++;
    const c1 = 1 / (1 - BETA1 ** this.step);
    const c2 = 1 / (1 - BETA2 ** this.step);
    this.parameterList.forEach(({ values, m, v, decays }, p) => {
      const g = gradients[p]!;
      const keep = 1 - (decays ? rate * weightDecay : 0);
      for (let i = 0; i < values.length; i++) {
        const d = g[i]! * clip;
        m[i] = BETA1 * m[i]! + (1 - BETA1) * d;
        v[i] = BETA2 * v[i]! + (1 - BETA2) * d * d;
        values[i] = keep * values[i]! - (rate * c1 * m[i]!) / (Math.sqrt(c2 * v[i]!) + EPSILON);
      }
    });
    this.upload();
  }

  private upload(): void {
    tf.dispose(this.tensors);
    this.tensors = this.parameterList.map((p) => tf.tensor(p.values.slice(), p.shape as [number]));
  }

  private byLayer(tensors: Tensor[]): LayerTensors[] {
    const out: LayerTensors[] = this.layers.map(() => ({}));
    this.parameterList.forEach((p, i) => (out[p.layer]![p.key] = tensors[i]!));
    return out;
  }

  private maskOf(l: number, key: string): Float32Array | null {
    const layer = this.specification.layers[l]!;
    const { dim } = this;
    if (layer.kind === 'triangular' && key === 'lower') return Float32Array.from({ length: dim * dim }, (_, k) => (k % dim < Math.floor(k / dim) ? 1 : 0));
    if ((layer.kind === 'affine-autoregressive' || layer.kind === 'spline-autoregressive') && /^w[123]$/.test(key)) return masks(layer)[key as 'w1' | 'w2' | 'w3'];
    return null;
  }

  private firstBad(x: Float32Array, count: number): { layer: string; column: string } {
    const { states } = this.traceChunk({ values: Float64Array.from(x), count, dim: this.dim }, 0, count);
    for (let l = states.length - 1; l >= 0; l--) {
      const bad = states[l]!.findIndex((v) => !Number.isFinite(v));
      if (bad >= 0) return { layer: l === states.length - 1 ? 'the data' : layerName(this.specification.layers[l]!, l), column: this.specification.columns[bad % this.dim]! };
    }
    return { layer: 'the gradient', column: '' };
  }
}

/** tf.tidy for results that hold no tensors. */
function scoped<T>(act: () => T): T {
  let result: T;
  tf.tidy(() => void (result = act()));
  return result!;
}

function pick(data: Rows, indices: Int32Array): Float32Array {
  const { dim } = data;
  const out = new Float32Array(indices.length * dim);
  for (let k = 0; k < indices.length; k++) for (let d = 0; d < dim; d++) out[k * dim + d] = data.values[indices[k]! * dim + d]!;
  return out;
}
