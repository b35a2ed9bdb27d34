// Operations: what can be done to a distribution, the result being a distribution again.
import type { ExplorationState } from '../../src/protocol/exploration';
import { PlainSelect } from '../ui/controls';
import { Transform } from './transform';
import { MeanOfK } from './transform-mean';
import { operation, type OperationName } from './transform-state';

const OPERATIONS: readonly { value: OperationName; label: string }[] = [
  { value: 'transform', label: 'Transform: y = f(x)' },
  { value: 'mean of k', label: 'Mean of k draws' },
];

export function Operations({ state }: { state: ExplorationState }) {
  return (
    <>
      <div class="row">
        <span class="field">
          <span aria-hidden="true">Operation</span>
          <PlainSelect label="Operation" value={operation.value} options={OPERATIONS} onChange={(next) => (operation.value = next)} />
        </span>
      </div>
      {operation.value === 'transform' ? <Transform state={state} /> : <MeanOfK state={state} />}
    </>
  );
}
