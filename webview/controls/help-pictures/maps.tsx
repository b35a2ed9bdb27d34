// What a flow and other maps do to space, and what its determinant costs.
import {
  curve,
  dot,
  type Frame,
  gauss,
  LEFT,
  line,
  type Pictures,
  PLANE,
  RIGHT,
  ring,
  shape,
  squares,
  words,
} from './drawing';

const logNormal = (x: number) => (x > 0 ? gauss(Math.log(x), 0, 0.6) / x : 0);
/** of the plane, as a layer does it */
const bent = ([u, v]: readonly [number, number]) => [u, v + 0.5 * u * u - 1] as const;
const same = (u: readonly [number, number]) => u;

export const MAPS = {
  flow: () => (
    <>
      {[1, 2].map((radius) => ring({ ...PLANE, ...LEFT }, same, radius, 'faint'))}
      {[1, 2].map((radius) => ring({ ...PLANE, ...RIGHT }, bent, radius, 'flow'))}
      {words(60, 35, '→')}
    </>
  ),
  base: () => (
    <>
      {[-1.5, -0.5, 0.5, 1.5].map((u) =>
        line(
          { x: [-3, 6], y: [0, 1], top: 26, bottom: 38 },
          [
            [u, 1],
            [Math.exp(0.9 * u), 0],
          ],
          'faint',
        ),
      )}
      {curve({ x: [-3, 6], y: [0, 0.45], bottom: 24 }, gauss, 'plain')}
      {curve(
        { x: [-3, 6], y: [0, 0.75], top: 40 },
        (x) => (x > 0 ? gauss(Math.log(x) / 0.9) / (0.9 * x) : 0),
        'flow',
        { from: 0.01 },
      )}
      {words(8, 22, 'u')}
      {words(8, 58, 'x')}
    </>
  ),
  'log determinant': () => (
    <>
      {shape(
        { x: [0, 2], y: [0, 2], ...LEFT },
        [
          [0.5, 0.5],
          [1.5, 0.5],
          [1.5, 1.5],
          [0.5, 1.5],
        ],
        'data',
      )}
      {shape(
        { x: [0, 2], y: [0, 2], ...RIGHT },
        [
          [0, 0],
          [1.5, 0.5],
          [2, 2],
          [0.5, 1.5],
        ],
        'flow',
      )}
      {words(60, 24, '2 ×')}
      {words(60, 38, '→')}
    </>
  ),
  Jacobian: () =>
    squares(
      Array.from({ length: 4 }, (_, i) =>
        Array.from({ length: 4 }, (_, j) => (j < i ? 'data' : i === j ? 'flow' : null)),
      ),
      14,
    ),
  // both axes logarithmic, N from 1 to 100
  price: () => {
    const frame: Frame = { x: [0, 2], y: [0, 6] };
    return (
      <>
        {line(
          frame,
          [
            [0, 0],
            [2, 6],
          ],
          'plain',
        )}
        {line(
          frame,
          [
            [0, 0],
            [2, 2],
          ],
          'flow',
        )}
        {words(72, 20, 'N³')}
        {words(108, 38, 'N')}
      </>
    );
  },
  transform: () => (
    <>
      {curve({ x: [0, 5], y: [0, 0.85], ...LEFT }, logNormal, 'data', { filled: true })}
      {curve({ x: [-2, 2], y: [0, 0.85], ...RIGHT }, (z) => gauss(z, 0, 0.6), 'data', {
        filled: true,
      })}
      {words(60, 35, '→')}
    </>
  ),
  diffeomorphism: () => (
    <>
      {curve({ x: [-1, 1], y: [-1.6, 1.6], ...LEFT }, (x) => x ** 3 + 0.6 * x, 'flow')}
      {curve({ x: [-1, 1], y: [-0.2, 1.2], ...RIGHT }, (x) => x * x, 'plain')}
      {line(
        { x: [-1, 1], y: [-0.2, 1.2], ...RIGHT },
        [
          [-1, 0.5],
          [1, 0.5],
        ],
        'faint',
      )}
      {[-1, 1].map((side) =>
        dot({ x: [-1, 1], y: [-0.2, 1.2], ...RIGHT }, [side * Math.SQRT1_2, 0.5], 'plain'),
      )}
    </>
  ),
} satisfies Pictures;
