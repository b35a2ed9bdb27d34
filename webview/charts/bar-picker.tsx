// Lies over bars of categories: they are clicked, looked at, and reached by keys.
import { useRef, useState } from 'preact/hooks';
import { hovered, hoverNothing } from '../state/hover';
import { type How, howOf } from '../state/selection';
import { t } from '../text/translate';
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
  const [keyed, setKeyed] = useState<number | null>(null);
  const at = (event: PointerEvent | MouseEvent) => {
    const { top, height } = element.current!.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((event.clientY - top) / height) * count)));
  };
  const say = (bar: number, x: number, y: number, by: 'pointer' | 'keys') =>
    void (hovered.value = { title: name, lines: describe(bar), at: { x, y }, by });
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const bar = Math.max(0, Math.min(count - 1, (keyed ?? (step > 0 ? -1 : count)) + step));
      setKeyed(bar);
      const { left, top, width, height } = element.current!.getBoundingClientRect();
      say(bar, left + width / 2, top + ((bar + 1) * height) / count, 'keys');
    } else if ((event.key === ' ' || event.key === 'Enter') && keyed !== null)
      onBar(keyed, howOf(event, true));
    else return;
    event.preventDefault();
  };
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
      onPointerMove={(event) => say(at(event), event.clientX, event.clientY, 'pointer')}
      onPointerLeave={hoverNothing}
      onKeyDown={key}
      onBlur={() => {
        setKeyed(null);
        hoverNothing();
      }}
    >
      {keyed !== null && (
        <span
          class="reached across"
          style={{ top: `${(100 * keyed) / count}%`, height: `${100 / count}%` }}
        />
      )}
    </div>
  );
}
