// What can be chosen about the pictures of a view. The views say it; it is drawn at the right of the tabs.
import { signal } from '@preact/signals';
import { type ComponentChildren, render } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { view } from '../state/store';
import { t } from '../text/translate';
import { Popover } from './popover';

/** Where the options are drawn, and those that are always in sight; null on a page without a place for them. */
const place = signal<HTMLElement | null>(null);
const front = signal<HTMLElement | null>(null);
const set = (holder: HTMLElement | null) => void (place.value = holder);
const setFront = (holder: HTMLElement | null) => void (front.value = holder);
/** the line has no room for the options beside all tabs: they are behind one button */
const shortLine = signal(false);
/** it is so long that what is always in sight need not be small */
export const longLine = signal(true);

/** CSS pixels of a line that is long, and of all that stands between tabs and options. */
const [LONG, GAPS] = [1280, 40];

const widthOf = (elements: NodeListOf<Element>) =>
  [...elements].reduce((sum, element) => sum + element.getBoundingClientRect().width, 0);

/** That place, in the line of the tabs. Where all of them do not fit it is a box behind one button. */
export function ViewOptionsPlace() {
  const element = useRef<HTMLDivElement>(null);
  /** CSS pixels of the options side by side, as last seen */
  const asked = useRef(0);
  useLayoutEffect(() => {
    const line = element.current?.parentElement;
    if (!line || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      if (line.clientWidth === 0) return;
      const beside = place.value;
      if (beside?.matches('.unfolded')) asked.current = beside.scrollWidth;
      const used = widthOf(
        line.querySelectorAll('[role="tab"], .in-sight > .view-options-part > *'),
      );
      shortLine.value = used + asked.current + GAPS > line.clientWidth;
      longLine.value = line.clientWidth >= LONG;
    };
    const observer = new ResizeObserver(measure);
    for (const one of [line, front.value, place.value]) if (one) observer.observe(one);
    return () => observer.disconnect();
  }, [place.value]);
  // options of another view take another width
  useLayoutEffect(() => void (shortLine.value = false), [view.value]);
  const label = t('View options');
  return (
    <div class="view-options-place" ref={element}>
      <div class="view-options in-sight" ref={setFront} />
      {shortLine.value ? (
        <Popover kind="view-options-menu" label={label} icon="settings">
          <div class="view-options" ref={set} />
        </Popover>
      ) : (
        <div class="view-options unfolded" role="group" aria-label={label} ref={set} />
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
