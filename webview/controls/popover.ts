// A <details> that behaves like a menu: Escape closes it and gives the focus back, a press elsewhere closes it.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** @returns a ref for the element, a way to open and close it, and whether it is open */
export function usePopover(): [RefObject<HTMLDetailsElement>, (open: boolean) => void, boolean] {
  const element = useRef<HTMLDetailsElement>(null);
  const [open, setState] = useState(false);
  const set = (next: boolean) => {
    if (element.current) element.current.open = next;
    setState(next);
  };
  useEffect(() => {
    const details = element.current;
    const elsewhere = (event: Event) =>
      details?.open && !details.contains(event.target as Node) && set(false);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !details?.open) return;
      event.stopPropagation();
      set(false);
      details.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', elsewhere);
    details?.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      details?.removeEventListener('keydown', escape);
    };
  }, []);
  return [element, set, open];
}
