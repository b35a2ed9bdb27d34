// Mean of k: how many draws a mean is of.
import { useState } from 'preact/hooks';
import { formatCount } from '../../../../text/format';
import { t } from '../../../../text/translate';
import type { FormProps } from './form';
import { useChanged } from './use-changed';

const LARGEST = 10; // 2^10

export function MeanForm({ onChange }: FormProps) {
  const [power, setPower] = useState(4);
  const k = 2 ** power;
  useChanged({ operation: 'mean of k', k }, onChange);
  return (
    <label class="slider">
      <span>k</span>
      <input
        type="range"
        min={0}
        max={LARGEST}
        step={1}
        value={power}
        aria-label={t('k, the number of draws in a mean')}
        aria-valuetext={String(k)}
        onInput={(e) => setPower(Number(e.currentTarget.value))}
      />
      <span class="stage">{t('mean of {0}', formatCount(k))}</span>
    </label>
  );
}
