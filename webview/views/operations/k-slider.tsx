// How many draws a mean is of: a power of two.
import { formatCount } from '../../text/format';
import { t } from '../../text/translate';

const LARGEST = 10; // 2^10

export function KSlider({ k, onChange }: { k: number; onChange: (k: number) => void }) {
  return (
    <label class="slider">
      <span>k</span>
      <input
        type="range"
        min={0}
        max={LARGEST}
        step={1}
        value={Math.log2(k)}
        aria-label={t('k, the number of draws in a mean')}
        aria-valuetext={String(k)}
        onInput={(e) => onChange(2 ** Number(e.currentTarget.value))}
      />
      <span class="stage">{t('mean of {0}', formatCount(k))}</span>
    </label>
  );
}
