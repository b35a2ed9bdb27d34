// A flow of the sampling direction beside its inverse as a flow of its own. The inverse takes base points to draws in
// one pass, so its `pullback` is the gradient of draws and of their densities by the parameters.
import type { Engine, OpenFlow, Rows } from '../../flows/engine';
import type { Tensors } from '../../flows/layout';
import type { FlowSpecification, LayerSpecification } from '../../protocol/model';
import { applied, lowerInverse } from '../../distributions/triangular';

/** Spline layers whose splines act on base points, and the affine map to the target. @param width of hidden layers */
export function samplingLayers(dim: number, layers: number, width: number): LayerSpecification[] {
  const plain = Array.from({ length: dim }, (_, d) => d);
  return [
    ...Array.from({ length: dim === 1 ? 1 : layers }, (_, i): LayerSpecification => ({
      kind: 'spline-autoregressive',
      hidden: [width, width],
      order: i % 2 === 0 ? plain : [...plain].reverse(),
      direction: 'sampling',
      bins: dim === 1 ? 16 : 8,
      bound: 5,
    })),
    { kind: 'triangular' },
  ];
}

/** The inverse as a specification: u and x change places. Of `samplingLayers` and of itself. */
export function turned(specification: FlowSpecification): FlowSpecification {
  return { ...specification, layers: [...specification.layers].reverse().map(turnedLayer) };
}

function turnedLayer(layer: LayerSpecification): LayerSpecification {
  if (layer.kind !== 'spline-autoregressive') return layer;
  const { direction, ...rest } = layer;
  return direction === 'sampling' ? rest : { ...rest, direction: 'sampling' };
}

/** Its parameters. @param specification whose `tensors` these are */
export function turnedTensors({ layers, columns }: FlowSpecification, tensors: Tensors): Tensors {
  const out: Tensors = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    const [, index, key] = name.split('.') as [string, string, string];
    if (layers[Number(index)]!.kind !== 'triangular')
      out[`layers.${layers.length - 1 - Number(index)}.${key}`] = tensor;
  }
  layers.forEach((layer, l) => {
    if (layer.kind !== 'triangular') return;
    const dim = columns.length;
    const of = (key: string) => tensors[`layers.${l}.${key}`]!;
    const diagonal = of('logDiagonal').values;
    const lower = Float64Array.from(of('lower').values, (v, i) =>
      i % (dim + 1) === 0 ? Math.exp(diagonal[i % dim]!) : v,
    );
    const inverse = lowerInverse(lower, dim);
    const set = (key: string, values: Float64Array) =>
      (out[`layers.${layers.length - 1 - l}.${key}`] = { shape: of(key).shape, values });
    set(
      'b',
      applied(inverse, of('b').values, dim).map((v) => -v),
    );
    set(
      'logDiagonal',
      Float64Array.from(diagonal, (v) => -v),
    );
    set(
      'lower',
      inverse.map((v, i) => (i % (dim + 1) === 0 ? 0 : v)),
    );
  });
  return out;
}

const LOG_2PI = Math.log(2 * Math.PI);

export class TwoWay {
  private constructor(
    readonly specification: FlowSpecification,
    private readonly inverse: OpenFlow,
    private readonly flow: OpenFlow,
  ) {}

  static async open(
    engine: Engine,
    specification: FlowSpecification,
    tensors: Tensors,
  ): Promise<TwoWay> {
    return new TwoWay(
      specification,
      await engine.open(turned(specification), turnedTensors(specification, tensors)),
      await engine.open(specification, tensors),
    );
  }

  /** Base points to draws, with log q of each. @param u row-major count x D */
  async draw(u: Float64Array, count: number): Promise<{ z: Float64Array; logQ: Float64Array }> {
    const dim = u.length / count;
    // its base density is of the draws: the base is on the other side here
    const { states, logDets } = await this.inverse.trace(rows(u, count));
    const logQ = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += u[n * dim + d]! ** 2;
      logQ[n] = -0.5 * (square + dim * LOG_2PI);
      for (const logDet of logDets) logQ[n]! += logDet[n]!;
    }
    return { z: states[0]!.values, logQ };
  }

  /** The gradient of log q by the draws, with parameters held as they are. @param u their base points */
  async slopes(z: Float64Array, u: Float64Array, count: number): Promise<Float64Array> {
    const found = await this.flow.pullback(
      rows(z, count),
      u.map((v) => -v),
      new Float64Array(count).fill(-1),
    );
    return found.input;
  }

  /** A step with the gradient of sum(draws * cotangent) by the parameters. @returns whether it was finite */
  async step(u: Float64Array, cotangent: Float64Array, count: number, rate: number) {
    const { parameters } = await this.inverse.pullback(
      rows(u, count),
      cotangent,
      new Float64Array(count),
    );
    const taken = await this.inverse.apply(parameters, rate);
    if (taken) await this.flow.restore(await this.tensors());
    return taken;
  }

  /** log q of any points */
  logProb(z: Float64Array, count: number): Promise<Float64Array> {
    return this.flow.logProb(rows(z, count));
  }

  /** of the specification */
  async tensors(): Promise<Tensors> {
    return turnedTensors(turned(this.specification), await this.inverse.parameters());
  }

  close(): void {
    this.inverse.close();
    this.flow.close();
  }
}

const rows = (values: Float64Array, count: number): Rows => ({
  values,
  count,
  dim: values.length / count,
});
