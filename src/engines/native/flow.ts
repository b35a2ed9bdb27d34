// A flow in the native process, and what goes on when that process dies.
import type { Engine, OpenFlow, Rows, StepResult } from '../../flows/engine';
import type { Tensors } from '../../flows/layout';
import { sliceRows } from '../../flows/rows';
import type { FlowSpecification } from '../../protocol/model';
import type { Trace } from './messages';
import { NativeLost, type NativeProcess } from './process';

/**
 * Numbers sent at once, and rows at most: what the other side computes in one go. An answer comes soon, and
 * memory is bounded on both sides.
 */
const [NUMBERS, ROWS] = [65_536, 4096];
/** Parts under way: the next one is sent while one is computed. */
const AHEAD = 3;
/** Seconds between two copies of the parameters on our side: what a death of the process costs at most. */
const COPY_SECONDS = 5;

class RemoteFlow implements OpenFlow {
  private data: Float64Array | null = null;

  constructor(
    private readonly native: NativeProcess,
    private readonly id: number,
  ) {}

  async steps(
    data: Rows,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
  ): Promise<StepResult> {
    const known = this.data === data.values;
    this.data = data.values;
    return this.native.call((n) =>
      n.steps(this.id, known ? null : compact(data), indices, rates, weightDecay),
    );
  }

  gradient = (data: Rows) => this.native.call((n) => n.gradient(this.id, compact(data)));
  pullback = (data: Rows, value: Float64Array, logDet: Float64Array) =>
    this.native.call((n) => n.pullback(this.id, compact(data), value, logDet));
  apply = (gradient: Tensors, rate: number) =>
    this.native.call((n) => n.apply(this.id, gradient, rate));
  parameters = () => this.native.call((n) => n.parameters(this.id));
  moments = () => this.native.call((n) => n.moments(this.id));
  restore = (parameters: Tensors, moments?: Tensors) =>
    this.native.call((n) => n.restore(this.id, parameters, moments));

  async logProb(z: Rows): Promise<Float64Array> {
    const out = new Float64Array(z.count);
    await inParts(
      z,
      (part) => this.native.call((n) => n.logProb(this.id, part)),
      (found, from) => out.set(found, from),
    );
    return out;
  }

  async sample(u: Rows): Promise<Rows> {
    const values = new Float64Array(u.values.length);
    await inParts(
      u,
      (part) => this.native.call((n) => n.sample(this.id, part)),
      (found, from) => values.set(found.values, from * u.dim),
    );
    return { values, count: u.count, dim: u.dim };
  }

  async trace(z: Rows): Promise<Trace> {
    const found: Trace[] = [];
    await inParts(
      z,
      (part) => this.native.call((n) => n.trace(this.id, part)),
      (part) => found.push(part),
    );
    return {
      states: found[0]!.states.map((_, l) => ({
        values: joined(found.map((t) => t.states[l]!.values)),
        count: z.count,
        dim: z.dim,
      })),
      logDets: found[0]!.logDets.map((_, l) => joined(found.map((t) => t.logDets[l]!))),
      baseLogDensity: joined(found.map((t) => t.baseLogDensity)),
    };
  }

  close(): void {
    void this.native.call((n) => n.close(this.id)).catch(() => undefined);
  }
}

/** A flow that outlives the native process: it goes on from its last copy on another engine. */
export class NativeFlow implements OpenFlow {
  private copied = performance.now();
  private closed = false;

  private constructor(
    private current: OpenFlow,
    private readonly specification: FlowSpecification,
    private copy: { parameters: Tensors; moments?: Tensors },
    private readonly native: NativeProcess,
    private readonly instead: (lost: NativeLost) => Promise<Engine>,
  ) {
    native.use();
  }

