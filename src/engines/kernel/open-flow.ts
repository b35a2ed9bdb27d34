// A flow in the kernel: hands rows over in 32 bits, asks for steps, and reads the results.
import type { OpenFlow, Rows, StepResult } from '../../flows/engine';
import { contextSize, type Tensors } from '../../flows/layout';
import { pickRows, sliceRows } from '../../flows/rows';
import type { FlowSpecification } from '../../protocol/model';
import { firstNotFinite } from '../not-finite';
import { Crew } from './crew';
import { FlowMemory } from './memory';
import type { KernelExports } from './module';
import type { Plan } from './plan';
import { COMMAND, MODEL } from './records';

const LOG_2PI = Math.log(2 * Math.PI);
/** Rows of one call for densities, samples and traces. */
const CHUNK = 4096;
/** From here on threads are worth starting for densities and samples. */
const MANY_ROWS = 20_000;

export class KernelFlow implements OpenFlow {
  private readonly dim: number;
  private readonly memory: FlowMemory;
  /** threads beside this one: started when there is work for them, null when they could not be */
  private crew: Promise<Crew | null> | null = null;

  private constructor(
    private readonly specification: FlowSpecification,
    private readonly plan: Plan,
    shared: WebAssembly.Memory,
    private readonly module: WebAssembly.Module,
    private readonly kernel: KernelExports,
    private readonly threads: number,
  ) {
    this.dim = specification.columns.length;
    this.memory = new FlowMemory(shared, plan, this.dim, contextSize(specification));
  }

  /** @param memory new, and shared when there may be several threads  @param threads the most that work on this flow */
  static async open(
    specification: FlowSpecification,
    parameters: Tensors,
    plan: Plan,
    memory: WebAssembly.Memory,
    module: WebAssembly.Module,
    threads: number,
  ): Promise<KernelFlow> {
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const flow = new KernelFlow(
      specification,
      plan,
      memory,
      module,
      exports as unknown as KernelExports,
      threads,
    );
    await flow.restore(parameters);
    return flow;
  }

  async steps(
    data: Rows,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
  ): Promise<StepResult> {
    await this.gather();
    const result: StepResult = { losses: [], skipped: [] };
    for (let step = 0; step < indices.length;) {
      const planned = this.memory.planSteps(data, indices, rates, weightDecay, step);
      const taken = this.call(COMMAND.train, 0, planned, 0);
      for (let k = 0; k < Math.min(taken + 1, planned); k++)
        result.losses.push(this.memory.lossOf(k));
      step += taken;
      if (taken === planned) continue;
      result.skipped.push({ step, ...this.firstNotFinite(data, indices[step]!) });
      step++;
    }
    return result;
  }

  async gradient(data: Rows): Promise<{ loss: number; gradient: Tensors }> {
    await this.gather();
    this.memory.room(this.memory.bytesOf(data.count));
    this.memory.hand(this.plan.io, data);
    this.memory.planStep(0, this.plan.io, data.count, 0, 0);
    this.call(COMMAND.gradient, 0, 0, 0);
    return { loss: this.memory.lossOf(0), gradient: this.memory.get(this.plan.gradient) };
  }

  async pullback(
    data: Rows,
    valueCotangent: Float64Array,
    logDetCotangent: Float64Array,
  ): Promise<{ parameters: Tensors; input: Float64Array }> {
    await this.gather();
    const values = this.plan.io + this.memory.bytesOf(data.count);
    this.memory.room(values - this.plan.io + 4 * data.count * (this.dim + 1));
    this.memory.hand(this.plan.io, data);
    const cotangents = this.memory.floats(values, data.count * (this.dim + 1));
    cotangents.set(valueCotangent);
    cotangents.set(logDetCotangent, data.count * this.dim);
    this.call(COMMAND.pullback, this.plan.io, data.count, values);
    return {
      parameters: this.memory.get(this.plan.gradient),
      input: Float64Array.from(cotangents.subarray(0, data.count * this.dim)),
    };
  }

  async apply(gradient: Tensors, rate: number): Promise<boolean> {
    await this.gather();
    this.memory.floats(this.plan.gradient, this.plan.size).fill(0);
    this.memory.put(this.plan.gradient, (name) => gradient[name]!.values);
    this.memory.planStep(0, this.plan.io, 1, rate, 0);
    return this.call(COMMAND.apply, 0, 0, 0) === 1;
  }

  parameters(): Promise<Tensors> {
    return Promise.resolve(this.memory.get(this.plan.parameters));
  }

