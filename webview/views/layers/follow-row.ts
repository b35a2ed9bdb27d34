// Which point the layers are looked at through: the row selected last, or the one that the pointer is on.
import { useEffect } from 'preact/hooks';
import { hovered } from '../../state/hover';
import { isSelected, selected } from '../../state/selection';

/** Milliseconds that the pointer stays on a row before its plane is computed. */
const STAY = 80;

/**
 * @param rows of the points
 * @param choose takes the first point whose row is selected, whenever the selection changes
 * @param follow takes the point under the pointer or reached by keys; null once it is on none
 */
export function useFollowed(
  rows: readonly number[],
  choose: (index: number) => void,
  follow: (index: number | null) => void,
): void {
  const picked = selected.value;
  useEffect(() => {
    if (!picked) return;
    const index = rows.findIndex((row) => row >= 0 && isSelected(row));
    if (index >= 0) choose(index);
  }, [picked, rows]);
  const now = hovered.value;
  const row = now && 'row' in now && now.row >= 0 ? now.row : null;
  useEffect(() => {
    const index = row === null ? -1 : rows.indexOf(row);
    const timer = setTimeout(() => follow(index >= 0 ? index : null), STAY);
    return () => clearTimeout(timer);
  }, [row, rows]);
}
