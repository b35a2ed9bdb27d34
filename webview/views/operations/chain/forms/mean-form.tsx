// Mean of k: how many draws a mean is of.
import { useState } from 'preact/hooks';
import { KSlider } from '../../k-slider';
import { formatCount } from '../../../../text/format';
import { t } from '../../../../text/translate';
import type { FormProps, OperationForm } from './form';
import { useChanged } from './use-changed';

function MeanForm({ onChange }: FormProps) {
  const [k, setK] = useState(16);
  useChanged({ operation: 'mean of k', k }, onChange);
  return <KSlider k={k} onChange={setK} />;
}

export const MEAN_OF_K: OperationForm<'mean of k'> = {
  label: t('Mean of k'),
  hint: t('of independent draws'),
  words: (step) => t('mean of {0}', formatCount(step.k)),
  Form: MeanForm,
};
