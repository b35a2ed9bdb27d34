// How pictures are looked at: the same in every view, and remembered with the page.
import { signal } from '@preact/signals';
import type { Look } from '../../src/protocol/look';

export const FIRST_LOOK: Look = {
  across: null,
  up: null,
  layout: 'beside',
  shown: {},
  lines: { gaussian: true, flow: true },
};

export const look = signal<Look>(FIRST_LOOK);
export const lookAs = (part: Partial<Look>) => void (look.value = { ...look.value, ...part });

/** The chosen pair as places among these columns: the first two where nothing else was chosen. */
export function pairIn(columns: readonly string[]): [x: number, y: number] {
  const { across, up } = look.value;
  const place = (name: string | null) => (name === null ? -1 : columns.indexOf(name));
  const other = (of: number) => (of === 0 ? Math.min(1, columns.length - 1) : 0);
  const [x, y] = [place(across), place(up)];
  if (x >= 0) return [x, y >= 0 ? y : other(x)];
  return y >= 0 ? [other(y), y] : [0, other(0)];
}
