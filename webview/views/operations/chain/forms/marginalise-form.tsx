// Marginalise: which columns stay.
import { useState } from 'preact/hooks';
import { Checkbox } from '../../../../controls/controls';
import { t } from '../../../../text/translate';
import { columnWords } from '../words';
import type { FormProps, OperationForm } from './form';
import { useChanged } from './use-changed';

function MarginaliseForm({ view, onChange }: FormProps) {
  const [keep, setKeep] = useState<string[]>(
    view.names.slice(0, Math.min(2, view.names.length - 1)),
  );
  useChanged(
    keep.length > 0
      ? { operation: 'marginalise', keep: view.names.filter((n) => keep.includes(n)) }
      : null,
    onChange,
  );
  return (
    <>
      <div class="row" role="group" aria-label={t('Columns that stay')}>
        {view.names.map((name) => (
          <Checkbox
            key={name}
            checked={keep.includes(name)}
            onChange={(on) => setKeep(on ? [...keep, name] : keep.filter((n) => n !== name))}
          >
            {name}
          </Checkbox>
        ))}
      </div>
      {keep.length === 0 && <p class="wrong">{t('Keep at least one column.')}</p>}
    </>
  );
}

export const MARGINALISE: OperationForm<'marginalise'> = {
  label: t('Marginalise'),
  hint: t('keep some columns'),
  words: (step) => t('only {0}', columnWords(step.keep)),
  Form: MarginaliseForm,
};
