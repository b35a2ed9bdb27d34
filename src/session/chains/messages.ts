// What the thread for operations is asked, and what it answers.
import type { SentColumn } from '../../operations/one-column';
import type { WantedPlace } from '../../operations/formula-drawing';
import type { MeanView, TransformView } from '../../protocol/change-of-variables';
import type { ChainPlace, ChainView, ClosedForm } from '../../protocol/operations';
import type { ChainJob } from './chain';
import type { Told } from '../../protocol/user-error';

/** `column` null: only if this very picture is kept; otherwise the answer is null. */
export type TransformJob = {
  key: string;
  column: SentColumn | null;
  formula: string;
  place: WantedPlace;
};
export type MeanJob = { column: SentColumn; k: number; seed: number };
/** What is wanted of a chain: its picture, draws, or its closed form. */
export type ChainWish =
  | { want: 'view'; place: ChainPlace }
  | { want: 'samples'; count: number; seed: number }
  | { want: 'closed form' };
export type OperationRequest = { request: number } & (
  { transform: TransformJob } | { mean: MeanJob } | { chain: ChainJob; wish: ChainWish }
);
/** Row-major draws (fewer than asked for where a formula is not defined), or the closed form. */
export type ChainResult = { names: string[]; values: Float64Array } | ClosedForm;
export type OperationResult = TransformView | MeanView | ChainView | ChainResult | null;
export type OperationAnswer = { request: number } & (
  { result: OperationResult } | { told: Told } | { message: string }
);
