// Lies over bars of categories: they are clicked, looked at, and reached by keys.
import { useRef } from 'preact/hooks';
import { hoverNothing } from '../state/hover';
import { type How, howOf } from '../state/selection';
import { t } from '../text/translate';
import { useKeyedBars } from './keyed-bars';
import { overPlot, type PlotBox } from './vega';

interface Props {
  box: PlotBox;
  /** of the bars, from above */
  count: number;
  /** the column, for screen readers */
  name: string;
  /** what there is to say of a bar */
  describe: (bar: number) => string[];
  onBar: (bar: number, how: How) => void;
}

/** Arrows go from bar to bar. Names beside the bars belong to them. */
export function BarPicker({ box, count, name, describe, onBar }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const at = (event: PointerEvent | MouseEvent) => {
    const { top, height } = element.current!.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientY - top) / height) * count)));
  };
  const keys = useKeyedBars({
    count,
    name,
    describe,
    onBar,
    steps: { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 },
    pointOf: (bar) => {
      const { left, top, width, height } = element.current!.getBoundingClientRect();
      return { x: left + width / 2, y: top + ((bar + 1) * height) / count };
    },
  });
  return (
    <div
      ref={element}
      class="brush"
      tabIndex={0}
      role="group"
      aria-label={t(
        'Select by {0}. Arrow keys go from bar to bar, Space selects one, Escape clears.',
        name,
      )}
      style={overPlot({ ...box, left: 0, width: box.left + box.width })}
      onClick={(event) => onBar(at(event), howOf(event, true))}
      onPointerMove={(event) => keys.hover(at(event), event)}
      onPointerLeave={hoverNothing}
      onKeyDown={(event) => keys.press(event) && event.preventDefault()}
      onBlur={keys.leave}
    >
      {keys.reached !== null && (
        <span
          class="reached across"
          style={{ top: `${(100 * keys.reached) / count}%`, height: `${100 / count}%` }}
        />
      )}
    </div>
  );
}
