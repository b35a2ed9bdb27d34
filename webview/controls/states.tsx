// What stands where there is nothing to draw yet: why it is empty, that it is on its way, what went wrong.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../text/translate';
import { Button, ProgressRing } from './controls';

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="state empty">{children}</p>;
}

/** After some seconds a second sentence says that this is not stuck. */
export function Loading({
  sentence,
  long = t('This takes longer with more rows and columns. You can look at another view meanwhile.'),
}: {
  sentence: string;
  long?: string;
}) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 3000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="state loading" role="status">
      <ProgressRing />
      <span>
        {sentence} {slow && long}
      </span>
    </div>
  );
}

export function Problem({ sentence, retry }: { sentence: string; retry?: () => void }) {
  return (
    <div class="state problem" role="alert">
      <span>{sentence}</span>
      {retry && <Button onClick={retry}>{t('Try Again')}</Button>}
    </div>
  );
}
