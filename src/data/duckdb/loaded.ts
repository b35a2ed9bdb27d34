// A table that is loaded into DuckDB, and what loading it takes.
import type { Dialect, Fingerprint, Reading } from '../../protocol/data';
import type { OwnConnection } from './connection';
import type { Stored } from './store';
import type { Sentence } from '../../protocol/sentence';

export interface Loaded extends Stored {
  /** a file, or the folder or pattern of several */
  path: string;
  files: string[];
  dialect: Dialect;
  shortRows: number;
  longRows: number;
  units: (string | null)[];
  fingerprint: Fingerprint;
  notes: Sentence[];
  /** how it was told to be read */
  said: Reading;
  encodingHint: string | undefined;
  /** types that the user has settled, by name */
  types: NonNullable<Reading['types']>;
  /** files of our own that the table still reads */
  own: string[];
}

export interface Opening {
  connection: OwnConnection;
  /** a folder of our own */
  temporary: string;
  /** name for the table */
  table: string;
  said: Reading;
  /** the editor's encoding, where the file does not say its own */
  encodingHint?: string | undefined;
  signal?: AbortSignal | undefined;
  limits: Limits;
}

export interface Limits {
  /** text files from this size on are given to DuckDB as they are, if they are plain */
  straight: number;
  /** up to this size every field is kept as it was read */
  everything: number;
  /** tables of more columns are stored as lists: see `packed.ts` */
  columns: number;
}
export const LIMITS: Limits = { straight: 16e6, everything: 32e6, columns: 500 };

/** What each way of reading a file finds. */
export type Parts = Omit<
  Loaded,
  'path' | 'files' | 'fingerprint' | 'types' | 'said' | 'encodingHint'
> &
  Partial<Pick<Loaded, 'types'>>;
