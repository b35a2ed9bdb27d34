// The views of an exploration as tabs: arrow keys, Home and End move between them.
import type { ViewName } from '../../src/protocol/webview';
import { show, view } from '../state/store';
import { t } from '../text/translate';

export function Tabs({ views }: { views: Record<ViewName, { label: string }> }) {
  const names = Object.keys(views) as ViewName[];
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
    const next = names.at(to % names.length)!;
    show(next);
    document.getElementById(tabId(next))?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t('Views')} onKeyDown={move}>
      {names.map((name) => (
        <button
          key={name}
          id={tabId(name)}
          type="button"
          role="tab"
          aria-selected={view.value === name ? 'true' : 'false'}
          aria-controls="view"
          tabIndex={view.value === name ? 0 : -1}
          onClick={() => show(name)}
        >
          {views[name].label}
        </button>
      ))}
    </div>
  );
}

export const tabId = (name: ViewName) => `tab-${name}`;
