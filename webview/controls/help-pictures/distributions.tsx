// What distributions look like: one column, two, given one of them, several added up.
import {
  bars,
  curve,
  type Frame,
  gauss,
  type Kind,
  LEFT,
  line,
  type Pictures,
  PLANE,
  RIGHT,
  ring,
} from './drawing';

/** Two humps, as of the column that data, Gaussian and flow describe in these pictures. */
const WEIGHTS = [0.6, 0.4] as const;
const humps = (x: number) => WEIGHTS[0] * gauss(x, -1, 0.5) + WEIGHTS[1] * gauss(x, 1.3, 0.6);
const mean = WEIGHTS[0] * -1 + WEIGHTS[1] * 1.3;
const deviation = Math.sqrt(WEIGHTS[0] * (0.25 + 1) + WEIGHTS[1] * (0.36 + 1.69) - mean ** 2);
const HUMPS: Frame = { x: [-3.2, 3.6], y: [0, 0.52] };
const BINS = 16;
const binned = Array.from({ length: BINS }, (_, k) =>
  humps(HUMPS.x[0] + ((k + 0.5) / BINS) * (HUMPS.x[1] - HUMPS.x[0])),
);
/** A circle of radius 1 as the ellipse of a Gaussian with this correlation. */
const RHO = 0.8;
const leaning = ([u, v]: readonly [number, number]) =>
  [u, RHO * u + Math.sqrt(1 - RHO * RHO) * v] as const;
/** Radius that encloses a share of the mass of a Gaussian of two columns. */
const radiusOf = (mass: number) => Math.sqrt(-2 * Math.log(1 - mass));
const MASSES = [0.5, 0.8, 0.95];

/** Density of the mean of k uniform draws from -1 to 1 (Irwin and Hall). */
export function meanOfUniform(k: number, x: number): number {
  const sum = (k * (x + 1)) / 2;
  let [total, choose, factorial] = [0, 1, 1];
  for (let j = 0; j < k; j++) {
    if (sum > j) total += (j % 2 === 0 ? 1 : -1) * choose * (sum - j) ** (k - 1);
    choose = (choose * (k - j)) / (j + 1);
    factorial *= j || 1;
  }
  return sum <= 0 || sum >= k ? 0 : (total / factorial) * (k / 2);
}

/** A density of y beside the plane, growing to the right. */
const sideways = (f: (y: number) => number, kind: Kind) =>
  line(
    { x: [0, 0.7], y: PLANE.y, ...RIGHT },
    Array.from({ length: 61 }, (_, k) => [f(k / 10 - 3), k / 10 - 3] as const),
    kind,
  );

export const DISTRIBUTIONS = {
  density: () => (
    <>
      {bars(HUMPS, binned, 'data')}
      {line(
        HUMPS,
        [
          [HUMPS.x[0], 0],
          [HUMPS.x[1], 0],
        ],
        'plain',
      )}
    </>
  ),
  marginal: () => (
    <>
      {MASSES.slice(0, 2).map((mass) =>
        ring({ ...PLANE, bottom: 40, left: 20, right: 100 }, leaning, radiusOf(mass), 'data'),
      )}
      {curve({ x: PLANE.x, y: [0, 0.42], left: 20, right: 100, top: 43 }, gauss, 'data', {
        filled: true,
      })}
    </>
  ),
  Gaussian: () => (
    <>
      {bars(HUMPS, binned, 'data')}
      {curve(HUMPS, (x) => gauss(x, mean, deviation), 'gaussian')}
    </>
  ),
  mixture: () => (
    <>
      {curve(HUMPS, (x) => WEIGHTS[0] * gauss(x, -1, 0.5), 'faint')}
      {curve(HUMPS, (x) => WEIGHTS[1] * gauss(x, 1.3, 0.6), 'faint')}
      {curve(HUMPS, humps, 'gaussian')}
    </>
  ),
  'lines of mass': () => (
    <>
      {MASSES.map((mass) =>
        ring({ ...PLANE, left: 32, right: 88 }, leaning, radiusOf(mass), 'gaussian'),
      )}
    </>
  ),
  given: () => {
    const [frame, at] = [{ ...PLANE, ...LEFT }, 1];
    const spread = Math.sqrt(1 - RHO * RHO);
    return (
      <>
        {MASSES.slice(0, 2).map((mass) => ring(frame, leaning, radiusOf(mass), 'data'))}
        {line(
          frame,
          [
            [at, -3],
            [at, 3],
          ],
          'plain',
        )}
        {sideways(gauss, 'faint')}
        {sideways((y) => gauss(y, RHO * at, spread), 'flow')}
      </>
    );
  },
  'column alone': () => (
    <>
      {bars(HUMPS, binned, 'data')}
      {curve(HUMPS, (x) => gauss(x, mean, deviation), 'gaussian')}
      {curve(HUMPS, humps, 'flow')}
    </>
  ),
  entropy: () => (
    <>
      {curve({ x: [-4, 4], y: [0, 0.85] }, (x) => gauss(x, 0, 0.5), 'faint')}
      {curve({ x: [-4, 4], y: [0, 0.85] }, (x) => gauss(x, 0, 1.4), 'data', { filled: true })}
    </>
  ),
  normaliser: () => (
    <>
      {curve({ x: [-3, 4], y: [0, 0.6] }, (x) => gauss(x, -0.6, 0.9), 'faint')}
      {curve({ x: [-3, 4], y: [0, 0.6] }, (x) => gauss(x, 1.2, 0.7), 'faint')}
      {curve({ x: [-3, 4], y: [0, 0.6] }, (x) => gauss(x, -0.6, 0.9) * gauss(x, 1.2, 0.7), 'flow', {
        filled: true,
      })}
    </>
  ),
  'mean of k': () => (
    <>
      {(
        [
          [1, 'faint'],
          [2, 'faint'],
          [6, 'data'],
        ] as const
      ).map(([k, kind]) =>
        curve({ x: [-1.1, 1.1], y: [0, 1.7] }, (x) => meanOfUniform(k, x), kind),
      )}
    </>
  ),
} satisfies Pictures;
