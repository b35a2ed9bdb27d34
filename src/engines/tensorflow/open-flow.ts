// A flow in TensorFlow.js: gradients of an objective on its tape, densities, traces and samples in chunks of rows.
import type { OpenFlow, Rows, StepResult } from '../../flows/engine';
import { contextSize, type Tensors } from '../../flows/layout';
import { contextOf, pickRows, sliceRows } from '../../flows/rows';
import type { FlowSpecification } from '../../protocol/model';
import { firstNotFinite } from '../not-finite';
import { bijectionOf } from '../reference/layers';
import { tf } from './backend';
import type { Sampler, TensorLayer } from './layer';
import { tensorLayer } from './layers';
import { Parameters } from './parameters';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';

const LOG_2PI = Math.log(2 * Math.PI);
const CHUNK = 4096;
const CLIP = 5;

export class TensorFlow implements OpenFlow {
  private readonly layers: TensorLayer[];
  private readonly weights: Parameters;
  private readonly dim: number;
  private readonly context: number;

  constructor(
    private readonly specification: FlowSpecification,
    parameters: Tensors,
  ) {
    this.dim = specification.columns.length;
    this.context = contextSize(specification);
    this.layers = specification.layers.map((layer) => tensorLayer(layer, this.dim));
    this.weights = new Parameters(specification, parameters);
  }

  async steps(
    data: Rows,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
  ): Promise<StepResult> {
    const result: StepResult = { losses: [], skipped: [] };
    indices.forEach((chosen, k) => {
      const rows = pickRows(data, chosen);
      const { value: loss, gradients } = this.lossAndGradients(rows);
      result.losses.push(loss);
      if (!Number.isFinite(loss) || !this.take(gradients, rates[k]!, weightDecay))
        result.skipped.push({
          step: k,
          ...firstNotFinite(this.specification, this.traceNow(rows).states),
        });
    });
    return Promise.resolve(result);
  }

  gradient(data: Rows) {
    const { value: loss, gradients } = this.lossAndGradients(data);
    return Promise.resolve({ loss, gradient: this.weights.named(gradients) });
  }

  pullback(data: Rows, valueCotangent: Float64Array, logDetCotangent: Float64Array) {
    const { gradients, input } = this.differentiate(data, (u, logSlope) => {
      const [value, logDet] = [
        tf.tensor2d(Float32Array.from(valueCotangent), u.shape),
        tf.tensor1d(Float32Array.from(logDetCotangent)),
      ];
      return tf.sub(tf.sum(tf.mul(u, value)), tf.sum(tf.mul(logSlope, logDet)));
    });
    return Promise.resolve({
      parameters: this.weights.named(gradients),
      input: Float64Array.from(input),
    });
  }

  apply(gradient: Tensors, rate: number): Promise<boolean> {
    return Promise.resolve(this.take(this.weights.listed(gradient), rate, 0));
  }

  parameters(): Promise<Tensors> {
    return Promise.resolve(this.weights.values());
  }

  moments(): Promise<Tensors> {
    return Promise.resolve(this.weights.moments());
  }

  restore(parameters: Tensors, moments?: Tensors): Promise<void> {
    this.weights.restore(parameters, moments);
    return Promise.resolve();
  }

  async logProb(z: Rows): Promise<Float64Array> {
    const out = new Float64Array(z.count);
    for (let from = 0; from < z.count; from += CHUNK) {
      const { logDets, baseLogDensity } = this.traceNow(
        sliceRows(z, from, Math.min(CHUNK, z.count - from)),
      );
      baseLogDensity.forEach(
        (v, n) => (out[from + n] = v - logDets.reduce((s, l) => s + l[n]!, 0)),
      );
    }
    return Promise.resolve(out);
  }

  async trace(z: Rows) {
    const states = Array.from({ length: this.layers.length + 1 }, () => ({
      values: new Float64Array(z.count * z.dim),
      count: z.count,
      dim: z.dim,
    }));
    const logDets = this.layers.map(() => new Float64Array(z.count));
    const baseLogDensity = new Float64Array(z.count);
    for (let from = 0; from < z.count; from += CHUNK) {
      const chunk = this.traceNow(sliceRows(z, from, Math.min(CHUNK, z.count - from)));
      chunk.states.forEach((s, l) => states[l]!.values.set(s, from * z.dim));
      chunk.logDets.forEach((s, l) => logDets[l]!.set(s, from));
      baseLogDensity.set(chunk.baseLogDensity, from);
    }
    return Promise.resolve({ states, logDets, baseLogDensity });
  }

  /**
   * Base -> data: autoregressive layers of the density direction need one pass of their conditioner for each
   * column.
   */
  sample(u: Rows): Promise<Rows> {
    const out = new Float64Array(u.values.length);
    for (let from = 0; from < u.count; from += CHUNK) {
      const rows = sliceRows(u, from, Math.min(CHUNK, u.count - from));
      let values = rows.values;
      this.layers.forEach((_, l) => (values = this.forward(l, { ...rows, values })));
      out.set(values, from * u.dim);
    }
    return Promise.resolve({ values: out, count: u.count, dim: u.dim });
  }

