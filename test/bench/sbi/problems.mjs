// Problems of simulation-based inference with simulators and reference posteriors, after Lueckmann et al. (2021): each
// has a prior, a simulator, and the log density of the posterior up to a constant; where there is a closed form, draws.
const LOG_2PI = Math.log(2 * Math.PI);
const range = (n) => Array.from({ length: n }, (_, k) => k);
const logNormal = (x, mean, sd) => -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * LOG_2PI;
const box = (low, high, dim) => ({
  bounds: range(dim).map(() => [low, high]),
  draw: ({ uniform }) => range(dim).map(() => low + (high - low) * uniform()),
  logDensity: (theta) =>
    theta.every((v) => v >= low && v <= high) ? -dim * Math.log(high - low) : -Infinity,
});

/** Draws a row of parameters until it lies in the box. */
const within = (low, high, draw) => {
  for (;;) {
    const theta = draw();
    if (theta.every((v) => v >= low && v <= high)) return theta;
  }
};

const twoMoons = () => {
  const prior = box(-1, 1, 2);
  const shift = ([a, b]) => [-Math.abs(a + b) / Math.SQRT2, (-a + b) / Math.SQRT2];
  const crescent = ({ uniform, normal }) => {
    const angle = Math.PI * (uniform() - 0.5);
    const radius = 0.1 + 0.01 * normal();
    return [radius * Math.cos(angle) + 0.25, radius * Math.sin(angle)];
  };
  return {
    prior,
    observations: 2,
    simulate: (theta, random) => {
      const [p, q] = crescent(random);
      const [s, t] = shift(theta);
      return [p + s, q + t];
    },
    // x - p = (-|a + b|, b - a) / sqrt 2 for a point p of the crescent: both signs of a + b, in the box
    posterior: (x, random) =>
      within(-1, 1, () => {
        const [p, q] = crescent(random);
        const sum = (p - x[0]) * Math.SQRT2;
        if (sum < 0) return [9, 9];
        const difference = (x[1] - q) * Math.SQRT2;
        const sign = random.uniform() < 0.5 ? 1 : -1;
        return [(sign * sum - difference) / 2, (sign * sum + difference) / 2];
      }),
  };
};

const slcp = () => {
  const prior = box(-3, 3, 5);
  const shape = ([m1, m2, a, b, c]) => ({
    mean: [m1, m2],
    s1: a * a,
    s2: b * b,
    rho: Math.tanh(c),
  });
  return {
    prior,
    observations: 8,
    simulate: (theta, { normal }) => {
      const { mean, s1, s2, rho } = shape(theta);
      return range(4).flatMap(() => {
        const [u, v] = [normal(), normal()];
        return [mean[0] + s1 * u, mean[1] + s2 * (rho * u + Math.sqrt(1 - rho * rho) * v)];
      });
    },
    logLikelihood: (theta, x) => {
      const { mean, s1, s2, rho } = shape(theta);
      const rest = 1 - rho * rho;
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        const [u, v] = [(x[2 * k] - mean[0]) / s1, (x[2 * k + 1] - mean[1]) / s2];
        sum +=
          -0.5 * ((u * u - 2 * rho * u * v + v * v) / rest) -
          Math.log(s1 * s2) -
          0.5 * Math.log(rest);
      }
      return sum - 4 * LOG_2PI;
    },
    // exact symmetries: the signs of theta_3 and theta_4
    mirrors: [2, 3],
  };
};

const gaussianLinear = (dim = 10) => ({
  prior: {
    bounds: null,
    draw: ({ normal }) => range(dim).map(() => Math.sqrt(0.1) * normal()),
    logDensity: (theta) => theta.reduce((s, v) => s + logNormal(v, 0, Math.sqrt(0.1)), 0),
  },
  observations: dim,
  simulate: (theta, { normal }) => theta.map((v) => v + Math.sqrt(0.1) * normal()),
  posterior: (x, { normal }) => x.map((v) => v / 2 + Math.sqrt(0.05) * normal()),
  exact: (x) => ({ mean: x.map((v) => v / 2), variance: 0.05 }),
});

const gaussianMixture = () => ({
  prior: box(-10, 10, 2),
  observations: 2,
  simulate: (theta, { uniform, normal }) => {
    const sd = uniform() < 0.5 ? 1 : 0.1;
    return theta.map((v) => v + sd * normal());
  },
  posterior: (x, { uniform, normal }) =>
    within(-10, 10, () => {
      const sd = uniform() < 0.5 ? 1 : 0.1;
      return x.map((v) => v + sd * normal());
    }),
});

const logBinomial = (k, n, p) => {
  let log = k * Math.log(p) + (n - k) * Math.log1p(-p);
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return log;
};

