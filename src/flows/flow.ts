// A flow opened by an engine, in original columns: preprocessing and log determinants are added here, in float64.
import { alongContext } from '../distributions/linear-gaussian';
import type { FlowSpecification, Trace } from '../protocol/model';
import type { Engine, OpenFlow, Rows } from './engine';
import { layerName, type Tensors } from './layout';
import { fromModel, toModel } from './preprocessing';
import { normals } from './random';
import { rowsAt } from '../distributions/distribution';
import { STREAMS } from '../distributions/streams';
import { Support } from './support';

/** Base points `first` to `first + count - 1` of the samples of a flow of `dim` columns. */
export const basePoints = (seed: number, first: number, count: number, dim: number) =>
  normals(seed, STREAMS.flowSamples, first, count, dim);

/** Offsets within the unit cell at which the density of whole-number columns is averaged. */
const CELL = 16;

/** Draws of one row within the support at most. */
const ATTEMPTS = 1000;

export class Flow {
  private readonly support: Support | null;

  private constructor(
    readonly specification: FlowSpecification,
    private readonly open: OpenFlow,
  ) {
    const { support, columns } = specification;
    this.support = support
      ? new Support(support, columns, (u, count, context) => this.push(u, count, context, true))
      : null;
  }

  static async open(
    engine: Engine,
    specification: FlowSpecification,
    tensors: Tensors,
  ): Promise<Flow> {
    return new Flow(specification, await engine.open(specification, tensors));
  }

  get dim(): number {
    return this.specification.columns.length;
  }

  /** The same flow as it was trained, without the bounds that it keeps. Closing one closes both. */
  get unbounded(): Flow {
    const { support, ...rest } = this.specification;
    return support ? new Flow(rest, this.open) : this;
  }

  /**
   * @param values row-major n x D  @param context row-major n x C, for a flow with context
   * @returns log density of each row per unit of the original columns; -Infinity outside the support. Where that is
   * bounds that the flow keeps, divided by the mass inside, which is estimated to 1 %.
   */
  async logProb(
    values: Float64Array,
    count: number,
    context?: Float64Array,
  ): Promise<Float64Array> {
    const { support } = this;
    const found = await cellAverage(values, count, this.integer, (points) =>
      this.pointLogProb(points, count, context),
    );
    if (!support) return found;
    const logMass = await support.logMass(count, context);
    return found.map((v, n) => (support.has(values, n) ? v - logMass[n]! : -Infinity));
  }

  /**
   * Samples `first` to `first + count - 1` of the sequence given by `seed`, within the bounds that the flow keeps.
   * @throws ImpossibleError where next to none lies within these
   */
  async sample(
    count: number,
    seed: number,
    first = 0,
    context?: Float64Array,
  ): Promise<Float64Array> {
    const { support, dim } = this;
    const values = await this.draw(count, seed, first, context);
    if (!support) return values;
    const size = context && count > 0 ? context.length / count : 0;
    const all = Array.from({ length: count }, (_, n) => n);
    let missing = all.filter((n) => !support.has(values, n));
    for (let attempt = 1; missing.length > 0; attempt++) {
      if (attempt > ATTEMPTS) throw support.nothingInside(ATTEMPTS);
      const given = context && rowsAt(context, missing, size);
      const numbers = missing.map((n) => first + n);
      const again = await this.sampleAgain(numbers, seed, attempt, given);
      missing = missing.filter((n, k) => {
        if (!support.has(again, k)) return true;
        values.set(again.subarray(k * dim, (k + 1) * dim), n * dim);
        return false;
      });
    }
    return values;
  }

  /** The first draws of these samples, whether they keep bounds or not. */
  async draw(
    count: number,
    seed: number,
    first = 0,
    context?: Float64Array,
  ): Promise<Float64Array> {
    const z = await this.open.sample(
      this.rows(basePoints(seed, first, count, this.dim), count, context),
    );
    return fromModel(
      this.along(z.values, count, context, 1),
      count,
      this.specification.preprocessing,
    );
  }

  /**
   * Other draws in place of those with these numbers, whether they keep bounds or not; `attempt`, from 1 on, tells
   * them apart.
   * @param context of these rows
   */
  async sampleAgain(
    numbers: number[],
    seed: number,
    attempt: number,
    context?: Float64Array,
  ): Promise<Float64Array> {
    const u = new Float64Array(numbers.length * this.dim);
    numbers.forEach((number, k) =>
      u.set(normals(seed, STREAMS.flowSamplesAgain(attempt), number, 1, this.dim), k * this.dim),
    );
    const z = await this.open.sample(this.rows(u, numbers.length, context));
    return fromModel(
      this.along(z.values, numbers.length, context, 1),
      numbers.length,
      this.specification.preprocessing,
    );
  }

