// A small "?" beside a word: two sentences and a picture of what it means, the same in every view.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { GLOSSARY, type Term } from '../text/glossary';
import { t } from '../text/translate';
import { PICTURES } from './help-pictures';
import { usePopover } from './popover';

/** CSS pixels */
const WIDTH = 380;
const EDGE = 8;
const GAP = 4;

/** @param of  one word, or several that stand beside each other */
export function Help({ of }: { of: Term | readonly Term[] }) {
  const [element, setOpen, open] = usePopover();
  const terms = typeof of === 'string' ? [of] : of;
  const titles = terms.map((term) => GLOSSARY[term].title).join(', ');
  return (
    <details
      class="help"
      ref={element}
      onToggle={(e) => setOpen(e.currentTarget.open)}
      onFocusOut={(e) =>
        e.relatedTarget instanceof Node &&
        !e.currentTarget.contains(e.relatedTarget) &&
        setOpen(false)
      }
    >
      <summary aria-label={t('What it means: {0}', titles)} title={titles}>
        ?
      </summary>
      {open && <Explanation terms={terms} close={() => setOpen(false)} />}
    </details>
  );
}

function Explanation({ terms, close }: { terms: readonly Term[]; close: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place(box.current!), []);
  useEffect(() => {
    // it does not move along with what it stands beside
    const scrolled = (event: Event) =>
      box.current && !box.current.contains(event.target as Node) && close();
    addEventListener('scroll', scrolled, true);
    addEventListener('resize', close);
    return () => {
      removeEventListener('scroll', scrolled, true);
      removeEventListener('resize', close);
    };
  }, []);
  return (
    <div class="explanation" ref={box}>
      {terms.map((term) => (
        <div key={term}>
          <strong>{GLOSSARY[term].title}</strong>
          <div class="picture-and-words">
            <svg viewBox="0 0 120 64" width="120" height="64" aria-hidden="true">
              {PICTURES[term]()}
            </svg>
            <p>{GLOSSARY[term].sentences.join(' ')}</p>
          </div>
        </div>
      ))}
    </div>
  );
}

/** Below the "?" or, where there is more room, above it; never beyond an edge of the page. */
function place(box: HTMLElement): void {
  const mark = box.parentElement!.getBoundingClientRect();
  const width = Math.min(WIDTH, innerWidth - 2 * EDGE);
  box.style.width = `${width}px`;
  box.style.left = `${Math.max(EDGE, Math.min(mark.left, innerWidth - EDGE - width))}px`;
  const [above, below] = [mark.top - GAP - EDGE, innerHeight - mark.bottom - GAP - EDGE];
  const upwards = box.offsetHeight > below && above > below;
  box.style.maxHeight = `${upwards ? above : below}px`;
  if (upwards) box.style.bottom = `${innerHeight - mark.top + GAP}px`;
  else box.style.top = `${mark.bottom + GAP}px`;
}
