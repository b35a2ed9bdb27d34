// The reference engine: every bijection in readable float64, checked against mathematics; the others against it.
import type { Engine, OpenFlow, Rows } from '../../flows/engine';
import {
  contextSize,
  decays,
  flowTensors,
  layerName,
  maskOf,
  type Tensors,
} from '../../flows/layout';
import { contextOf, pickRows } from '../../flows/rows';
import type { FlowSpecification } from '../../protocol/model';
import type { Bijection } from './bijection';
import { bijectionOf } from './layers';
import { say } from '../../protocol/sentence';

const LOG_2PI = Math.log(2 * Math.PI);
const [BETA1, BETA2, EPSILON, CLIP] = [0.9, 0.999, 1e-8, 5];
const DIFFERENCE = 1e-5;

export const referenceEngine: Engine = {
  name: 'reference',
  description: say('float64, plain TypeScript: exact and slow to train, for checks and small work'),
  open: (specification, parameters) =>
    Promise.resolve(new ReferenceFlow(specification, parameters)),
};

class ReferenceFlow implements OpenFlow {
  private tensors: Tensors;
  private bijections: Bijection[];
  private m: Tensors;
  private v: Tensors;
  private step = 0;
  /** 1 where an entry of a tensor is free, 0 where it is masked; tensors without masks are left out */
  private readonly free: Record<string, ArrayLike<number> | null>;
  private readonly context: number;

  constructor(
    private readonly specification: FlowSpecification,
    parameters: Tensors,
  ) {
    this.tensors = copy(
      parameters,
      flowTensors(specification).map((t) => t.name),
    );
    this.m = zeros(this.tensors);
    this.v = zeros(this.tensors);
    this.free = Object.fromEntries(
      Object.keys(this.tensors).map((name) => [name, maskOf(specification, name)]),
    );
    this.context = contextSize(specification);
    this.bijections = this.build();
  }

  async steps(data: Rows, indices: Int32Array[], rates: number[], weightDecay: number) {
    const losses: number[] = [];
    const skipped: { step: number; layer: string; column: string }[] = [];
    indices.forEach((chosen, k) => {
      const rows = pickRows(data, chosen);
      const [loss, gradient] = [this.loss(rows), this.differences(() => this.loss(rows))];
      losses.push(loss);
      const norm = normOf(gradient);
      if (Number.isFinite(loss) && Number.isFinite(norm))
        this.adam(gradient, rates[k]!, Math.min(1, CLIP / norm), weightDecay);
      else skipped.push({ step: k, ...this.firstBad(rows) });
    });
    return Promise.resolve({ losses, skipped });
  }

  gradient(data: Rows) {
    return Promise.resolve({
      loss: this.loss(data),
      gradient: this.differences(() => this.loss(data)),
    });
  }

  pullback(data: Rows, valueCotangent: Float64Array, logDetCotangent: Float64Array) {
    const rows = { ...data, values: Float64Array.from(data.values) };
    const objective = () => {
      const { base, logDet } = this.toBase(rows, this.build());
      return (
        base.reduce((sum, v, i) => sum + v * valueCotangent[i]!, 0) +
        logDet.reduce((sum, v, n) => sum + v * logDetCotangent[n]!, 0)
      );
    };
    const input = new Float64Array(rows.values.length);
    differentiate(objective, rows.values, null, input);
    return Promise.resolve({ parameters: this.differences(objective), input });
  }

  apply(gradient: Tensors, rate: number) {
    const norm = normOf(gradient);
    if (Number.isFinite(norm)) this.adam(gradient, rate, Math.min(1, CLIP / norm), 0);
    return Promise.resolve(Number.isFinite(norm));
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
    const { base, logDet } = this.toBase(z, this.bijections);
    return Promise.resolve(standardNormal(base, z.count, z.dim).map((v, n) => v - logDet[n]!));
  }

  sample(u: Rows) {
    const context = contextOf(u, this.context);
    let values = u.values;
    for (const bijection of this.bijections)
      values = bijection.forward(values, u.count, context).values;
    return Promise.resolve({ values, count: u.count, dim: u.dim });
  }

  trace(z: Rows) {
    const context = contextOf(z, this.context);
    const states: Rows[] = [z];
    const logDets: Float64Array[] = [];
    for (let l = this.bijections.length - 1; l >= 0; l--) {
      const { values, logDet } = this.bijections[l]!.inverse(states[0]!.values, z.count, context);
      states.unshift({ values, count: z.count, dim: z.dim });
      logDets.unshift(logDet);
    }
    return Promise.resolve({
      states,
      logDets,
      baseLogDensity: standardNormal(states[0]!.values, z.count, z.dim),
    });
  }

