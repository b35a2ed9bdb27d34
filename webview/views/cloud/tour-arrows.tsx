// How columns lie in the plane of a tour: an arrow for each, as long as the column is seen.
import { partOf } from '../../charts/scale';
import type { Axis, Frame } from '../../charts/scatter-frame';
import type { Turn } from '../../charts/tour';

/** The longest ones have names. */
const MOST_NAMES = 8;
/** Parts of the length below which an arrow is not drawn, and of the plot that a whole one takes. */
const [LEAST, WHOLE] = [0.08, 0.42];
const [LETTERS, LETTER] = [18, 7];

interface Props {
  turn: Turn;
  names: string[];
  frame: Frame;
  x: Axis;
  y: Axis;
}

export function TourArrows({ turn: { across, up }, names, frame, x, y }: Props) {
  const { left, top, plotWidth, plotHeight } = frame;
  const [middleX, middleY] = [
    left + partOf(0, x) * plotWidth,
    top + (1 - partOf(0, y)) * plotHeight,
  ];
  const length = WHOLE * Math.min(plotWidth, plotHeight);
  const arrows = names
    .map((name, d) => ({ name, x: across[d] ?? 0, y: up[d] ?? 0 }))
    .map((arrow) => ({ ...arrow, long: Math.hypot(arrow.x, arrow.y) }))
    .filter(({ long }) => long >= LEAST)
    .sort((a, b) => b.long - a.long);
  return (
    <svg x={left} y={top} width={plotWidth} height={plotHeight} overflow="hidden">
      {arrows.map(({ name, long, ...to }, k) => {
        const [endX, endY] = [middleX - left + length * to.x, middleY - top - length * to.y];
        const text = name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
        const wide = text.length * LETTER + 4;
        const before = to.x < 0 ? endX > wide : endX + wide > plotWidth;
        return (
          <g key={name}>
            <path
              d={`M${middleX - left} ${middleY - top}L${endX.toFixed(1)} ${endY.toFixed(1)}`}
              stroke="currentColor"
              stroke-width={1.5}
              stroke-opacity={0.5 + 0.5 * long}
            />
            {k < MOST_NAMES && (
              <text
                x={endX + (before ? -4 : 4)}
                y={endY + (before === to.x < 0 ? 4 : -6)}
                text-anchor={before ? 'end' : 'start'}
                class="on-points"
              >
                {text}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