/** Infected among a million at ten times over 160 days, by Runge and Kutta; observed in samples of a thousand. */
const sir = () => {
  const [people, days, step] = [1e6, 160, 1];
  const infected = ([beta, gamma]) => {
    let [s, i] = [people - 1, 1];
    const rate = (a, b) => [(-beta * a * b) / people, (beta * a * b) / people - gamma * b];
    const out = [];
    for (let n = 0; n < days / step; n++) {
      const k1 = rate(s, i);
      const k2 = rate(s + (step / 2) * k1[0], i + (step / 2) * k1[1]);
      const k3 = rate(s + (step / 2) * k2[0], i + (step / 2) * k2[1]);
      const k4 = rate(s + step * k3[0], i + step * k3[1]);
      s += (step / 6) * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0]);
      i += (step / 6) * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1]);
      if ((n + 1) % (days / step / 10) === 0)
        out.push(Math.min(1 - 1e-12, Math.max(1e-12, i / people)));
    }
    return out;
  };
  const [logBeta, logGamma] = [Math.log(0.4), Math.log(1 / 8)];
  return {
    prior: {
      bounds: null,
      positive: true,
      draw: ({ normal }) => [
        Math.exp(logBeta + 0.5 * normal()),
        Math.exp(logGamma + 0.2 * normal()),
      ],
      logDensity: ([b, g]) =>
        b > 0 && g > 0
          ? logNormal(Math.log(b), logBeta, 0.5) -
            Math.log(b) +
            logNormal(Math.log(g), logGamma, 0.2) -
            Math.log(g)
          : -Infinity,
    },
    observations: 10,
    simulate: (theta, { uniform }) =>
      infected(theta).map((p) => {
        let count = 0;
        for (let k = 0; k < 1000; k++) if (uniform() < p) count++;
        return count;
      }),
    logLikelihood: (theta, x) =>
      infected(theta).reduce((sum, p, k) => sum + logBinomial(x[k], 1000, p), 0),
    mirrors: [],
  };
};

/**
 * A neuron's filter of nine weights and an offset, from 100 bins of white noise and spikes: the sufficient statistics
 * are the observations. The prior of the filter is smooth: second differences.
 */
const bernoulliGlm = () => {
  const [dim, bins] = [10, 100];
  let seed = 42;
  const noise = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const stimulus = range(bins).map(
    () => Math.sqrt(-2 * Math.log(1 - noise())) * Math.cos(2 * Math.PI * noise()),
  );
  const design = range(bins).map((t) => [
    1,
    ...range(9).map((k) => (t >= k ? stimulus[t - k] : 0)),
  ]);
  // precision F'F of the filter; draws solve F f = z, with F lower triangular of bandwidth two
  const factor = range(9).map((i) =>
    range(9).map((j) => (i === j ? 1 + Math.sqrt(i / 9) : j === i - 1 ? -2 : j === i - 2 ? 1 : 0)),
  );
  const solve = (z) => {
    const f = [];
    for (let i = 0; i < 9; i++) {
      let rest = z[i];
      for (let j = 0; j < i; j++) rest -= factor[i][j] * f[j];
      f.push(rest / factor[i][i]);
    }
    return f;
  };
  const logit = (theta, row) => row.reduce((s, v, k) => s + v * theta[k], 0);
  return {
    prior: {
      bounds: null,
      draw: ({ normal }) => [Math.SQRT2 * normal(), ...solve(range(9).map(() => normal()))],
      logDensity: (theta) =>
        logNormal(theta[0], 0, Math.SQRT2) +
        factor.reduce(
          (s, row, i) => s + Math.log(row[i]) + logNormal(logit(theta.slice(1), row), 0, 1),
          0,
        ),
    },
    observations: dim,
    simulate: (theta, { uniform }) => {
      const out = range(dim).map(() => 0);
      for (const row of design)
        if (uniform() < 1 / (1 + Math.exp(-logit(theta, row))))
          row.forEach((v, k) => (out[k] += v));
      return out;
    },
    // spikes enter through the statistics alone
    logLikelihood: (theta, x) =>
      logit(theta, x) - design.reduce((s, row) => s + Math.log1p(Math.exp(logit(theta, row))), 0),
    mirrors: [],
  };
};

export const problems = {
  'two moons': twoMoons(),
  SLCP: slcp(),
  'Gaussian linear': gaussianLinear(),
  'Gaussian mixture': gaussianMixture(),
  SIR: sir(),
  'Bernoulli GLM': bernoulliGlm(),
};
for (const [name, problem] of Object.entries(problems)) problem.name = name;

export { gaussianLinear };
