// Tells the page what a form has come to, whenever that is something else.
import { useEffect } from 'preact/hooks';
import type { Step } from '../../../../../src/protocol/operations';

export function useChanged(step: Step | null, onChange: (step: Step | null) => void): void {
  const text = JSON.stringify(step);
  useEffect(() => onChange(step), [text]);
}
