// The parameters of a flow with Adam's moments: flat arrays, and the same values as tensors.
import { decays, flowTensors, maskOf, type Tensors } from '../../flows/layout';
import type { FlowSpecification } from '../../protocol/model';
import { tf } from './backend';
import type { LayerTensors } from './layer';
import type { Tensor } from '@tensorflow/tfjs';

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

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

export class Parameters {
  tensors: Tensor[] = [];
  private readonly list: Parameter[];
  private step = 0;

  constructor(
    private readonly specification: FlowSpecification,
    parameters: Tensors,
  ) {
    this.list = flowTensors(specification).map(({ name, shape }) => {
      const [, layer, key] = name.split('.') as [string, string, string];
      const values = Float32Array.from(parameters[name]!.values);
      return {
        name,
        layer: Number(layer),
        key,
        shape,
        values,
        m: new Float32Array(values.length),
        v: new Float32Array(values.length),
        mask: maskOf(specification, name),
        decays: decays(key),
      };
    });
    this.upload();
  }

  /** Copies, in canonical layout. */
  values(): Tensors {
    return this.named(this.list.map((p) => p.values.slice()));
  }

  moments(): Tensors {
    const out: Tensors = { 'optimizer.step': { shape: [], values: Float64Array.of(this.step) } };
    for (const p of this.list) {
      out[`optimizer.m.${p.name}`] = { shape: p.shape, values: p.m.slice() };
      out[`optimizer.v.${p.name}`] = { shape: p.shape, values: p.v.slice() };
    }
    return out;
  }

  restore(parameters: Tensors, moments?: Tensors): void {
    for (const p of this.list) {
      p.values.set(parameters[p.name]!.values);
      if (!moments) continue;
      p.m.set(moments[`optimizer.m.${p.name}`]!.values);
      p.v.set(moments[`optimizer.v.${p.name}`]!.values);
    }
    if (moments) this.step = moments['optimizer.step']!.values[0]!;
    this.upload();
  }

  /** Values in the order of `tensors`, under their names. */
  named(values: Float32Array[]): Tensors {
    return Object.fromEntries(
      this.list.map((p, i) => [p.name, { shape: p.shape, values: values[i]! }]),
    );
  }

  /** Values by name in the order of `tensors`. */
  listed(values: Tensors): Float32Array[] {
    return this.list.map((p) => Float32Array.from(values[p.name]!.values));
  }

  /** Sets the gradients of masked entries to zero. */
  keepMasked(gradients: Float32Array[]): void {
    gradients.forEach((values, i) => {
      const { mask } = this.list[i]!;
      if (mask) for (let k = 0; k < values.length; k++) values[k]! *= mask[k]!;
    });
  }

  /** Adam (Kingma and Ba 2015) with decoupled weight decay on the conditioners' matrices. */
  adam(gradients: Float32Array[], rate: number, clip: number, weightDecay: number): void {
    this.step++;
    const c1 = 1 / (1 - BETA1 ** this.step);
    const c2 = 1 / (1 - BETA2 ** this.step);
    this.list.forEach(({ values, m, v, decays }, p) => {
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

  /** The tensors of each layer, by their short names. */
  byLayer(tensors: Tensor[] = this.tensors): LayerTensors[] {
    const out: LayerTensors[] = this.specification.layers.map(() => ({}));
    this.list.forEach((p, i) => (out[p.layer]![p.key] = tensors[i]!));
    return out;
  }

  close(): void {
    tf.dispose(this.tensors);
    this.tensors = [];
  }

  private upload(): void {
    tf.dispose(this.tensors);
    this.tensors = this.list.map((p) => tf.tensor(p.values.slice(), p.shape as [number]));
  }
}
