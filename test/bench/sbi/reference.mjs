// Reference draws of a posterior: exact where a problem has them, else by a tempered population with moves by
// differences, written apart from the code that it judges.

/** @returns `count` rows */
export function reference(problem, x, count, random) {
  if (problem.posterior) return Array.from({ length: count }, () => problem.posterior(x, random));
  return tempered(problem, x, count, random);
}

const [MEMBERS, SWEEPS, KEEP] = [4000, 8, 120];

function tempered({ prior, logLikelihood, mirrors }, x, count, { uniform, normal }) {
  // free coordinates: the logit of a box, the logarithm of what is positive
  const axis = (d) => {
    if (prior.bounds) {
      const [low, high] = prior.bounds[d];
      return {
        free: (v) => Math.log((v - low) / (high - v)),
        value: (t) => low + (high - low) / (1 + Math.exp(-t)),
        slope: (t) => Math.log(high - low) - Math.log1p(Math.exp(-t)) - Math.log1p(Math.exp(t)),
      };
    }
    if (prior.positive) return { free: Math.log, value: Math.exp, slope: (t) => t };
    return { free: (v) => v, value: (t) => t, slope: () => 0 };
  };
  const look = (t) => {
    const theta = t.map((v, d) => axes[d].value(v));
    const logPrior = prior.logDensity(theta) + t.reduce((s, v, d) => s + axes[d].slope(v), 0);
    const like = Number.isFinite(logPrior) ? logLikelihood(theta, x) : -Infinity;
    return { t, logPrior, like: Number.isFinite(like) ? like : -Infinity };
  };
  const first = prior.draw({ uniform, normal });
  const axes = first.map((_, d) => axis(d));
  let members = Array.from({ length: MEMBERS }, () =>
    look(prior.draw({ uniform, normal }).map((v, d) => axes[d].free(v))),
  );
  const dim = first.length;
  const sweep = (power) => {
    for (const [from, other] of [
      [0, MEMBERS / 2],
      [MEMBERS / 2, 0],
    ])
      for (let n = from; n < from + MEMBERS / 2; n++) {
        const pick = () => members[other + Math.floor((uniform() * MEMBERS) / 2)].t;
        const [a, b] = [pick(), pick()];
        const scale = uniform() < 0.1 ? 1 : (2.38 / Math.sqrt(2 * dim)) * (0.3 + uniform());
        const next = look(members[n].t.map((v, d) => v + scale * (a[d] - b[d]) + 1e-3 * normal()));
        const gain = next.logPrior - members[n].logPrior + power * (next.like - members[n].like);
        if (next.like > -Infinity && Math.log(uniform()) < gain) members[n] = next;
      }
  };
  let power = 0;
  while (power < 1) {
    const top = members.reduce((m, { like }) => Math.max(m, like), -Infinity);
    const worth = (step) => {
      const w = members.map(({ like }) => Math.exp(step * (like - top)));
      return w.reduce((s, v) => s + v, 0) ** 2 / w.reduce((s, v) => s + v * v, 0) / MEMBERS;
    };
    let [low, high] = [0, 1 - power];
    if (worth(high) >= 0.6) low = high;
    else
      for (let k = 0; k < 40; k++) {
        const middle = (low + high) / 2;
        if (worth(middle) >= 0.6) low = middle;
        else high = middle;
      }
    const step = Math.max(low, 1e-9);
    const w = members.map(({ like }) => Math.exp(step * (like - top)));
    const total = w.reduce((s, v) => s + v, 0);
    let [at, below] = [0, w[0] / total];
    const start = uniform();
    const again = [];
    for (let k = 0; k < MEMBERS; k++) {
      while (below < (k + start) / MEMBERS && at < MEMBERS - 1) below += w[++at] / total;
      again.push(members[at]);
    }
    // halves are mixed, so that copies of one member do not lie in one of them
    for (let i = MEMBERS - 1; i > 0; i--) {
      const j = Math.floor(uniform() * (i + 1));
      [again[i], again[j]] = [again[j], again[i]];
    }
    members = again;
    power = Math.min(1, power + step);
    for (let k = 0; k < SWEEPS; k++) sweep(power);
  }
  for (let k = 0; k < KEEP; k++) sweep(1);
  const rows = [];
  while (rows.length < count) {
    for (const { t } of members) {
      const theta = t.map((v, d) => axes[d].value(v));
      // exact symmetries by a coin: no chain has to find the other mode
      for (const d of mirrors) if (uniform() < 0.5) theta[d] = -theta[d];
      rows.push(theta);
    }
    if (rows.length < count) for (let k = 0; k < 20; k++) sweep(1);
  }
  return rows.slice(0, count);
}