  moments(): Promise<Tensors> {
    const steps = this.memory.record().getInt32(MODEL.offset.steps!, true);
    return Promise.resolve({
      'optimizer.step': { shape: [], values: Float64Array.of(steps) },
      ...this.memory.get(this.plan.m, 'optimizer.m.'),
      ...this.memory.get(this.plan.v, 'optimizer.v.'),
    });
  }

  restore(parameters: Tensors, moments?: Tensors): Promise<void> {
    this.memory.put(this.plan.parameters, (name) => parameters[name]!.values);
    if (moments) {
      this.memory.put(this.plan.m, (name) => moments[`optimizer.m.${name}`]!.values);
      this.memory.put(this.plan.v, (name) => moments[`optimizer.v.${name}`]!.values);
      this.memory
        .record()
        .setInt32(MODEL.offset.steps!, moments['optimizer.step']!.values[0]!, true);
    }
    return Promise.resolve();
  }

  async logProb(z: Rows): Promise<Float64Array> {
    if (z.count >= MANY_ROWS) await this.gather();
    const out = new Float64Array(z.count);
    this.chunks(z, 8, (rows, count, result, from) => {
      this.call(COMMAND.density, rows, count, result);
      out.set(new Float64Array(this.memory.shared.buffer, result, count), from);
    });
    return out;
  }

  async sample(u: Rows): Promise<Rows> {
    if (u.count >= MANY_ROWS) await this.gather();
    const values = new Float64Array(u.count * this.dim);
    this.chunks(u, 4 * this.dim, (rows, count, result, from) => {
      this.call(COMMAND.sample, rows, count, result);
      values.set(this.memory.floats(result, count * this.dim), from * this.dim);
    });
    return { values, count: u.count, dim: this.dim };
  }

  trace(z: Rows): ReturnType<OpenFlow['trace']> {
    return Promise.resolve(this.traceNow(z));
  }

  close(): void {
    void this.crew?.then((crew) => {
      this.memory.record().setInt32(MODEL.offset.threadCount!, 1, true);
      crew?.end();
    });
  }

  /**
   * Starts the other threads, once. Densities and samples do not depend on their number, steps do: they always
   * wait for it.
   */
  private async gather(): Promise<void> {
    if (this.threads === 1) return;
    this.crew ??= Crew.start(this.module, this.memory.shared, this.plan.model, this.threads).then(
      (crew) => {
        if (crew) this.memory.record().setInt32(MODEL.offset.threadCount!, this.threads, true);
        return crew;
      },
    );
    await this.crew;
  }

  private call(command: number, a: number, b: number, c: number): number {
    return this.kernel.call(this.plan.model, command, a, b, c);
  }

  private traceNow(z: Rows) {
    const { dim } = this;
    const { columns } = this.plan;
    const layers = columns.length - 1;
    const width = (layers + 1) * dim + layers;
    const states = columns.map(() => ({
      values: new Float64Array(z.count * dim),
      count: z.count,
      dim,
    }));
    const logDets = Array.from({ length: layers }, () => new Float64Array(z.count));
    const baseLogDensity = new Float64Array(z.count);
    this.chunks(z, 4 * width, (rows, count, result, from) => {
      this.call(COMMAND.trace, rows, count, result);
      const found = this.memory.floats(result, count * width);
      for (let n = 0, at = 0; n < count; n++) {
        let square = 0;
        for (let l = 0; l <= layers; l++) {
          if (l > 0) logDets[l - 1]![from + n] = -found[at++]!;
          for (const column of columns[l]!) {
            if (l === 0) square += found[at]! ** 2;
            states[l]!.values[(from + n) * dim + column] = found[at++]!;
          }
        }
        baseLogDensity[from + n] = -0.5 * (square + dim * LOG_2PI);
      }
    });
    return { states, logDets, baseLogDensity };
  }

  /** Calls `act` with at most CHUNK rows at a time. @param bytes of the result of one row */
  private chunks(
    data: Rows,
    bytes: number,
    act: (rows: number, count: number, result: number, from: number) => void,
  ): void {
    for (let from = 0; from < data.count; from += CHUNK) {
      const count = Math.min(CHUNK, data.count - from);
      const result = this.plan.io + Math.ceil(this.memory.bytesOf(count) / 8) * 8;
      this.memory.room(result - this.plan.io + count * bytes);
      this.memory.hand(this.plan.io, sliceRows(data, from, count));
      act(this.plan.io, count, result, from);
    }
  }

  private firstNotFinite(data: Rows, indices: Int32Array) {
    const { states } = this.traceNow(pickRows(data, indices));
    return firstNotFinite(
      this.specification,
      states.map((s) => s.values),
    );
  }
}
