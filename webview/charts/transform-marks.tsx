// What lies over f in the picture of y = f(x):
// small intervals on their way, marked points, atoms, the place that is held.
import type { TransformView } from '../../src/protocol/change-of-variables';
import type { Theme } from '../state/theme';
import { formatValue } from '../text/format';
import { sentence, t } from '../text/translate';
import type { Frame, Scales } from './transform-frame';

interface Props {
  view: TransformView;
  frame: Frame;
  scales: Scales;
  colours: Theme;
}

/** Values of y with a probability of their own, as bars on the axis of y. */
export function Atoms({ view, frame, scales: { py, inside }, colours }: Props) {
  const most = Math.max(...view.atoms.map((a) => a.probability), 1e-300);
  return (
    <>
      {view.atoms
        .filter((a) => inside(a.value))
        .map((a) => (
          <line
            key={a.value}
            x1={frame.end}
            x2={frame.end + (a.probability / most) * (frame.side - 14)}
            y1={py(a.value)}
            y2={py(a.value)}
            stroke={colours.high}
            stroke-width={4}
          >
            <title>
              {t(
                '{0} = {1} has the probability {2}',
                view.result,
                formatValue(a.value),
                formatValue(a.probability),
              )}
            </title>
          </line>
        ))}
    </>
  );
}

/**
 * Every small interval as a dash: on the axis of x (0), then on the curve (1), then on the axis of y (2), where its
 * length is dy.
 */
export function Intervals({
  view,
  frame: { bottom, end },
  scales: { px, py, inside },
  colours,
  travelled,
  opacity,
}: Props & { travelled: number; opacity?: number }) {
  const mix = (a: number, b: number, part: number) => a + (b - a) * part;
  const up = Math.min(1, travelled);
  const over = Math.max(0, travelled - 1);
  return (
    <>
      {view.intervals.map(
        ({ x, y }, i) =>
          y.every(inside) && (
            <line
              key={i}
              opacity={opacity}
              x1={mix(px(x[0]), end, over)}
              y1={mix(bottom, py(y[0]), up)}
              x2={mix(px(x[1]), end, over)}
              y2={mix(bottom, py(y[1]), up)}
              stroke={i % 2 === 1 ? colours.accent : colours.gaussian}
              stroke-width={4}
              stroke-linecap="butt"
            />
          ),
      )}
    </>
  );
}

/** Where f turns, is flat, breaks, or is not defined. */
export function Marks({ view, frame: { bottom }, scales: { px, py, inside }, colours }: Props) {
  return (
    <>
      {view.marks
        .filter((m) => !Number.isFinite(m.y) || inside(m.y))
        .map((m, i) => (
          <g key={i} stroke={colours.middle} stroke-width={2} fill="none">
            <title>{sentence(m.sentence)}</title>
            {Number.isFinite(m.y) ? (
              <circle cx={px(m.x)} cy={py(m.y)} r={5} />
            ) : (
              <path d={`M${px(m.x) - 4},${bottom - 4}l8,8m0,-8l-8,8`} />
            )}
          </g>
        ))}
    </>
  );
}

/** The place that is held: every root, its height under p_X, and the density they add up to. */
export function Held({ view, frame: { end, foot }, scales, colours }: Props) {
  const { px, py, down, across, inside } = scales;
  const { x, y, roots, density } = view.place!;
  if (!inside(y)) {
    if (x === null) return null;
    const defined = Number.isFinite(y);
    return (
      <line
        x1={px(x)}
        x2={px(x)}
        y1={foot}
        y2={foot - 30}
        stroke={defined ? colours.accent : colours.middle}
        stroke-dasharray={defined ? '4 3' : '2 3'}
      />
    );
  }
  const [low, high] = view.xRange;
  const shown = roots.filter((r) => r.x >= low && r.x <= high).slice(0, 200);
  const leftmost = Math.min(...shown.map((r) => px(r.x)), end);
  return (
    <g stroke={colours.accent} fill={colours.accent}>
      <line
        x1={leftmost}
        x2={across(Number.isFinite(density) ? density : 1e300)}
        y1={py(y)}
        y2={py(y)}
        stroke-dasharray="4 3"
      />
      {shown.map((r) => (
        <g key={r.x}>
          <line x1={px(r.x)} x2={px(r.x)} y1={py(y)} y2={foot} stroke-dasharray="4 3" />
          <circle
            cx={px(r.x)}
            cy={py(y)}
            r={x !== null && Math.abs(px(r.x) - px(x)) < 1 ? 6 : 4}
            stroke="none"
          />
          <circle cx={px(r.x)} cy={down(r.baseDensity)} r={3} stroke="none" />
        </g>
      ))}
    </g>
  );
}
