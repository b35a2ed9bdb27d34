// The memory that a flow shares with the module: its record and parameters, planned steps, rows and results.
import type { Rows } from '../../flows/engine';
import type { Tensors } from '../../flows/layout';
import { contextOf } from '../../flows/rows';
import { PLANNED_STEPS, type Plan } from './plan';
import { MODEL, STEP } from './records';

const PAGE = 65_536;

export class FlowMemory {
  constructor(
    readonly shared: WebAssembly.Memory,
    private readonly plan: Plan,
    private readonly dim: number,
    private readonly context: number,
  ) {
    plan.write(shared.buffer);
  }

  /** The Model record. */
  record(): DataView {
    return new DataView(this.shared.buffer, this.plan.model, MODEL.bytes);
  }

  /** Size of rows that are handed over: columns, then context */
  bytesOf(count: number): number {
    return 4 * count * (this.dim + this.context);
  }

  /** Writes rows to `address`, those with the given numbers or all. */
  hand(address: number, data: Rows, numbers?: Int32Array): void {
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
  planSteps(
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

  /** Writes step `index` of the plan: `count` rows that lie at `rows`. */
  planStep(index: number, rows: number, count: number, rate: number, decay: number): void {
    const view = new DataView(this.shared.buffer, this.plan.steps + index * STEP.bytes, STEP.bytes);
    view.setFloat64(STEP.offset.rate!, rate, true);
    view.setFloat64(STEP.offset.decay!, decay, true);
    view.setInt32(STEP.offset.rows!, rows, true);
    view.setInt32(STEP.offset.count!, count, true);
  }

  /** Of step `index` of the plan, once it is taken. */
  lossOf(index: number): number {
    return new DataView(this.shared.buffer).getFloat64(
      this.plan.steps + index * STEP.bytes + STEP.offset.loss!,
      true,
    );
  }

  /** Makes room for `bytes` of rows and results. @returns the room there is */
  room(bytes: number): number {
    const missing = this.plan.io + bytes - this.shared.buffer.byteLength;
    if (missing > 0) this.shared.grow(Math.ceil(missing / PAGE));
    return this.shared.buffer.byteLength - this.plan.io;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.shared.buffer, address, length);
  }

  /** Writes the values of all tensors to `address`. */
  put(address: number, values: (name: string) => ArrayLike<number>): void {
    const out = this.floats(address, this.plan.size);
    for (const { name, at } of this.plan.tensors) {
      const from = values(name);
      for (let i = 0; i < at.length; i++) out[at[i]!] = from[i]!;
    }
  }

  /** The tensors that lie at `address`. */
  get(address: number, prefix = ''): Tensors {
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