  /** @param instead opens the engine that goes on when the process is lost */
  static async open(
    native: NativeProcess,
    specification: FlowSpecification,
    parameters: Tensors,
    instead: (lost: NativeLost) => Promise<Engine>,
  ): Promise<OpenFlow> {
    try {
      const id = await native.call((n) => n.open(specification, parameters));
      return new NativeFlow(
        new RemoteFlow(native, id),
        specification,
        { parameters },
        native,
        instead,
      );
    } catch (error) {
      if (!(error instanceof NativeLost)) throw error;
      return (await instead(error)).open(specification, parameters);
    }
  }

  async steps(
    data: Rows,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
  ): Promise<StepResult> {
    const result = await this.do((flow) => flow.steps(data, indices, rates, weightDecay));
    await this.keepSometimes();
    return result;
  }

  gradient = (data: Rows) => this.do((flow) => flow.gradient(data));
  pullback = (data: Rows, value: Float64Array, logDet: Float64Array) =>
    this.do((flow) => flow.pullback(data, value, logDet));
  async apply(gradient: Tensors, rate: number): Promise<boolean> {
    const taken = await this.do((flow) => flow.apply(gradient, rate));
    await this.keepSometimes();
    return taken;
  }
  parameters = () => this.do((flow) => flow.parameters());
  moments = () => this.do((flow) => flow.moments());
  logProb = (z: Rows) => this.do((flow) => flow.logProb(z));
  sample = (u: Rows) => this.do((flow) => flow.sample(u));
  trace = (z: Rows) => this.do((flow) => flow.trace(z));

  async restore(parameters: Tensors, moments?: Tensors): Promise<void> {
    await this.do((flow) => flow.restore(parameters, moments));
    if (moments ?? this.copy.moments)
      this.copy = { parameters, moments: moments ?? this.copy.moments };
    else this.copy = { parameters };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.current.close();
    this.native.leave();
  }

  private async do<T>(act: (flow: OpenFlow) => Promise<T>): Promise<T> {
    try {
      return await act(this.current);
    } catch (error) {
      if (!(error instanceof NativeLost)) throw error;
      const engine = await this.instead(error);
      this.current = await engine.open(this.specification, this.copy.parameters);
      if (this.copy.moments) await this.current.restore(this.copy.parameters, this.copy.moments);
      return act(this.current);
    }
  }

  private async keepSometimes(): Promise<void> {
    if (performance.now() - this.copied > 1000 * COPY_SECONDS)
      await this.do((flow) => this.keep(flow));
  }

  private async keep(flow: OpenFlow): Promise<void> {
    this.copy = { parameters: await flow.parameters(), moments: await flow.moments() };
    this.copied = performance.now();
  }
}

/** @param keep gets what was found for the rows from `from` on, in order */
async function inParts<T>(
  rows: Rows,
  act: (part: Rows) => Promise<T>,
  keep: (found: T, from: number) => void,
): Promise<void> {
  const size = Math.max(1, Math.min(ROWS, Math.floor(NUMBERS / rows.dim)));
  const ahead: { found: Promise<T>; from: number }[] = [];
  const next = async () => {
    const { found, from } = ahead.shift()!;
    keep(await found, from);
  };
  for (let from = 0; from < Math.max(1, rows.count); from += size) {
    if (ahead.length === AHEAD) await next();
    const found = act(compact(sliceRows(rows, from, Math.min(size, rows.count - from))));
    found.catch(() => undefined); // told when its turn comes, unless one before it failed
    ahead.push({ found, from });
  }
  while (ahead.length > 0) await next();
}

/** A view into a larger array would be sent with all of it. */
function compact({ values, count, dim, context }: Rows): Rows {
  const own = (v: Float64Array) => (v.byteLength === v.buffer.byteLength ? v : v.slice());
  return { values: own(values), count, dim, ...(context ? { context: own(context) } : {}) };
}

function joined(arrays: Float64Array[]): Float64Array {
  const out = new Float64Array(arrays.reduce((n, a) => n + a.length, 0));
  let at = 0;
  for (const a of arrays) {
    out.set(a, at);
    at += a.length;
  }
  return out;
}
