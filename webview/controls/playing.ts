// A place on the way from 0 to the last of some stages, which is moved by hand or played.
import { useEffect, useRef, useState } from 'preact/hooks';
import { lessMotion } from '../state/motion';

const MILLISECONDS_A_STAGE = 1500;

/** From 0 to the last stage; whole numbers are stages. */
export interface Place {
  at: number;
  playing: boolean;
  /** also ends playing */
  move: (to: number) => void;
  /** goes on from where it is, or from 0 when at the end; by whole stages where less motion is wanted */
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
      ? everyStage((stages) => go(Math.floor(start) + stages))
      : everyFrame((stages) => go(start + stages));
  };
  const move = (to: number) => {
    pause();
    setAt(to);
  };
  return { at: Math.min(at, last), playing, move, play, pause };
}

/** Both call with the stages passed since now, and return what ends that. */
function everyStage(passed: (stages: number) => void): () => void {
  let stages = 0;
  const timer = setInterval(() => passed(++stages), MILLISECONDS_A_STAGE);
  return () => clearInterval(timer);
}

function everyFrame(passed: (stages: number) => void): () => void {
  const since = performance.now();
  let frame = 0;
  const step = (now: number) => {
    frame = requestAnimationFrame(step);
    passed(Math.max(0, now - since) / MILLISECONDS_A_STAGE);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
