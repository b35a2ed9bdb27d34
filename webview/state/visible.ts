// Whether an element has come near the part of the page that is seen: charts far below are not drawn before.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const NEAR = '400px';

/** @returns a ref for the element, and whether it was ever near; true at once where this cannot be observed */
export function useNear<E extends HTMLElement>(): [RefObject<E>, boolean] {
  const ref = useRef<E>(null);
  const [near, setNear] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    if (near || !ref.current) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && setNear(true),
      { rootMargin: NEAR },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [near]);
  return [ref, near];
}
