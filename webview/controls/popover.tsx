// A <details> that behaves like a menu: Escape closes it and gives the focus back, a press elsewhere closes it.
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';

/** CSS pixels between a box and the edge of the page. */
const MARGIN = 8;

/** @returns a ref for the element, a way to open and close it, and whether it is open */
export function usePopover(): [RefObject<HTMLDetailsElement>, (open: boolean) => void, boolean] {
  const element = useRef<HTMLDetailsElement>(null);
  const [open, setState] = useState(false);
  const set = (next: boolean) => {
    if (element.current) element.current.open = next;
    setState(next);
  };
  useLayoutEffect(() => {
    const box = element.current?.querySelector<HTMLElement>(':scope > .popover');
    if (!box) return;
    if (open) keepWithin(box);
    box.toggleAttribute('data-placed', open); // it is not seen before
  }, [open]);
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

/** Moves an opened box to where the page has room for it. */
function keepWithin(box: HTMLElement): void {
  box.style.translate = '';
  const { left, right } = box.getBoundingClientRect();
  const beyond = Math.max(0, right - (document.documentElement.clientWidth - MARGIN));
  const shift = left - beyond < MARGIN ? MARGIN - left : -beyond;
  if (shift !== 0) box.style.translate = `${shift}px`;
}

/**
 * A button that opens a box below it.
 *
 * @param label names it, and is its tooltip where there are no `words`
 * @param words what is read on it
 * @param lazy what is in the box is made when it is opened
 */
export function Popover({
  label,
  icon,
  words,
  title,
  kind = '',
  lazy = false,
  children,
}: {
  label: string;
  icon?: IconName;
  words?: ComponentChildren;
  title?: string;
  kind?: string;
  lazy?: boolean;
  children: ComponentChildren | ((close: () => void) => ComponentChildren);
}) {
  const [element, setOpen, open] = usePopover();
  const close = () => {
    setOpen(false);
    element.current?.querySelector('summary')?.focus();
  };
  return (
    <details
      class={`menu ${kind}`.trim()}
      ref={element}
      onToggle={(e) => e.target === element.current && setOpen(e.currentTarget.open)}
    >
      <summary title={title ?? (words ? undefined : label)}>
        {icon && <Icon name={icon} />}
        {words ? <span class="words">{words}</span> : <span class="unseen">{label}</span>}
      </summary>
      <div class="popover" role="group" aria-label={label}>
        {(open || !lazy) && (typeof children === 'function' ? children(close) : children)}
      </div>
    </details>
  );
}