  /** Base points to original columns, whatever bounds it keeps. @param u row-major n x D  @param round integers */
  async push(
    u: Float64Array,
    count: number,
    context?: Float64Array,
    round = false,
  ): Promise<Float64Array> {
    const z = await this.open.sample(this.rows(u, count, context));
    const values = this.along(z.values, count, context, 1);
    return fromModel(values, count, this.specification.preprocessing, round);
  }

  /**
   * States and log determinants from base to original columns (whole numbers at the middle of their cell). The
   * line that conditions give belongs to the last step.
   */
  async trace(
    values: Float64Array,
    count: number,
    context?: Float64Array,
  ): Promise<Omit<Trace, 'rows' | 'columns'>> {
    const { z, logDet } = toModel(values, count, this.specification.preprocessing);
    const { states, logDets, baseLogDensity } = await this.open.trace(
      this.rows(this.along(z, count, context, -1), count, context),
    );
    const listed = (v: Float64Array) =>
      Array.from({ length: count }, (_, n) => [...v.subarray(n * this.dim, (n + 1) * this.dim)]);
    const layers: Trace['layers'] = states.map((state, l) => ({
      name: l === 0 ? 'base' : layerName(this.specification.layers[l - 1]!, l - 1),
      logDet: l === 0 ? new Array<number>(count).fill(0) : [...logDets[l - 1]!],
      state: listed(state.values),
    }));
    layers.push({ name: 'preprocessing', logDet: [...logDet], state: listed(values) });
    const logDensity = Array.from({ length: count }, (_, n) =>
      layers.reduce((sum, layer) => sum - layer.logDet[n]!, baseLogDensity[n]!),
    );
    return { layers, baseLogDensity: [...baseLogDensity], logDensity };
  }

  close(): void {
    this.open.close();
  }

  private get integer(): boolean[] {
    return this.specification.preprocessing.map((t) => t.integer === true);
  }

  private rows(values: Float64Array, count: number, context?: Float64Array): Rows {
    return { values, count, dim: this.dim, ...(context ? { context } : {}) };
  }

  /**
   * With conditions: rows minus (plus) the line that they give in model space, which the last step to original
   * columns adds.
   */
  private along(
    z: Float64Array,
    count: number,
    context: Float64Array | undefined,
    sign: 1 | -1,
  ): Float64Array {
    const { given } = this.specification;
    return given && context && count > 0 ? alongContext(z, context, count, given.slopes, sign) : z;
  }

  private async pointLogProb(
    values: Float64Array,
    count: number,
    context?: Float64Array,
  ): Promise<Float64Array> {
    const { z, logDet, outside } = toModel(values, count, this.specification.preprocessing);
    if (outside > 0) for (let i = 0; i < z.length; i++) if (Number.isNaN(z[i]!)) z[i] = 0;
    const out = await this.open.logProb(
      this.rows(this.along(z, count, context, -1), count, context),
    );
    return out.map((v, n) => v - logDet[n]!);
  }
}

/**
 * log of the density averaged over 16 fixed offsets in the unit cell of the whole-number columns; the plain log density
 * when there is none.
 */
export async function cellAverage(
  values: Float64Array,
  count: number,
  integer: boolean[],
  logProb: (points: Float64Array) => Promise<Float64Array> | Float64Array,
): Promise<Float64Array> {
  if (!integer.some(Boolean)) return logProb(values);
  const dim = integer.length;
  const top = new Float64Array(count).fill(-Infinity);
  const sum = new Float64Array(count);
  for (let k = 0; k < CELL; k++) {
    // a rank-1 lattice: column d takes the offset k (2 d + 1) mod 16
    const moved = values.map((v, i) =>
      integer[i % dim] ? v + (((k * (2 * (i % dim) + 1)) % CELL) + 0.5) / CELL - 0.5 : v,
    );
    const each = await logProb(moved);
    for (let n = 0; n < count; n++) {
      const v = each[n]!;
      if (v > top[n]!) {
        sum[n] = sum[n]! * Math.exp(top[n]! - v) + 1;
        top[n] = v;
      } else if (v > -Infinity) sum[n]! += Math.exp(v - top[n]!);
    }
  }
  return top.map((t, n) => (t === -Infinity ? t : t + Math.log(sum[n]! / CELL)));
}
