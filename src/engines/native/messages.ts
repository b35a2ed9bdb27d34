// What the training thread and the native process say to each other (birpc over the process's channel).
import type { Rows, StepResult } from '../../flows/engine';
import type { Tensors } from '../../flows/layout';
import type { FlowSpecification } from '../../protocol/model';
import type { ProbeReport, ThreadSetting } from './probes';
import type { Sentence } from '../../protocol/sentence';

export type Trace = { states: Rows[]; logDets: Float64Array[]; baseLogDensity: Float64Array };

/** Functions of the native process: those of an engine, with flows by number. */
export interface NativeFunctions {
  open(specification: FlowSpecification, parameters: Tensors): Promise<number>;
  /** @param data null: the rows of the call before; they are sent once */
  steps(
    flow: number,
    data: Rows | null,
    indices: Int32Array[],
    rates: number[],
    weightDecay: number,
  ): Promise<StepResult>;
  gradient(flow: number, data: Rows): Promise<{ loss: number; gradient: Tensors }>;
  pullback(
    flow: number,
    data: Rows,
    valueCotangent: Float64Array,
    logDetCotangent: Float64Array,
  ): Promise<{ parameters: Tensors; input: Float64Array }>;
  apply(flow: number, gradient: Tensors, rate: number): Promise<boolean>;
  parameters(flow: number): Promise<Tensors>;
  moments(flow: number): Promise<Tensors>;
  restore(flow: number, parameters: Tensors, moments?: Tensors): Promise<void>;
  logProb(flow: number, z: Rows): Promise<Float64Array>;
  sample(flow: number, u: Rows): Promise<Rows>;
  trace(flow: number, z: Rows): Promise<Trace>;
  close(flow: number): Promise<void>;
}

export type ProbeMessage = { report: ProbeReport } | { error: Sentence };

/** The first is the one without a measurement. */
export const THREAD_SETTINGS: ThreadSetting[] = [
  {
    name: 'one thread',
    variables: {
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
      TF_ENABLE_ONEDNN_OPTS: '0',
    },
  },
  { name: 'all threads', variables: {} },
];
