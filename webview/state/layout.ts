// How the page is laid out: what its width has room for, and whether the rail is open where it is a drawer.
import { effect, signal, type Signal } from '@preact/signals';

/** as narrow as a column beside an editor: one picture a row, options behind one button */
export const narrow = matches('(max-width: 600px)');
/** no room for the rail beside the stage: it is a drawer */
export const railIsDrawer = matches('(max-width: 899px)');
/** whether that drawer is open */
export const railOpen = signal(false);
effect(() => {
  if (!railIsDrawer.value) railOpen.value = false;
});

function matches(query: string): Signal<boolean> {
  const list = typeof matchMedia === 'function' ? matchMedia(query) : null;
  const found = signal(list?.matches ?? false);
  list?.addEventListener?.('change', (change) => (found.value = change.matches));
  return found;
}
