// Values that pass to their next ones instead of jumping there.
import { useEffect, useRef, useState } from 'preact/hooks';
import { lessMotion } from '../state/motion';

/** A little less than half a second, in which the next values may come; and so many pictures of the way. */
const [MILLISECONDS, PICTURES] = [450, 9];

/**
 * @param next values, or null before there are any: a new array begins a way to it, from where the last way is
 * @param start where the very first way begins; null: the first values are there at once
 * @returns where the values are now
 */
export function useMoving(
  next: Float32Array | null,
  start: Float32Array | null,
): Float32Array | null {
  const shown = useRef<Float32Array | null>(null);
  const [, draw] = useState(0);
  useEffect(() => {
    if (!next) return;
    const from = shown.current ?? start;
    const arrive = (part: number) => {
      shown.current = part < 1 ? between(from!, next, smooth(part)) : next;
      draw((n) => n + 1);
    };
    if (lessMotion() || from?.length !== next.length) return arrive(1);
    const began = performance.now();
    let [frame, picture] = [0, 0];
    const step = (now: number) => {
      const part = Math.min(1, Math.max(0, now - began) / MILLISECONDS);
      const at = Math.floor(part * PICTURES);
      if (at > picture) arrive(part);
      picture = at;
      if (part < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [next]);
  return shown.current ?? start;
}

/** Slow at both ends. */
const smooth = (part: number) => part * part * (3 - 2 * part);

/** What has no place at the beginning is where it goes at once. */
export function between(from: Float32Array, to: Float32Array, part: number): Float32Array {
  return to.map((v, i) => (Number.isFinite(from[i]!) ? from[i]! + part * (v - from[i]!) : v));
}
