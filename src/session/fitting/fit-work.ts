// What a thread that fits is started with, and what it tells on its way.
import type { FitProgress, FitRequest } from '../../flows/fit/request';
import type { TensorflowPlaces } from '../../protocol/engines';
import type { Atom } from '../../protocol/model';
import type { EngineChoice, EngineName } from '../../protocol/choices';
import type { Sentence } from '../../protocol/sentence';

export interface FitWork {
  request: FitRequest;
  engine: EngineChoice;
  /** of the kernel; see SessionContext */
  threads?: number | undefined;
  tensorflow?: TensorflowPlaces | undefined;
}

export type FitEvent =
  | { kind: 'engine'; name: EngineName; reason: Sentence }
  /** another engine computes than the one that was asked for, from the start or from now on */
  | { kind: 'notice'; sentence: Sentence; engine: EngineName | null }
  | { kind: 'atoms'; atoms: Atom[] }
  | { kind: 'progress'; progress: FitProgress };
