// Tables of known density: what a flow should come close to. Natural logarithms, per unit of the columns.
const LOG_2PI = Math.log(2 * Math.PI);

/** mulberry32 */
export function generator(seed) {
  const uniform = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

const logNormal = (x, mean, sd) => -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * LOG_2PI;
const logSumExp = (values) => {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((s, v) => s + Math.exp(v - top), 0));
};

/** Equally weighted Gaussians with one standard deviation each. */
function mixture(centres, sds) {
  return {
    columns: centres[0].map((_, d) => `x${d + 1}`),
    draw: ({ uniform, normal }) => {
      const k = Math.floor(uniform() * centres.length);
      return centres[k].map((c) => c + sds[k] * normal());
    },
    logDensity: (x) =>
      logSumExp(centres.map((c, k) => c.reduce((s, m, d) => s + logNormal(x[d], m, sds[k]), 0))) -
      Math.log(centres.length),
  };
}

const range = (n) => Array.from({ length: n }, (_, k) => k);

/**
 * Noise around curves: a curve is chosen at random, its parameter s is uniform on 0..1. The density is an
 * integral along the curves (Simpson's rule with `intervals` steps, which must be short against `sd`).
 */
function around(curves, sd, intervals) {
  const nodes = curves.flatMap((curve) =>
    range(intervals + 1).map((k) => ({
      at: curve(k / intervals),
      weight: (k === 0 || k === intervals ? 1 : k % 2 ? 4 : 2) / (3 * intervals) / curves.length,
    })),
  );
  return {
    columns: ['x', 'y'],
    draw: ({ uniform, normal }) => {
      const [x, y] = curves[Math.floor(uniform() * curves.length)](uniform());
      return [x + sd * normal(), y + sd * normal()];
    },
    logDensity: ([x, y]) => {
      const squares = nodes.map(({ at }) => ((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * sd * sd));
      const least = squares.reduce((a, b) => Math.min(a, b));
      return (
        Math.log(squares.reduce((sum, v, k) => sum + nodes[k].weight * Math.exp(least - v), 0)) -
        least -
        2 * Math.log(sd) -
        LOG_2PI
      );
    },
  };
}

const RINGS = [1, 2, 3];
const RING_SD = 0.08;

/** name -> { columns, draw(generator) -> row, logDensity(row), gaussian? } */
export const targets = {
  'five blobs': mixture(
    range(5).map((k) => [3 * Math.cos((2 * Math.PI * k) / 5), 3 * Math.sin((2 * Math.PI * k) / 5)]),
    range(5).map(() => 0.4),
  ),
  'unequal blobs': mixture(
    [
      [0, 0],
      [4, 1],
      [-3, 3],
      [1, -5],
    ],
    [1, 0.3, 0.5, 0.8],
  ),
  banana: {
    columns: ['a', 'b'],
    draw: ({ normal }) => {
      const a = 2 * normal();
      return [a, 0.5 * a * a + 0.5 * normal()];
    },
    logDensity: ([a, b]) => logNormal(a, 0, 2) + logNormal(b, 0.5 * a * a, 0.5),
  },
  ring: {
    columns: ['x', 'y'],
    draw: ({ uniform, normal }) => {
      const [r, t] = [3 + 0.25 * normal(), 2 * Math.PI * uniform()];
      return [r * Math.cos(t), r * Math.sin(t)];
    },
    logDensity: ([x, y]) =>
      logNormal(Math.hypot(x, y), 3, 0.25) - Math.log(2 * Math.PI * Math.hypot(x, y)),
  },
  rings: {
    columns: ['x', 'y'],
    draw: ({ uniform, normal }) => {
      const [r, t] = [
        RINGS[Math.floor(3 * uniform())] + RING_SD * normal(),
        2 * Math.PI * uniform(),
      ];
      return [r * Math.cos(t), r * Math.sin(t)];
    },
    logDensity: ([x, y]) =>
      logSumExp(RINGS.map((r) => logNormal(Math.hypot(x, y), r, RING_SD))) -
      Math.log(3 * 2 * Math.PI * Math.hypot(x, y)),
    /** more than four standard deviations from every ring: next to no row is */
    strays: ([x, y]) => RINGS.every((r) => Math.abs(Math.hypot(x, y) - r) > 4 * RING_SD),
  },
  '8 Gaussians': mixture(
    range(8).map((k) => [4 * Math.cos((Math.PI * k) / 4), 4 * Math.sin((Math.PI * k) / 4)]),
    range(8).map(() => 0.5),
  ),
  moons: around(
    [
      (s) => [Math.cos(Math.PI * s), Math.sin(Math.PI * s)],
      (s) => [1 - Math.cos(Math.PI * s), 0.5 - Math.sin(Math.PI * s)],
    ],
    0.1,
    200,
  ),
  // s is a square root below: rows lie evenly in the plane, not along the arm
  spirals: around(
    [1, -1].map((sign) => (s) => {
      const t = 3 * Math.PI * Math.sqrt(s);
      return [(sign * t * Math.cos(t)) / 3, (sign * t * Math.sin(t)) / 3];
    }),
    0.1,
    2000,
  ),
  spiral: mixture(
    range(60).map((k) => [(0.5 + k / 15) * Math.cos(k / 6), (0.5 + k / 15) * Math.sin(k / 6)]),
    range(60).map(() => 0.2),
  ),
  checkerboard: {
    columns: ['x', 'y'],
    draw: ({ uniform }) => {
      const x = 4 * uniform() - 2;
      return [x, uniform() - 2 * Math.floor(2 * uniform()) + (Math.floor(x) & 1)];
    },
    logDensity: () => -Math.log(8),
  },
  'curved 3-D': {
    columns: ['p', 'q', 'r'],
    draw: ({ normal }) => {
      const p = normal();
      const q = Math.sin(2 * p) + 0.3 * normal();
      return [p, q, p * q + 0.2 * normal()];
    },
    logDensity: ([p, q, r]) =>
      logNormal(p, 0, 1) + logNormal(q, Math.sin(2 * p), 0.3) + logNormal(r, p * q, 0.2),
  },
  'corners 3-D': mixture(
    range(8).map((k) => [k & 1, (k >> 1) & 1, k >> 2].map((b) => 4 * b - 2)),
    range(8).map(() => 0.5),
  ),
  'lifted 3-D': mixture(
    [
      [0, 0, 0],
      [6, 200 / 50, 1],
      [2, -4, 5],
      [-5, 2, 2],
    ],
    [0.5, 1, 0.7, 0.4],
  ),
  'log-normal': {
    columns: ['income'],
    draw: ({ normal }) => [Math.exp(10 + 0.8 * normal())],
    logDensity: ([x]) => logNormal(Math.log(x), 10, 0.8) - Math.log(x),
  },
  exponential: {
    columns: ['waiting time'],
    draw: ({ uniform }) => [-40 * Math.log(1 - uniform())],
    logDensity: ([x]) => -Math.log(40) - x / 40,
  },
  'shifted gamma': {
    columns: ['t'],
    draw: ({ uniform }) => [200 - 30 * Math.log((1 - uniform()) * (1 - uniform()))],
    logDensity: ([x]) => Math.log((x - 200) / 900) - (x - 200) / 30,
  },
  'reaction times': {
    columns: ['reaction time [ms]'],
    draw: ({ normal }) => [180 + Math.exp(5 + 0.5 * normal())],
    logDensity: ([x]) =>
      x > 180 ? logNormal(Math.log(x - 180), 5, 0.5) - Math.log(x - 180) : -Infinity,
  },
  'tilted Gaussian': {
    gaussian: true,
    columns: ['a', 'b', 'c'],
    draw: ({ normal }) => {
      const [u, v, w] = [normal(), normal(), normal()];
      return [10 + 2 * u, -3 + u + 0.5 * v, 100 + 20 * (0.6 * u - 0.3 * v + w)];
    },
    logDensity: ([a, b, c]) => {
      const u = (a - 10) / 2;
      const v = (b + 3 - u) / 0.5;
      return (
        [u, v, (c - 100) / 20 - 0.6 * u + 0.3 * v].reduce((s, z) => s + logNormal(z, 0, 1), 0) -
        Math.log(2 * 0.5 * 20)
      );
    },
  },
  'heavy tails': {
    // Student's t with 3 degrees of freedom
    columns: ['return'],
    draw: ({ normal }) => [
      normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3),
    ],
    logDensity: ([x]) => Math.log(2 / (Math.PI * Math.sqrt(3))) - 2 * Math.log(1 + (x * x) / 3),
  },
  'eight Gaussians in large units': {
    gaussian: true,
    columns: range(8).map((d) => `c${d + 1}`),
    draw: ({ normal }) => {
      const x = [];
      for (let d = 0; d < 8; d++) x.push(0.6 * (x[d - 1] ?? 0) + 0.8 * normal());
      return x.map((v, d) => 1e6 * (d + 1) + 1e5 * (d + 1) * v);
    },
    logDensity: (row) => {
      const x = row.map((v, d) => (v - 1e6 * (d + 1)) / (1e5 * (d + 1)));
      return x.reduce(
        (s, v, d) => s + logNormal(v, 0.6 * (x[d - 1] ?? 0), 0.8) - Math.log(1e5 * (d + 1)),
        0,
      );
    },
  },
};