  close(): void {
    this.weights.close();
  }

  /** A step of Adam, the norm clipped. @returns false, without one, where the norm is not finite */
  private take(gradients: Float32Array[], rate: number, weightDecay: number): boolean {
    let square = 0;
    for (const g of gradients) for (let i = 0; i < g.length; i++) square += g[i]! * g[i]!;
    const norm = Math.sqrt(square);
    if (!Number.isFinite(norm)) return false;
    this.weights.adam(gradients, rate, norm > CLIP ? CLIP / norm : 1, weightDecay);
    return true;
  }

  private lossAndGradients(rows: Rows) {
    return this.differentiate(rows, (u, logSlope) => {
      const logBase = tf.add(
        tf.mul(0.5, tf.sum(tf.square(u))),
        rows.count * 0.5 * this.dim * LOG_2PI,
      );
      return tf.div(tf.sub(logBase, tf.sum(logSlope)), rows.count);
    });
  }

  /** Value and gradients of an objective of the base points (n x D) and the log determinants of x -> u (n). */
  private differentiate(
    rows: Rows,
    objective: (u: Tensor2D, logSlope: Tensor) => Tensor,
  ): { value: number; gradients: Float32Array[]; input: Float32Array } {
    return scoped(() => {
      const context = this.contextTensor(rows);
      const { value, grads } = tf.valueAndGrads((input: Tensor, ...tensors: Tensor[]) => {
        let x = input as Tensor2D;
        let total: Tensor = tf.zeros([rows.count]);
        const parameters = this.weights.byLayer(tensors);
        for (let l = this.layers.length - 1; l >= 0; l--) {
          const { u, logSlope } = this.layers[l]!.toBase(x, parameters[l]!, context);
          total = tf.add(total, tf.sum(logSlope, 1));
          x = u;
        }
        return objective(x, total) as Scalar;
      })([
        tf.tensor2d(Float32Array.from(rows.values), [rows.count, this.dim]),
        ...this.weights.tensors,
      ]);
      const [input, ...gradients] = grads.map((g) => Float32Array.from(g.dataSync()));
      this.weights.keepMasked(gradients);
      return { value: value.dataSync()[0]!, gradients, input: input! };
    });
  }

  private contextTensor(rows: Rows): Tensor2D | null {
    const values = contextOf(rows, this.context);
    return this.context > 0
      ? tf.tensor2d(Float32Array.from(values), [rows.count, this.context])
      : null;
  }

  private traceNow(z: Rows): {
    states: Float32Array[];
    logDets: Float64Array[];
    baseLogDensity: Float64Array;
  } {
    const { count } = z;
    return scoped(() => {
      const parameters = this.weights.byLayer();
      const context = this.contextTensor(z);
      let x = tf.tensor2d(Float32Array.from(z.values), [count, z.dim]);
      const states = [x.dataSync() as Float32Array];
      const logDets: Float64Array[] = [];
      for (let l = this.layers.length - 1; l >= 0; l--) {
        const { u, logSlope } = this.layers[l]!.toBase(x, parameters[l]!, context);
        const slopes = logSlope.dataSync();
        const width = logSlope.shape[1];
        logDets.unshift(
          Float64Array.from({ length: count }, (_, n) => {
            let sum = 0;
            for (let d = 0; d < width; d++) sum -= slopes[n * width + d]!;
            return sum;
          }),
        );
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

  /** @returns x of layer l for rows u; where that has a closed form, the reference's */
  private forward(l: number, u: Rows): Float64Array {
    const { sampler } = this.layers[l]!;
    if (sampler) return this.forwardByColumns(l, u, sampler);
    const tensors = this.weights.values();
    return bijectionOf(this.specification.layers[l]!, l, tensors, this.dim, this.context).forward(
      u.values,
      u.count,
      contextOf(u, this.context),
    ).values;
  }

  private forwardByColumns(
    l: number,
    u: Rows,
    { univariate, stride, ofBase, passes, numbers }: Sampler,
  ): Float64Array {
    const { count, dim, values } = u;
    const x = values.slice();
    const own = univariate.column();
    for (const slots of passes) {
      const all = scoped(() => {
        const state = tf.tensor2d(Float32Array.from(ofBase ? values : x), [count, dim]);
        return numbers(state, this.weights.byLayer()[l]!, this.contextTensor(u)).dataSync().slice();
      });
      for (let n = 0; n < count; n++)
        for (const { column, raw } of slots) {
          own.set(all, n * stride + raw);
          x[n * dim + column] = own.forward(values[n * dim + column]!);
        }
    }
    return x;
  }
}

/** tf.tidy for results that hold no tensors. */
function scoped<T>(act: () => T): T {
  let result: T;
  tf.tidy(() => void (result = act()));
  return result!;
}
