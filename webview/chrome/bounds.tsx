// How many draws lie outside what every row keeps, and one click that keeps them within.
import type { ModelMetadata } from '../../src/protocol/model';
import { boundsWords } from '../../src/protocol/words/conditions';
import { Checkbox } from '../controls/controls';
import { withinBounds } from '../state/store';
import { sentence, speech, t } from '../text/translate';

export function Bounds({ metadata: { bounds } }: { metadata: ModelMetadata }) {
  const words = boundsWords(bounds);
  if (!words || !bounds) return null;
  const gain = (-Math.log(1 - bounds.outside.mean)).toLocaleString(speech.language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return (
    <div class="bounds">
      <span>{sentence(words)}</span>{' '}
      <Checkbox checked={withinBounds.value} onChange={(on) => (withinBounds.value = on)}>
        {t('Keep draws within bounds')}
      </Checkbox>
      {withinBounds.value && (
        <p class="muted">
          {t(
            'Samples in the pictures are drawn again until they lie within. Log densities are those without bounds: within, they are {0} nats higher.',
            gain,
          )}
        </p>
      )}
    </div>
  );
}
