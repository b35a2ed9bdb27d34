// How many panels lie beside one another.

/** CSS pixels: a panel is at least so wide, with a gap between two. */
export const NARROWEST = 260;
const GAP = 16;

/** @param width of all panels together, in CSS pixels */
export function gridOf(
  width: number,
  panels: number,
): { style: { gridTemplateColumns: string }; panelWidth: number } {
  const columns = Math.max(1, Math.min(panels, Math.floor((width + GAP) / (NARROWEST + GAP))));
  return {
    style: { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` },
    panelWidth: Math.floor((width - GAP * (columns - 1)) / columns),
  };
}
