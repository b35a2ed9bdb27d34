// What every part of a session shares: the data room, where things are kept, and where the bundles lie.
import type { DataRoom } from '../data';
import type { TensorflowPlaces } from '../protocol/engines';
import type { Sentence } from '../protocol/sentence';

export interface SessionContext {
  data: DataRoom;
  /** folder of our own for finished fits */
  storage: string;
  /** folder of the built bundles */
  dist: string;
  version: string;
  /** threads that train together; without it, as many as the machine has, up to the engine's limit */
  threads?: number;
  /** where the engine `tensorflow` may lie; the host tells when it changes */
  tensorflow?: TensorflowPlaces;
  /** how far the setup of TensorFlow is, from 0 to 1 */
  setUpProgress?(message: Sentence, done: number): void;
  /** told to the user: another engine computes than the one that was asked for */
  notice?(sentence: Sentence): void;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
