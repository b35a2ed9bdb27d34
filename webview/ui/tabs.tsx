// The views of an exploration as tabs: arrow keys, Home and End move between them.
import type { ViewName } from '../../src/protocol/webview';
import { show, VIEW_LABELS, view } from '../store';
import { t } from './translate';

const NAMES = Object.keys(VIEW_LABELS) as ViewName[];

export function Tabs() {
  const move = (event: KeyboardEvent) => {
    const at = NAMES.indexOf(view.value);
    const to: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: NAMES.length - 1,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    const next = NAMES[(to[event.key] + NAMES.length) % NAMES.length];
    show(next);
    document.getElementById(tabId(next))?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t('Views')} onKeyDown={move}>
      {NAMES.map((name) => (
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
          {VIEW_LABELS[name]}
        </button>
      ))}
    </div>
  );
}

export const tabId = (name: ViewName) => `tab-${name}`;
