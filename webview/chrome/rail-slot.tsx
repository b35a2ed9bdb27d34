// Where the rail lies: beside the stage, or, where there is no room, in a drawer over it that a button opens.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../controls/icon';
import { railIsDrawer, railOpen } from '../state/layout';
import { t } from '../text/translate';

const ID = 'rail';

export function RailSlot({ children }: { children: ComponentChildren }) {
  const element = useRef<HTMLElement>(null);
  const open = railIsDrawer.value && railOpen.value;
  useEffect(() => {
    if (open) element.current?.focus();
  }, [open]);
  const close = () => {
    railOpen.value = false;
    document.querySelector<HTMLElement>(`[aria-controls="${ID}"]`)?.focus();
  };
  return (
    <>
      <aside
        id={ID}
        ref={element}
        class={open ? 'page-rail open' : 'page-rail'}
        aria-label={t('Columns')}
        tabIndex={open ? -1 : undefined}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !open) return;
          event.stopPropagation();
          close();
        }}
      >
        {children}
      </aside>
      {open && <div class="beyond-drawer" onClick={close} />}
    </>
  );
}

/** Opens and closes the drawer; absent where the rail lies beside the stage. */
export function RailButton() {
  if (!railIsDrawer.value) return null;
  return (
    <button
      type="button"
      class="icon-button rail-button"
      title={t('Columns')}
      aria-expanded={railOpen.value ? 'true' : 'false'}
      aria-controls={ID}
      onClick={() => (railOpen.value = !railOpen.value)}
    >
      <Icon name="list-unordered" />
      <span class="unseen">{t('Columns')}</span>
    </button>
  );
}
