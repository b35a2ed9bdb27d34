// Buttons that enlarge a picture about its middle, and show all of it again.
import { enlarged, enlargement, isWhole, see, seenOf, WHOLE, ZOOM_STEP } from '../state/zoom';
import { formatValue } from '../text/format';
import { t } from '../text/translate';
import { IconButton } from './icon';

/** @param of the name that the pictures have */
export function ZoomButtons({ of }: { of: string }) {
  const seen = seenOf(of);
  const times = Math.max(1.1, Number(enlargement(seen).toPrecision(2)));
  const by = (factor: number) => see(of, enlarged(seen, factor, [0.5, 0.5]));
  return (
    <span class="icon-group" role="group" aria-label={t('Enlarge')}>
      <IconButton icon="zoom-in" label={t('Enlarge')} onClick={() => by(ZOOM_STEP)} />
      <IconButton
        icon="zoom-out"
        label={t('Make smaller')}
        disabled={isWhole(seen)}
        onClick={() => by(1 / ZOOM_STEP)}
      />
      {!isWhole(seen) && (
        <button type="button" class="link" onClick={() => see(of, WHOLE)}>
          {t('{0} × enlarged: show all', formatValue(times))}
        </button>
      )}
    </span>
  );
}
