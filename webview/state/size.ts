// The size an element has on screen, followed as the panel is resized.
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/**
 * @returns a ref for the element, and its width in CSS pixels: `initial` until it is measured, which is before
 * anything is painted
 */
export const useWidth = <E extends HTMLElement>(initial = 600) =>
  useSize<E>((element) => element.clientWidth, initial);

/** The same of its height. */
export const useHeight = <E extends HTMLElement>(initial = 600) =>
  useSize<E>((element) => element.clientHeight, initial);

function useSize<E extends HTMLElement>(
  sizeOf: (element: E) => number,
  initial: number,
): [RefObject<E>, number] {
  const ref = useRef<E>(null);
  const [size, setSize] = useState(initial);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => sizeOf(element) > 0 && setSize(Math.floor(sizeOf(element)));
    measure();
    if (typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
