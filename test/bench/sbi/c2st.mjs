// Classifier two-sample test (Lopez-Paz and Oquab 2017), much as the benchmark has it: a network of two hidden layers
// of 10 D rectified units, Adam, five folds, and here at most 60 epochs; its mean accuracy on rows that it has not seen
// is 0.5 where two sets of draws cannot be told apart.
import { generator } from '../targets.mjs';

const [FOLDS, BATCH, RATE, DECAY, PATIENCE, TOLERANCE, MOST] = [5, 200, 1e-3, 1e-4, 10, 1e-4, 60];
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** @param p reference rows  @param q rows that are judged  @returns accuracy on held-out rows */
export function c2st(p, q, seed = 1) {
  const random = generator(seed);
  const dim = p[0].length;
  const mean = p[0].map((_, d) => p.reduce((s, row) => s + row[d], 0) / p.length);
  const sd = mean.map((m, d) =>
    Math.sqrt(p.reduce((s, row) => s + (row[d] - m) ** 2, 0) / p.length),
  );
  const all = [...p.map((row) => [row, 0]), ...q.map((row) => [row, 1])];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  const rows = Float64Array.from(all.flatMap(([row]) => row.map((v, d) => (v - mean[d]) / sd[d])));
  const labels = Float64Array.from(all, ([, label]) => label);
  let right = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = (n) => n % FOLDS === fold;
    const places = [...labels.keys()];
    const net = train(
      rows,
      labels,
      places.filter((n) => !held(n)),
      dim,
      random,
    );
    for (const n of places.filter(held))
      if (net(rows.subarray(n * dim, (n + 1) * dim)) > 0 === (labels[n] === 1)) right++;
  }
  return right / labels.length;
}

function train(rows, labels, places, dim, random) {
  const width = 10 * dim;
  const sizes = [dim, width, width, 1];
  const layers = [0, 1, 2].map((l) => {
    const [from, to] = [sizes[l], sizes[l + 1]];
    const limit = Math.sqrt(6 / (from + to));
    const make = (n) => ({
      value: Float64Array.from({ length: n }, () => limit * (2 * random.uniform() - 1)),
      gradient: new Float64Array(n),
      first: new Float64Array(n),
      second: new Float64Array(n),
    });
    return { from, to, weights: make(from * to), biases: make(to) };
  });
  const acts = sizes.map((size) => new Float64Array(size));
  const errors = sizes.map((size) => new Float64Array(size));
  const forward = (row) => {
    acts[0].set(row);
    layers.forEach(({ from, to, weights: { value }, biases }, l) => {
      const [x, y] = [acts[l], acts[l + 1]];
      y.set(biases.value);
      for (let i = 0; i < from; i++) {
        const v = x[i];
        if (v !== 0) for (let j = 0, at = i * to; j < to; j++) y[j] += v * value[at + j];
      }
      if (l < 2) for (let j = 0; j < to; j++) if (y[j] < 0) y[j] = 0;
    });
    return acts[3][0];
  };
  const backward = (slope) => {
    errors[3][0] = slope;
    for (let l = 2; l >= 0; l--) {
      const { from, to, weights, biases } = layers[l];
      const [x, e, back] = [acts[l], errors[l + 1], errors[l]];
      for (let j = 0; j < to; j++) biases.gradient[j] += e[j];
      const { value, gradient } = weights;
      for (let i = 0; i < from; i++) {
        const v = x[i];
        if (v === 0 && l > 0) {
          back[i] = 0;
          continue;
        }
        let sum = 0;
        for (let j = 0, at = i * to; j < to; j++) {
          gradient[at + j] += v * e[j];
          sum += value[at + j] * e[j];
        }
        back[i] = sum;
      }
    }
  };
  const parts = layers.flatMap(({ weights, biases }) => [weights, biases]);
  const order = [...places];
  let [best, without, steps] = [Infinity, 0, 0];
  for (let epoch = 0; epoch < MOST && without < PATIENCE; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random.uniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    let loss = 0;
    for (let from = 0; from < order.length; from += BATCH) {
      const count = Math.min(BATCH, order.length - from);
      for (const { gradient } of parts) gradient.fill(0);
      for (let k = from; k < from + count; k++) {
        const n = order[k];
        const score = forward(rows.subarray(n * dim, (n + 1) * dim));
        const sign = labels[n] === 1 ? 1 : -1;
        loss += Math.max(0, -sign * score) + Math.log1p(Math.exp(-Math.abs(score)));
        backward((1 / (1 + Math.exp(-score)) - labels[n]) / count);
      }
      steps++;
      const rate = (RATE * Math.sqrt(1 - BETA2 ** steps)) / (1 - BETA1 ** steps);
      parts.forEach(({ value, gradient, first, second }, p) => {
        for (let i = 0; i < value.length; i++) {
          const g = gradient[i] + (p % 2 === 0 ? (DECAY * value[i]) / count : 0);
          first[i] = BETA1 * first[i] + (1 - BETA1) * g;
          second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
          value[i] -= (rate * first[i]) / (Math.sqrt(second[i]) + EPSILON);
        }
      });
    }
    loss /= order.length;
    without = loss < best - TOLERANCE ? 0 : without + 1;
    best = Math.min(best, loss);
  }
  return forward;
}
