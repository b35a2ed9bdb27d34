// The one place that draws axes outside Vega: ticks with their numbers, the numbers at both ends, and names.
import { DIGIT } from './scale';

/** A number at an axis, and where it stands along it, in CSS pixels. */
export interface Tick {
  at: number;
  text: string;
}

/** Below a plot, or at its left. */
export type Side = 'below' | 'left';

/** Attributes of the text, where the style sheet does not set them. */
export interface Lettering {
  fill?: string;
  'font-family'?: string;
  'font-size'?: number;
}

interface TicksProps {
  side: Side;
  ticks: Tick[];
  /** from where to where a line is drawn at each tick, across the axis: a short mark, or a grid line */
  line: [number, number];
  /** the baseline of the numbers below a plot, their right edge at its left */
  numbers: number;
  /** numbers below a plot do not reach beyond this */
  right?: number;
  stroke?: string;
  letters?: Lettering;
}

export function Ticks({
  side,
  ticks,
  line: [from, to],
  numbers,
  right = Infinity,
  stroke = 'currentColor',
  letters,
}: TicksProps) {
  const below = side === 'below';
  return (
    <>
      {ticks.map(({ at, text }) => (
        <g key={at}>
          <path d={below ? `M${at} ${from}V${to}` : `M${from} ${at}H${to}`} stroke={stroke} />
          <text
            {...letters}
            {...(below
              ? { ...within(right, at, text), y: numbers }
              : { x: numbers, y: at + 4, 'text-anchor': 'end' })}
          >
            {text}
          </text>
        </g>
      ))}
    </>
  );
}

const within = (right: number, at: number, text: string) =>
  at + (text.length * DIGIT) / 2 > right
    ? { x: right, 'text-anchor': 'end' as const }
    : { x: at, 'text-anchor': 'middle' as const };

/** The numbers at both ends of an axis below a plot. */
export function EndNumbers({
  texts: [low, high],
  x,
  y,
  length,
}: {
  texts: readonly [string, string];
  x: number;
  y: number;
  length: number;
}) {
  return (
    <>
      <text x={x} y={y}>
        {low}
      </text>
      <text x={x + length} y={y} text-anchor="end">
        {high}
      </text>
    </>
  );
}

/** What an axis is of, at the middle of its length. */
export function AxisName({
  side,
  middle,
  baseline,
  text,
  letters,
}: {
  side: Side;
  middle: number;
  baseline: number;
  text: string | null;
  letters?: Lettering;
}) {
  const place = side === 'below' ? { x: middle } : { x: -middle, transform: 'rotate(-90)' };
  return (
    <text {...letters} {...place} y={baseline} text-anchor="middle">
      {text}
    </text>
  );
}
