// A fitted model in the hands of a session: its metadata, its tensors, and the flow opened for looking and scoring.
import { open as openFile, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openEngine } from '../../engines';
import type { FitOutcome } from '../../flows/fit/request';
import { Flow } from '../../flows/flow';
import type { Tensors } from '../../flows/layout';
import {
  decodeHeader,
  decodeModel,
  encodeModel,
  headerLength,
  tableSize,
} from '../../flows/model-file/model-file';
import { verdict, verdictOf } from '../../flows/verdict';
import type { Fingerprint } from '../../protocol/data';
import type { ModelState } from '../../protocol/exploration';
import type { EngineChoice } from '../../protocol/choices';
import type { FlowSpecification, ModelMetadata } from '../../protocol/model';
import type { Split } from '../../protocol/split';
import type { SessionContext } from '../context';
import { SessionError } from '../errors';
import { writeWhole } from '../files';
import { grouped, say } from '../../protocol/sentence';
import { ModelError } from '../../flows/model-file/error';

const LARGEST_MODEL = 512 * 1024 * 1024;

/** The table that a model is fitted on. */
export interface FittedOn {
  path: string;
  fingerprint: Fingerprint;
  where?: string | null;
  /** how its rows were divided; absent: each row by itself */
  split?: Split | undefined;
}

export class Model {
  constructor(
    public metadata: ModelMetadata,
    readonly tensors: Tensors,
    /** Adam's moments, while they are known: lets a stopped fit be taken up where it was */
    readonly checkpoint: Tensors = {},
    public path: string | null = null,
    public stored: string | null = null,
  ) {}

  /** From a finished fit, or from a checkpoint of one (whose tensors hold `optimizer.*`). */
  static fromFit(
    {
      metadata: found,
      tensors,
      checkpoint,
    }: Pick<FitOutcome, 'metadata' | 'tensors'> & { checkpoint?: Tensors },
    data: FittedOn,
    build: string,
  ): Model {
    const metadata: ModelMetadata = {
      ...found,
      ...(data.split ? { split: data.split } : {}),
      data: {
        name: basename(data.path),
        fingerprint: data.fingerprint,
        ...(data.where ? { where: data.where } : {}),
      },
      created: new Date().toISOString(),
      build,
    };
    return new Model(metadata, tensors, checkpoint);
  }

  static async read(path: string): Promise<Model> {
    const there = await stat(path).catch(() => null);
    if (!there)
      throw new SessionError(say('{0} cannot be found. Check the path of the model file.', path));
    if (there.isDirectory())
      throw new SessionError(say('{0} is a folder, not a model file.', path));
    if (there.size > LARGEST_MODEL)
      throw new SessionError(
        say('{0} is too large to be a Flowscope model ({1} bytes).', path, there.size),
      );
    try {
      const { metadata, tensors } = decodeModel(await readFile(path));
      const part = (optimizer: boolean) =>
        Object.fromEntries(
          Object.entries(tensors).filter(([name]) => name.startsWith('optimizer.') === optimizer),
        );
      return new Model(metadata, part(false), part(true), path);
    } catch (error) {
      if (error instanceof ModelError)
        throw new SessionError(say('{0}: {1}', basename(path), error.sentence));
      throw error;
    }
  }

  /**
   * What the model at `path` says of itself, without its tensors; null where
   * there is none that is sound and was fitted on a table of so many bytes.
   */
  static async about(path: string, size: number): Promise<ModelMetadata | null> {
    const file = await openFile(path).catch(() => null);
    if (!file) return null;
    try {
      const { buffer: first, bytesRead } = await file.read({
        buffer: Buffer.alloc(16),
        position: 0,
      });
      const whole = Buffer.alloc(8 + headerLength(first.subarray(0, bytesRead)));
      const read = await file.read({ buffer: whole, position: 0 });
      const bytes = whole.subarray(0, read.bytesRead);
      return tableSize(bytes) === size ? decodeHeader(bytes).metadata : null;
    } catch {
      return null;
    } finally {
      await file.close();
    }
  }

  /** Whether this is a fit that was interrupted: it has no scores, and can be taken up. */
  get interrupted(): boolean {
    return 'optimizer.step' in this.checkpoint && this.metadata.scores.rows === 0;
  }

  async write(path: string): Promise<void> {
    await writeWhole(path, encodeModel(this.metadata, this.tensors));
  }

  /** Opens the flow for looking and scoring, on one thread; close it after use. */
  async open(choice: EngineChoice, dist: string, native: Native = {}): Promise<Flow> {
    return openFlow(choice, dist, this.metadata.specification, this.tensors, native);
  }

  /** From now on the verdict is given although a column has an atom. */
  acceptAtoms(): void {
    const { scores, specification } = this.metadata;
    this.metadata = {
      ...this.metadata,
      atomsAccepted: true,
      scores: {
        ...scores,
        verdict: verdict(
          scores.gain,
          specification.flow === 'gaussian' ? 'gaussian' : 'flow',
          scores.clusters,
        ),
      },
    };
  }

  get columns(): string[] {
    return this.metadata.specification.columns;
  }

  get label(): string {
    return this.path ? basename(this.path) : (this.metadata.name ?? labelOf(this.metadata));
  }

  state(): ModelState {
    const { metadata, path, stored, label, interrupted } = this;
    const sentence = say(
      'This fit was interrupted at step {0}. Choose Resume to go on from there: the verdict comes from test rows, at the end.',
      grouped(metadata.steps),
    );
    return {
      metadata,
      path,
      stored,
      label,
      verdict: interrupted ? { verdict: 'undecided', sentence } : verdictOf(metadata),
      provisional: interrupted,
    };
  }
}

/** What only the engine `tensorflow` needs of a context. */
type Native = Pick<SessionContext, 'tensorflow' | 'notice'>;

/**
 * A flow that scores and samples on one thread, and leaves the others to training.
 * @param dist folder of built bundles
 */
export async function openFlow(
  choice: EngineChoice,
  dist: string,
  specification: FlowSpecification,
  tensors: Tensors,
  { tensorflow, notice }: Native = {},
): Promise<Flow> {
  const { engine } = await openEngine(choice, {
    wasmFolder: join(dist, 'wasm'),
    threads: 1,
    tensorflow: tensorflow && { script: join(dist, 'native.js'), places: tensorflow },
    ...(notice ? { notice } : {}),
  });
  return Flow.open(engine, specification, tensors);
}

/** The same model without when, and in what time, it was made: two fits alike are then two files alike. */
export function timeless(metadata: ModelMetadata): ModelMetadata {
  const { data, training } = metadata;
  const best = training?.bestRound;
  return {
    ...metadata,
    created: '',
    seconds: 0,
    ...(best ? { training: { ...training, bestRound: { ...best, seconds: 0 } } } : {}),
    data: data && { ...data, fingerprint: { ...data.fingerprint, modified: 0 } },
  };
}

/** "two-moons · spline-autoregressive · 14:05" */
export function labelOf(metadata: ModelMetadata): string {
  const data = metadata.data?.name.replace(/\.[^.]+$/, '') ?? 'model';
  const time =
    metadata.created === ''
      ? ''
      : ` · ${new Date(metadata.created).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
  return `${data} · ${metadata.specification.flow}${time}`;
}
