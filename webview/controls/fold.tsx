// What a wide page shows at once and a narrow one keeps behind a line, so that its views begin on the first screen.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

const query = typeof matchMedia === 'function' ? matchMedia('(max-width: 480px)') : null;
/** whether the page is narrow, as in a column beside an editor */
export const narrow = signal(query?.matches ?? false);
query?.addEventListener?.('change', (change) => (narrow.value = change.matches));

export function Fold({ summary, children }: { summary: string; children: ComponentChildren }) {
  if (!narrow.value) return <>{children}</>;
  return (
    <details class="fold">
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
