// What the pointer or the keys are on: a row of the table, or something with a few lines to say.
import { signal } from '@preact/signals';

/** In CSS pixels of the window. */
export interface Spot {
  x: number;
  y: number;
}

export type Hovered = { at: Spot; by: 'pointer' | 'keys' } & (
  { row: number } | { title: string; lines: string[] }
);

export const hovered = signal<Hovered | null>(null);

export function hoverRow(row: number, at: Spot, by: Hovered['by'] = 'pointer'): void {
  const now = hovered.peek();
  // the card stays where it came up while the pointer stays on the row
  if (now && 'row' in now && now.row === row && now.by === by) return;
  hovered.value = { row, at, by };
}

export const hoverNothing = () => void (hovered.value = null);
