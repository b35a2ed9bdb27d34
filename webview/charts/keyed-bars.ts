// Bars that are reached by arrow keys and chosen by Space or Enter.
import { useState } from 'preact/hooks';
import { hovered, hoverNothing } from '../state/hover';
import { type How, howOf } from '../state/selection';

interface Bars {
  count: number;
  /** the column, for screen readers */
  name: string;
  /** what there is to say of a bar; nothing: there is none */
  describe: (bar: number) => string[];
  onBar: (bar: number, how: How) => void;
  /** by how many bars a key goes on */
  steps: Readonly<Record<string, number>>;
  /** the point of the window beside which a bar reached by keys is described */
  pointOf: (bar: number) => { x: number; y: number };
}

/** What a chart of bars does with keys, and the bar that they have reached. */
export function useKeyedBars({ count, name, describe, onBar, steps, pointOf }: Bars) {
  const [reached, setReached] = useState<number | null>(null);
  const say = (bar: number, at: { x: number; y: number }, by: 'pointer' | 'keys') => {
    const lines = bar < 0 ? [] : describe(bar);
    hovered.value = lines.length > 0 ? { title: name, lines, at, by } : null;
  };
  return {
    reached,
    hover: (bar: number, event: PointerEvent) =>
      say(bar, { x: event.clientX, y: event.clientY }, 'pointer'),
    /** Whether the key was one of these. */
    press: (event: KeyboardEvent): boolean => {
      const step = steps[event.key];
      if (step !== undefined && count > 0) {
        const next = (reached ?? (step > 0 ? -1 : count)) + step;
        const bar = Math.max(0, Math.min(count - 1, next));
        setReached(bar);
        say(bar, pointOf(bar), 'keys');
        return true;
      }
      if ((event.key !== ' ' && event.key !== 'Enter') || reached === null) return false;
      onBar(reached, howOf(event, true));
      return true;
    },
    leave: () => {
      setReached(null);
      hoverNothing();
    },
  };
}
