// One approximation in training: reverse Kullback-Leibler divergence with reparametrised draws, by the gradient that
// sticks to the landing (Roeder et al. 2017): log q is differentiated by the draws alone, its parameters held as they
// are, so that every draw's gradient is zero where q = p (path gradients of flows: Vaitl et al. 2022).
import type { Engine } from '../../flows/engine';
import { normals } from '../../flows/random';
import { gaussianParameters } from '../../flows/specification';
import { STREAMS } from '../../distributions/streams';
import type { FlowSpecification } from '../../protocol/model';
import type { Density } from './density';
import { inverseOf } from '../../distributions/triangular';
import { samplingLayers, TwoWay } from './two-way';
import { type DensitiesAt, Unconstrained } from './unconstrained';
import { transformOf } from './variables';
import type { Start } from './wide-laws';

/** Draws in model space, with log densities there. */
export interface WeighedDraws {
  z: Float64Array;
  logQ: Float64Array;
  logP: Float64Array;
}

const [LAYERS, WIDTH] = [4, 32];
/** A draw may pull this many times as much as half of the draws at most: far out, gradients of densities explode. */
const LONGEST_PULL = 20;

export class Approximation {
  private drawn = 0;

  private constructor(
    readonly specification: FlowSpecification,
    readonly target: Unconstrained,
    readonly flow: TwoWay,
    /** inverse of the covariance that it starts with, in model space */
    private readonly startPrecision: Float64Array,
    private readonly seed: number,
  ) {}

  /** It starts as the Gaussian, to which model space is scaled. */
  static async open(
    engine: Engine,
    density: Density,
    { mean, covariance }: Start,
    seed: number,
  ): Promise<Approximation> {
    const { variables } = density;
    const columns = variables.map(({ name }) => name);
    const dim = columns.length;
    const deviations = columns.map((_, d) => Math.sqrt(covariance[d * dim + d]!));
    const preprocessing = variables.map((v, d) => transformOf(v, mean[d]!, deviations[d]!));
    const specification: FlowSpecification = {
      flow: 'spline-autoregressive',
      columns,
      layers: samplingLayers(dim, LAYERS, WIDTH),
      preprocessing,
    };
    const correlation = covariance.map(
      (v, i) => v / deviations[Math.floor(i / dim)]! / deviations[i % dim]!,
    );
    const centre = new Float64Array(dim);
    const tensors = gaussianParameters(specification, centre, correlation, seed);
    return new Approximation(
      specification,
      new Unconstrained(density, preprocessing),
      await TwoWay.open(engine, specification, tensors),
      inverseOf(correlation, columns)!,
      seed,
    );
  }

  /**
   * A step towards the target to the power of `heat`, times the start to the power of 1 - `heat`.
   * @returns log p - log q of the draws that have one
   */
  async step(count: number, rate: number, heat: number): Promise<Float64Array> {
    const { dim } = this.target;
    const u = normals(this.seed, STREAMS.variationalSteps, this.drawn, count, dim);
    this.drawn += count;
    const { z, logQ } = await this.flow.draw(u, count);
    const there = this.target.at(z, count);
    await this.flow.step(u, await this.pulls(z, u, there, heat), count, rate);
    return there.values.map((v, n) => v - logQ[n]!).filter((_, n) => there.usable[n]);
  }

  /** The gradient of the mean of log q - log p by the draws: what each is pulled against. */
  async pulls(
    z: Float64Array,
    u: Float64Array,
    { values, gradients, usable }: DensitiesAt,
    heat = 1,
  ): Promise<Float64Array> {
    const { dim } = this.target;
    const count = values.length;
    const own = await this.flow.slopes(z, u, count);
    const out = new Float64Array(count * dim);
    for (let n = 0; n < count; n++) {
      if (!usable[n]) continue;
      for (let d = 0; d < dim; d++) {
        const i = n * dim + d;
        let start = 0;
        if (heat < 1)
          for (let j = 0; j < dim; j++)
            start -= this.startPrecision[d * dim + j]! * z[n * dim + j]!;
        out[i] = (own[i]! - heat * gradients[i]! - (1 - heat) * start) / count;
      }
    }
    return shortened(out, count, dim);
  }

  /** Draws that no step has seen. */
  async draws(count: number, first: number): Promise<WeighedDraws> {
    const u = normals(this.seed, STREAMS.variationalDraws, first, count, this.target.dim);
    const { z, logQ } = await this.flow.draw(u, count);
    return { z, logQ, logP: this.target.at(z, count).values };
  }

  close(): void {
    this.flow.close();
  }
}

/** Rows that are far longer than half of them, shortened. */
function shortened(rows: Float64Array, count: number, dim: number): Float64Array {
  const lengths = Float64Array.from({ length: count }, (_, n) =>
    Math.hypot(...rows.subarray(n * dim, (n + 1) * dim)),
  );
  const most = LONGEST_PULL * lengths.slice().sort()[count >> 1]!;
  return rows.map((v, i) => {
    const length = lengths[Math.floor(i / dim)]!;
    return length > most && most > 0 ? (v * most) / length : v;
  });
}
