// The rail at the left of the stage: the columns of the table, and what part each has.
import type { ExplorationState } from '../../../src/protocol/exploration';
import { ColumnChooser } from '../columns';

export function Rail({ state }: { state: ExplorationState }) {
  return state.profile && <ColumnChooser state={state} />;
}
