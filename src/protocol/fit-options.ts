// What a fit is asked for.
import type { Direction, EngineChoice, FlowChoice, Ordering, TransformChoice } from './choices';
import type { SplitChoice } from './split';

export interface FitOptions {
  flow: FlowChoice;
  /** of autoregressive flows; density by default */
  direction?: Direction | undefined;
  /** mixed by default */
  order?: Ordering | undefined;
  engine: EngineChoice;
  seed: number;
  seconds?: number | undefined;
  steps?: number | undefined;
  rows?: number | undefined;
  transforms?: Record<string, TransformChoice> | undefined;
  /** give a verdict in nats although a column has an atom */
  acceptAtoms?: boolean | undefined;
  /** fits with this many seeds, from `seed` on, which share the time; the best by validation is kept */
  seeds?: number | undefined;
  /** that train together; without it, as many as the machine has, up to the engine's limit */
  threads?: number | undefined;
  /** what goes to one side of training, validation and test; by default copies, and blocks where the order of the file matters */
  split?: SplitChoice | undefined;
}
