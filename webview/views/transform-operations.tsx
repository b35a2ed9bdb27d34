// Operations: what can be done to a distribution, the result being a distribution again.
import type { ExplorationState } from '../../src/protocol/exploration';
import { PlainSelect } from '../ui/controls';
import { Transform } from './transform';
import { MeanOfK } from './transform-mean';
import { operation, type OperationName } from './transform-state';
import { t } from '../ui/translate';

const OPERATIONS: readonly { value: OperationName; label: string }[] = [
  { value: 'transform', label: t('Transform: y = f(x)') },
  { value: 'mean of k', label: t('Mean of k draws') },
];

export function Operations({ state }: { state: ExplorationState }) {
  return (
    <>
      <div class="row">
        <span class="field">
          <span aria-hidden="true">{t('Operation')}</span>
          <PlainSelect label={t('Operation')} value={operation.value} options={OPERATIONS} onChange={(next) => (operation.value = next)} />
        </span>
      </div>
      {operation.value === 'transform' ? <Transform state={state} /> : <MeanOfK state={state} />}
    </>
  );
}
