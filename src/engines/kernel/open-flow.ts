// A flow in the kernel: hands rows over in 32 bits, asks for steps, and reads the results.
import type { OpenFlow, Rows, StepResult } from '../../flows/engine';
import { contextSize, layerName, type Tensors } from '../../flows/layout';
import { contextOf, pickRows, sliceRows } from '../../flows/rows';
import type { FlowSpecification } from '../../protocol/model';
import { Crew } from './crew';
import type { KernelExports } from './module';
import { PLANNED_STEPS, type Plan } from './plan';
import { COMMAND, MODEL, STEP } from './records';

const LOG_2PI = Math.log(2 * Math.PI);
const PAGE = 65_536;
/** Rows of one call for densities, samples and traces. */
const CHUNK = 4096;
/** From here on threads are worth starting for densities and samples. */
const MANY_ROWS = 20_000;

export class KernelFlow implements OpenFlow {
  private readonly dim: number;
  private readonly context: number;
  /** threads beside this one: started when there is work for them, null when they could not be */
  private crew: Promise<Crew | null> | null = null;

  private constructor(
    private readonly specification: FlowSpecification,
    private readonly plan: Plan,
    private readonly memory: WebAssembly.Memory,
    private readonly module: WebAssembly.Module,
    private readonly kernel: KernelExports,
    private readonly threads: number,
  ) {
    this.dim = specification.columns.length;
    this.context = contextSize(specification);
    plan.write(memory.buffer);
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
      const planned = this.planSteps(data, indices, rates, weightDecay, step);
      const taken = this.call(COMMAND.train, 0, planned, 0);
      for (let k = 0; k < Math.min(taken + 1, planned); k++) result.losses.push(this.lossOf(k));
      step += taken;
      if (taken === planned) continue;
      result.skipped.push({ step, ...this.firstBad(data, indices[step]!) });
      step++;
    }
    return result;
  }

  async gradient(data: Rows): Promise<{ loss: number; gradient: Tensors }> {
    await this.gather();
    this.room(this.bytesOf(data.count));
    this.hand(this.plan.io, data);
    this.planStep(0, this.plan.io, data.count, 0, 0);
    this.call(COMMAND.gradient, 0, 0, 0);
    return { loss: this.lossOf(0), gradient: this.get(this.plan.gradient) };
  }

  async pullback(
    data: Rows,
    valueCotangent: Float64Array,
    logDetCotangent: Float64Array,
  ): Promise<{ parameters: Tensors; input: Float64Array }> {
    await this.gather();
    const values = this.plan.io + this.bytesOf(data.count);
    this.room(values - this.plan.io + 4 * data.count * (this.dim + 1));
    this.hand(this.plan.io, data);
    const cotangents = this.floats(values, data.count * (this.dim + 1));
    cotangents.set(valueCotangent);
    cotangents.set(logDetCotangent, data.count * this.dim);
    this.call(COMMAND.pullback, this.plan.io, data.count, values);
    return {
      parameters: this.get(this.plan.gradient),
      input: Float64Array.from(cotangents.subarray(0, data.count * this.dim)),
    };
  }

  parameters(): Promise<Tensors> {
    return Promise.resolve(this.get(this.plan.parameters));
  }

  moments(): Promise<Tensors> {
    const steps = this.view().getInt32(MODEL.offset.steps!, true);
    return Promise.resolve({
      'optimizer.step': { shape: [], values: Float64Array.of(steps) },
      ...this.get(this.plan.m, 'optimizer.m.'),
      ...this.get(this.plan.v, 'optimizer.v.'),
    });
  }

  restore(parameters: Tensors, moments?: Tensors): Promise<void> {
    this.put(this.plan.parameters, (name) => parameters[name]!.values);
    if (moments) {
      this.put(this.plan.m, (name) => moments[`optimizer.m.${name}`]!.values);
      this.put(this.plan.v, (name) => moments[`optimizer.v.${name}`]!.values);
      this.view().setInt32(MODEL.offset.steps!, moments['optimizer.step']!.values[0]!, true);
    }
    return Promise.resolve();
  }

  async logProb(z: Rows): Promise<Float64Array> {
    if (z.count >= MANY_ROWS) await this.gather();
    const out = new Float64Array(z.count);
    this.chunks(z, 8, (rows, count, result, from) => {
      this.call(COMMAND.density, rows, count, result);
      out.set(new Float64Array(this.memory.buffer, result, count), from);
    });
    return out;
  }

  async sample(u: Rows): Promise<Rows> {
    if (u.count >= MANY_ROWS) await this.gather();
    const values = new Float64Array(u.count * this.dim);
    this.chunks(u, 4 * this.dim, (rows, count, result, from) => {
      this.call(COMMAND.sample, rows, count, result);
      values.set(this.floats(result, count * this.dim), from * this.dim);
    });
    return { values, count: u.count, dim: this.dim };
  }

  trace(z: Rows): ReturnType<OpenFlow['trace']> {
    return Promise.resolve(this.traceNow(z));
  }

  close(): void {
    void this.crew?.then((crew) => {
      this.view().setInt32(MODEL.offset.threadCount!, 1, true);
      crew?.end();
    });
  }

  /** Starts the other threads, once. Densities and samples do not depend on their number, steps do: they always wait for it. */
  private async gather(): Promise<void> {
    if (this.threads === 1) return;
    this.crew ??= Crew.start(this.module, this.memory, this.plan.model, this.threads).then(
      (crew) => {
        if (crew) this.view().setInt32(MODEL.offset.threadCount!, this.threads, true);
        return crew;
      },
    );
    await this.crew;
  }

  private call(command: number, a: number, b: number, c: number): number {
    return this.kernel.call(this.plan.model, command, a, b, c);
  }

  /** of the Model record */
  private view(): DataView {
    return new DataView(this.memory.buffer, this.plan.model, MODEL.bytes);
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
      const found = this.floats(result, count * width);
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
      const result = this.plan.io + Math.ceil(this.bytesOf(count) / 8) * 8;
      this.room(result - this.plan.io + count * bytes);
      this.hand(this.plan.io, sliceRows(data, from, count));
      act(this.plan.io, count, result, from);
    }
  }

  /** of rows that are handed over: columns, then context */
  private bytesOf(count: number): number {
    return 4 * count * (this.dim + this.context);
  }

  /** Writes rows to `address`, those with the given numbers or all. */
  private hand(address: number, data: Rows, numbers?: Int32Array): void {
    const { dim, context } = this;
    const given = contextOf(data, context);
    const count = numbers?.length ?? data.count;
    const out = this.floats(address, count * (dim + context));
    for (let i = 0, at = 0; i < count; i++) {
      const row = numbers ? numbers[i]! : i;
      for (let d = 0, from = row * dim; d < dim; d++) out[at++] = data.values[from + d]!;
      for (let c = 0, from = row * context; c < context; c++) out[at++] = given[from + c]!;
    }
  }

  /** Hands over the rows of as many steps as there is room for, at least one. @returns their number */
  private planSteps(
    data: Rows,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
    first: number,
  ): number {
    const bytes = (step: number) => this.bytesOf(indices[step]!.length);
    const room = this.room(bytes(first));
    let rows = this.plan.io;
    let k = 0;
    for (
      ;
      k < PLANNED_STEPS &&
      first + k < indices.length &&
      rows + bytes(first + k) <= this.plan.io + room;
      k++
    ) {
      const chosen = indices[first + k]!;
      this.hand(rows, data, chosen);
      this.planStep(k, rows, chosen.length, rates[first + k]!, weightDecay);
      rows += bytes(first + k);
    }
    return k;
  }

  private planStep(index: number, rows: number, count: number, rate: number, decay: number): void {
    const view = new DataView(this.memory.buffer, this.plan.steps + index * STEP.bytes, STEP.bytes);
    view.setFloat64(STEP.offset.rate!, rate, true);
    view.setFloat64(STEP.offset.decay!, decay, true);
    view.setInt32(STEP.offset.rows!, rows, true);
    view.setInt32(STEP.offset.count!, count, true);
  }

  private lossOf(index: number): number {
    return new DataView(this.memory.buffer).getFloat64(
      this.plan.steps + index * STEP.bytes + STEP.offset.loss!,
      true,
    );
  }

  private firstBad(data: Rows, indices: Int32Array): { layer: string; column: string } {
    const { dim } = this;
    const { states } = this.traceNow(pickRows(data, indices));
    for (let l = states.length - 1; l >= 0; l--) {
      const bad = states[l]!.values.findIndex((v) => !Number.isFinite(v));
      if (bad >= 0)
        return {
          layer: l === states.length - 1 ? 'the data' : layerName(this.specification.layers[l]!, l),
          column: this.specification.columns[bad % dim]!,
        };
    }
    return { layer: 'the gradient', column: '' };
  }

  /** Makes room for `bytes` of rows and results. @returns the room there is */
  private room(bytes: number): number {
    const missing = this.plan.io + bytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return this.memory.buffer.byteLength - this.plan.io;
  }

  private floats(address: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, length);
  }

  private put(address: number, values: (name: string) => ArrayLike<number>): void {
    const out = this.floats(address, this.plan.size);
    for (const { name, at } of this.plan.tensors) {
      const from = values(name);
      for (let i = 0; i < at.length; i++) out[at[i]!] = from[i]!;
    }
  }

  private get(address: number, prefix = ''): Tensors {
    const from = this.floats(address, this.plan.size);
    const tensors: Tensors = {};
    for (const { name, shape, at } of this.plan.tensors) {
      const values = new Float32Array(at.length);
      for (let i = 0; i < at.length; i++) values[i] = from[at[i]!]!;
      tensors[prefix + name] = { shape, values };
    }
    return tensors;
  }
}
