// Where between the base u and the data x the points are shown: dragged smoothly, stepped by keys, or played.
import { Button } from '../../controls/controls';
import type { Place } from '../../controls/playing';
import { t } from '../../text/translate';

export function LayerSlider({ place, last, stage }: { place: Place; last: number; stage: string }) {
  const { at, playing, move, play, pause } = place;
  const keys = (event: KeyboardEvent) => {
    const [back, on] = [Math.max(0, Math.ceil(at) - 1), Math.min(last, Math.floor(at) + 1)];
    const to = {
      ArrowLeft: back,
      ArrowDown: back,
      PageDown: back,
      ArrowRight: on,
      ArrowUp: on,
      PageUp: on,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div class="slider">
      <Button small onClick={playing ? pause : play}>
        {playing ? t('Pause') : t('Play')}
      </Button>
      <span aria-hidden="true">u</span>
      <input
        type="range"
        min={0}
        max={last}
        step="any"
        value={at}
        aria-label={t('layer, from the base u to the data x')}
        aria-valuetext={stage}
        onKeyDown={keys}
        onInput={(e) => move(Number(e.currentTarget.value))}
      />
      <span aria-hidden="true">x</span>
      <span class="stage">
        {Number.isInteger(at) ? t('{0} ({1} of {2})', stage, at, last) : stage}
      </span>
    </div>
  );
}
