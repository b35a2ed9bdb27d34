// Where between the base u and the data x the points are shown: dragged smoothly, stepped by keys, or played.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../ui/controls';
import { lessMotion } from '../ui/motion';
import { t } from '../ui/translate';

const MILLISECONDS_A_LAYER = 1500;

/** Where the points are shown: from 0 (base) to the last layer; whole numbers are layers. */
export interface Place {
  at: number;
  playing: boolean;
  /** also ends playing */
  move: (to: number) => void;
  /** goes on from where it is, or from the base when at the end; by whole layers where less motion is wanted */
  play: () => void;
  pause: () => void;
}

export function usePlace(last: number): Place {
  const [at, setAt] = useState(last);
  const [playing, setPlaying] = useState(false);
  const cancel = useRef<() => void>(() => undefined);
  useEffect(() => () => cancel.current(), []);
  const pause = () => {
    cancel.current();
    setPlaying(false);
  };
  const play = () => {
    const start = at >= last ? 0 : at;
    const go = (to: number) => {
      setAt(Math.min(last, to));
      if (to >= last) pause();
    };
    setAt(start);
    setPlaying(true);
    cancel.current = lessMotion()
      ? everyLayer((layers) => go(Math.floor(start) + layers))
      : everyFrame((layers) => go(start + layers));
  };
  const move = (to: number) => {
    pause();
    setAt(to);
  };
  return { at: Math.min(at, last), playing, move, play, pause };
}

/** Both call with the layers passed since now, and return what ends that. */
function everyLayer(passed: (layers: number) => void): () => void {
  let layers = 0;
  const timer = setInterval(() => passed(++layers), MILLISECONDS_A_LAYER);
  return () => clearInterval(timer);
}

function everyFrame(passed: (layers: number) => void): () => void {
  const since = performance.now();
  let frame = 0;
  const step = (now: number) => {
    frame = requestAnimationFrame(step);
    passed(Math.max(0, now - since) / MILLISECONDS_A_LAYER);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}

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