  close() {}

  private build(): Bijection[] {
    return this.specification.layers.map((layer, i) =>
      bijectionOf(layer, i, this.tensors, this.specification.columns.length, this.context),
    );
  }

  /** Base points of rows, and the sum of the layers' log determinants u -> x. */
  private toBase(
    data: Rows,
    bijections: Bijection[],
  ): { base: Float64Array; logDet: Float64Array } {
    const context = contextOf(data, this.context);
    let base = data.values;
    const total = new Float64Array(data.count);
    for (let l = bijections.length - 1; l >= 0; l--) {
      const { values, logDet } = bijections[l]!.inverse(base, data.count, context);
      logDet.forEach((v, n) => (total[n]! += v));
      base = values;
    }
    return { base, logDet: total };
  }

  private loss(data: Rows): number {
    const { base, logDet } = this.toBase(data, this.build());
    const logBase = standardNormal(base, data.count, data.dim);
    return logDet.reduce((sum, v, n) => sum + v - logBase[n]!, 0) / data.count;
  }

  /**
   * The gradient by central differences: two passes for every parameter. It defines what the fast engines must
   * find.
   */
  private differences(objective: () => number): Tensors {
    const gradient = zeros(this.tensors);
    for (const [name, { values }] of Object.entries(this.tensors))
      differentiate(objective, values, this.free[name] ?? null, gradient[name]!.values);
    return gradient;
  }

  /** Adam (Kingma and Ba 2015) with decoupled weight decay on the conditioners' matrices. */
  private adam(gradient: Tensors, rate: number, clip: number, weightDecay: number): void {
    this.step++;
    for (const [name, { values }] of Object.entries(this.tensors)) {
      const decay = decays(name.split('.')[2]!) ? weightDecay : 0;
      const [g, m, v] = [gradient[name]!.values, this.m[name]!.values, this.v[name]!.values];
      for (let i = 0; i < values.length; i++) {
        const d = g[i]! * clip;
        m[i] = BETA1 * m[i]! + (1 - BETA1) * d;
        v[i] = BETA2 * v[i]! + (1 - BETA2) * d * d;
        const step =
          m[i]! /
          (1 - BETA1 ** this.step) /
          (Math.sqrt(v[i]! / (1 - BETA2 ** this.step)) + EPSILON);
        values[i] = values[i]! - rate * (step + decay * values[i]!);
      }
    }
    this.bijections = this.build();
  }

  private firstBad(data: Rows): { layer: string; column: string } {
    const context = contextOf(data, this.context);
    let x = data.values;
    for (let l = this.bijections.length - 1; l >= 0; l--) {
      x = this.bijections[l]!.inverse(x, data.count, context).values;
      const bad = x.findIndex((v) => !Number.isFinite(v));
      if (bad >= 0)
        return {
          layer: layerName(this.specification.layers[l]!, l),
          column: this.specification.columns[bad % data.dim]!,
        };
    }
    return { layer: 'gradient', column: '' };
  }
}

function normOf(gradient: Tensors): number {
  let square = 0;
  for (const { values } of Object.values(gradient)) for (const g of values) square += g * g;
  return Math.sqrt(square);
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

/** Writes central differences of `objective` by the free entries of `values` into `out`. */
function differentiate(
  objective: () => number,
  values: Tensors[string]['values'],
  free: ArrayLike<number> | null,
  out: Tensors[string]['values'],
): void {
  for (let i = 0; i < values.length; i++) {
    if (free && free[i] === 0) continue;
    const at = values[i]!;
    const h = DIFFERENCE * Math.max(1, Math.abs(at));
    values[i] = at + h;
    const up = objective();
    values[i] = at - h;
    const down = objective();
    values[i] = at;
    out[i] = (up - down) / (2 * h);
  }
}

const copyOne = ({ shape, values }: Tensors[string]) => ({
  shape,
  values: Float64Array.from(values),
});
const copy = (tensors: Tensors, names = Object.keys(tensors)): Tensors =>
  Object.fromEntries(names.map((n) => [n, copyOne(tensors[n]!)]));
const zeros = (tensors: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(tensors).map(([n, t]) => [
      n,
      { shape: t.shape, values: new Float64Array(t.values.length) },
    ]),
  );
