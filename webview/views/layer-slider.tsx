// Where between the base u and the data x the points are shown: dragged smoothly, stepped by keys, or played.
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../ui/controls';
import { lessMotion } from '../ui/motion';

const MILLISECONDS_A_LAYER = 1500;

interface Props {
  /** from 0 to `last`; whole numbers are layers */
  at: number;
  last: number;
  stage: string;
  playing: boolean;
  onMove: (at: number) => void;
  onPlay: (playing: boolean) => void;
}

export function LayerSlider({ at, last, stage, playing, onMove, onPlay }: Props) {
  const move = (to: number) => {
    onPlay(false);
    onMove(to);
  };
  const keys = (event: KeyboardEvent) => {
    const [back, on] = [Math.max(0, Math.ceil(at) - 1), Math.min(last, Math.floor(at) + 1)];
    const to = { ArrowLeft: back, ArrowDown: back, PageDown: back, ArrowRight: on, ArrowUp: on, PageUp: on, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  return (
    <div class="slider">
      <Button small onClick={() => onPlay(!playing)}>
        {playing ? 'Pause' : 'Play'}
      </Button>
      <span aria-hidden="true">u</span>
      <input
        type="range"
        min={0}
        max={last}
        step="any"
        value={at}
        aria-label="layer, from the base u to the data x"
        aria-valuetext={stage}
        onKeyDown={keys}
        onInput={(e) => move(Number(e.currentTarget.value))}
      />
      <span aria-hidden="true">x</span>
      <span class="stage">{Number.isInteger(at) ? `${stage} (${at} of ${last})` : stage}</span>
    </div>
  );
}

/** While `playing`, moves from where it is (from the start, when at the end) to `last`; whole layers where less motion is wanted. */
export function usePlay(playing: boolean, at: number, last: number, onMove: (at: number) => void, onEnd: () => void): void {
  const place = useRef(at);
  place.current = at;
  useEffect(() => {
    if (!playing) return;
    const go = (to: number) => {
      onMove(Math.min(last, to));
      if (to >= last) onEnd();
    };
    if (place.current >= last) onMove((place.current = 0));
    if (lessMotion()) {
      const timer = setInterval(() => go(Math.floor(place.current) + 1), MILLISECONDS_A_LAYER);
      return () => clearInterval(timer);
    }
    const [start, since] = [place.current, performance.now()];
    let frame = requestAnimationFrame(function step(now) {
      const to = start + Math.max(0, now - since) / MILLISECONDS_A_LAYER;
      if (to < last) frame = requestAnimationFrame(step);
      go(to);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, last]);
}
