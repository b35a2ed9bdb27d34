// The views of an exploration as tabs: arrow keys, Home and End move between them. Those that have no room are behind
// a button at the end.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ViewName } from '../../src/protocol/webview';
import { Popover } from '../controls/popover';
import { show, view } from '../state/store';
import { t } from '../text/translate';

/** CSS pixels of the button at the end. */
const MORE = 36;

export function Tabs({ views }: { views: Record<ViewName, { label: string }> }) {
  const names = Object.keys(views) as ViewName[];
  const list = useRef<HTMLDivElement>(null);
  const shown = useShown(list, names);
  const moved = useRef(false);
  useEffect(() => {
    if (moved.current) document.getElementById(tabId(view.value))?.focus();
    moved.current = false;
  });
  const move = (event: KeyboardEvent) => {
    const at = names.indexOf(view.value);
    const to = new Map([
      ['ArrowRight', at + 1],
      ['ArrowLeft', at - 1],
      ['Home', 0],
      ['End', -1],
    ]).get(event.key);
    if (to === undefined) return;
    event.preventDefault();
    moved.current = true;
    show(names.at(to % names.length)!);
  };
  return (
    <div class="tabs-line">
      <div class="tabs" role="tablist" aria-label={t('Views')} ref={list} onKeyDown={move}>
        {names.map((name) => (
          <button
            key={name}
            id={tabId(name)}
            type="button"
            role="tab"
            class={shown.includes(name) ? undefined : 'without-room'}
            aria-selected={view.value === name ? 'true' : 'false'}
            aria-controls="view"
            tabIndex={view.value === name ? 0 : -1}
            onClick={() => show(name)}
          >
            {views[name].label}
          </button>
        ))}
      </div>
      {shown.length < names.length && (
        <Popover kind="more-views" label={t('More views')} icon="ellipsis">
          {(close) =>
            names
              .filter((name) => !shown.includes(name))
              .map((name) => (
                <button
                  key={name}
                  type="button"
                  class="entry"
                  onClick={() => {
                    close();
                    show(name);
                  }}
                >
                  {views[name].label}
                </button>
              ))
          }
        </Popover>
      )}
    </div>
  );
}

export const tabId = (name: ViewName) => `tab-${name}`;

/** The tabs that have room, measured whenever the page is resized. */
function useShown(
  list: { readonly current: HTMLElement | null },
  names: readonly ViewName[],
): readonly ViewName[] {
  const [room, setRoom] = useState<{ tabs: number[]; width: number } | null>(null);
  useLayoutEffect(() => {
    const line = list.current?.parentElement;
    if (!list.current || !line || typeof ResizeObserver === 'undefined') return;
    const measure = () =>
      setRoom({
        tabs: [...list.current!.children].map((tab) => tab.getBoundingClientRect().width),
        width: line.clientWidth,
      });
    const observer = new ResizeObserver(measure);
    observer.observe(line);
    for (const tab of list.current.children) observer.observe(tab); // fonts come later
    return () => observer.disconnect();
  }, [names.length]);
  if (!room || room.width === 0) return names;
  return withRoom(names, room.tabs, room.width, view.value);
}

/** The first tabs that fit, the chosen one among them in any case. */
export function withRoom<N>(
  names: readonly N[],
  widths: readonly number[],
  width: number,
  chosen: N,
): N[] {
  const whole = widths.reduce((a, b) => a + b, 0);
  if (whole <= width) return [...names];
  const at = names.indexOf(chosen);
  let left = width - MORE - (widths[at] ?? 0);
  let full = false;
  return names.filter((_, i) => {
    if (i === at) return true;
    full ||= widths[i]! > left;
    if (!full) left -= widths[i]!;
    return !full;
  });
}
