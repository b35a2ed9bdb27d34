// A marginal that somebody asked for elsewhere on the page comes into view.
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { lessMotion } from '../../state/motion';
import { sought } from '../../state/shown-columns';

/** @returns whether it is the one that was asked for last */
export function useSought(column: string, element: RefObject<HTMLElement>): boolean {
  const asked = sought.value?.column === column ? sought.value : null;
  useEffect(() => {
    if (asked)
      element.current?.scrollIntoView?.({
        block: 'nearest',
        behavior: lessMotion() ? 'auto' : 'smooth',
      });
  }, [asked]);
  return asked !== null;
}
