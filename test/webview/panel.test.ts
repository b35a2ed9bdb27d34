// Axes of a panel: there are always two numbers, however narrow the plot and long the numbers.
import { expect, test } from 'vitest';
import { columnAxis, panelOf } from '../../webview/charts/panel';
import type { Theme } from '../../webview/state/theme';

test.each([
  [0, 4600],
  [0, 12_000],
  [-3, 3],
  [999.5, 1001.5],
  [0, 1e7],
  [1.2345, 1.2346],
])('an axis from %d to %d has at least two numbers at any width', (low, high) => {
  for (const outer of [160, 222, 300, 700]) {
    const axis = columnAxis({ name: 'a', ends: [low, high] }, panelOf(outer), {
      fontSize: 13,
    } as Theme) as { values: number[] };
    expect(axis.values.filter((v) => v >= low && v <= high).length).toBeGreaterThanOrEqual(2);
  }
});
