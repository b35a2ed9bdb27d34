// Mean of k: how many draws a mean is of.
import { useState } from 'preact/hooks';
import { KSlider } from '../../k-slider';
import type { FormProps } from './form';
import { useChanged } from './use-changed';

export function MeanForm({ onChange }: FormProps) {
  const [k, setK] = useState(16);
  useChanged({ operation: 'mean of k', k }, onChange);
  return <KSlider k={k} onChange={setK} />;
}
