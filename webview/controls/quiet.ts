// Text for screen readers that changes often is passed on only now and then.
import { useEffect, useRef, useState } from 'preact/hooks';

/** @returns `text`, but no sooner than `milliseconds` after its last change; the latest text wins */
export function useAtMostEvery(milliseconds: number, text: string): string {
  const [said, setSaid] = useState(text);
  const last = useRef(-Infinity);
  useEffect(() => {
    if (text === said) return;
    const say = () => {
      last.current = performance.now();
      setSaid(text);
    };
    const timer = setTimeout(say, Math.max(0, last.current + milliseconds - performance.now()));
    return () => clearTimeout(timer);
  }, [text, said, milliseconds]);
  return said;
}
