// What can be chosen about the pictures of a view. The views say it; it is drawn at the right of the tabs.
import { signal } from '@preact/signals';
import { type ComponentChildren, render } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../text/translate';
import { Popover } from './popover';

/** Where the options are drawn, and those that are always in sight; null on a page without a place for them. */
const place = signal<HTMLElement | null>(null);
const front = signal<HTMLElement | null>(null);
const set = (holder: HTMLElement | null) => void (place.value = holder);
const setFront = (holder: HTMLElement | null) => void (front.value = holder);
/** the line of the tabs is short: options are behind one button */
const shortLine = signal(false);
/** it is so long that what is always in sight need not be small */
export const longLine = signal(true);

/** CSS pixels of a line that has room for the tabs and for them, and of one that has for more. */
const [ROOM, MUCH_ROOM] = [720, 1280];

/** That place, in the line of the tabs. Where the line is short it is a box behind one button. */
export function ViewOptionsPlace() {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const parent = element.current?.parentElement;
    if (!parent || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const { clientWidth } = parent;
      if (clientWidth === 0) return;
      shortLine.value = clientWidth < ROOM;
      longLine.value = clientWidth >= MUCH_ROOM;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(parent);
    return () => observer.disconnect();
  }, []);
  const label = t('View options');
  return (
    <div class="view-options-place" ref={element}>
      <div class="view-options" ref={setFront} />
      {shortLine.value ? (
        <Popover kind="view-options-menu" label={label} icon="settings">
          <div class="view-options" ref={set} />
        </Popover>
      ) : (
        <div class="view-options" role="group" aria-label={label} ref={set} />
      )}
    </div>
  );
}

/** Options of the view that this stands in; drawn where it stands when the page has no place for them. */
export function ViewOptions({
  children,
  inSight = false,
}: {
  children: ComponentChildren;
  /** never behind a button */
  inSight?: boolean;
}) {
  const [holder] = useState(() => document.createElement('div'));
  const there = (inSight ? front : place).value;
  useLayoutEffect(() => {
    if (!there) return;
    holder.className = 'view-options-part';
    there.append(holder);
    return () => {
      render(null, holder);
      holder.remove();
    };
  }, [there]);
  useLayoutEffect(() => {
    if (there) render(<>{children}</>, holder);
  });
  return there ? null : <div class="view-options">{children}</div>;
}
