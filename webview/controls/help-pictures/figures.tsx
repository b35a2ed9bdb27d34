// What figures say: how well a density does, on which rows, and how sure that is.
import {
  bars,
  curve,
  dot,
  type Frame,
  gauss,
  type Kind,
  LEFT,
  line,
  type Pictures,
  RIGHT,
  squares,
  words,
} from './drawing';

const BELL: Frame = { x: [-3.2, 3.2], y: [0, 0.42] };
/** Each draw weighs half as much as the one before it: eight of them are worth three. */
export const HALVED = Array.from({ length: 8 }, (_, k) => 0.5 ** k);

const interval = (y: number, centre: number, twice: number, kind: Kind) => {
  const frame: Frame = { x: [-1, 2], y: [0, 4] };
  return (
    <>
      {line(
        frame,
        [
          [centre - twice, y],
          [centre + twice, y],
        ],
        kind,
      )}
      {dot(frame, [centre, y], kind)}
    </>
  );
};

export const FIGURES = {
  nats: () => (
    <>
      {bars({ x: [0, 4], y: [0, Math.exp(3)], bottom: 50 }, [0, 1, 2, 3].map(Math.exp), 'flow', 6)}
      {[0, 1, 2, 3].map((k) => words(18 + 28 * k, 61, String(k)))}
    </>
  ),
  verdict: () => (
    <>
      {line(
        { x: [-1, 2], y: [0, 4] },
        [
          [0, 0],
          [0, 4],
        ],
        'faint',
      )}
      {interval(3.2, 1.2, 0.4, 'flow')}
      {interval(2, 0.5, 0.9, 'plain')}
      {interval(0.8, -0.3, 0.25, 'gaussian')}
    </>
  ),
  posterior: () => (
    <>
      {curve({ x: [-3.2, 3.2], y: [0, 0.9] }, (x) => gauss(x), 'data', { filled: true })}
      {curve({ x: [-3.2, 3.2], y: [0, 0.9] }, (x) => gauss(x, 0.8, 0.45), 'flow')}
    </>
  ),
  calibration: () => (
    <>
      {bars({ x: [0, 8], y: [0, 14] }, [9, 11, 10, 8, 12, 10, 9, 11], 'flow', 10)}
      {line(
        { x: [0, 8], y: [0, 14] },
        [
          [0, 10],
          [8, 10],
        ],
        'plain',
      )}
    </>
  ),
  'test rows': () =>
    squares(
      ['ddvdddddtd', 'dtdddddvdd', 'ddddvddddt', 'dddtddvddd'].map((row) =>
        [...row].map((part) => ({ d: 'data', v: 'faint', t: 'flow' })[part] as Kind),
      ),
      11,
    ),
  'cross-fitted rows': () =>
    squares(
      Array.from({ length: 5 }, (_, i) =>
        Array.from({ length: 5 }, (_, j): Kind => (i === j ? 'flow' : 'data')),
      ),
      12,
    ),
  'standard error': () => (
    <>
      {curve(BELL, gauss, 'data', { from: -1, to: 1, filled: true })}
      {curve(BELL, gauss, 'plain')}
    </>
  ),
  'training curve': () => {
    const frame: Frame = { x: [0, 10], y: [0, 1.15] };
    return (
      <>
        {line(
          frame,
          [
            [0, 0.45],
            [10, 0.45],
          ],
          'gaussian',
        )}
        {curve(frame, (x) => 1.05 * (1 - Math.exp(-x / 1.8)), 'faint')}
        {curve(frame, (x) => 1 - Math.exp(-x / 1.8) - 0.0022 * x * x, 'flow')}
      </>
    );
  },
  'effective sample size': () => {
    const total = HALVED.reduce((sum, w) => sum + w, 0);
    const worth = total ** 2 / HALVED.reduce((sum, w) => sum + w * w, 0);
    return (
      <>
        {bars({ x: [0, 8], y: [0, 1], ...LEFT }, HALVED, 'data', 1)}
        {words(60, 35, '≈')}
        {bars(
          { x: [0, 1], y: [0, 3], ...RIGHT },
          Array(Math.round(worth)).fill(total / worth),
          'flow',
          2,
        )}
      </>
    );
  },
} satisfies Pictures;
