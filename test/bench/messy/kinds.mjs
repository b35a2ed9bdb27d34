// Kinds of messy tables, each made from a generator of random numbers, with what is known of its truth.
// A table: { columns, rows (of numbers or texts), gaussian, fresh, ordered?, options? }, and `about` for the report.
//   gaussian: whether its source is exactly Gaussian, so that no flow can be better
//   fresh(generator): one more row of the same source, independent of all others; null where the source has none
//   ordered: its rows follow one another, so that "cannot tell" is right
//   heavy: a source without a variance: its draws may lie anywhere
//   options: of `fit`, beside those of every table

/** Kinds of columns; each makes a number from the row's hidden normal number and one of its own. */
const COLUMNS = {
  normal: (h, z) => h + 0.5 * z,
  'far from zero': (h, z) => 1e6 + 1e-2 * (h + z),
  tiny: (h, z) => 1e-9 * (h - z),
  Cauchy: (h, z, u) => h + Math.tan(Math.PI * (u - 0.5)),
  'log-normal': (h, z) => Math.exp(1.5 * h + 0.3 * z),
  counts: (h, z) => Math.floor(Math.exp(h + 0.2 * z)),
  'few values': (h, z, u) => Math.floor(3 * u) + (h > 0 ? 1 : 0),
  'two lumps': (h, z, u) => (u < 0.5 ? -5 : 5) + 0.1 * z,
  uniform: (h, z, u) => 100 * u,
  'with an atom': (h, z, u) => (u < 0.04 ? 0 : h + z),
  'with outliers': (h, z, u) => (u < 0.002 ? 1e4 * z : h),
  constant: () => 7,
  curved: (h, z) => h * h + 0.1 * z,
  rounded: (h, z) => Math.round(10 * (h + z)) / 10,
};
const GAUSSIAN = new Set(['normal', 'far from zero', 'tiny']);

const whole = (low, high, uniform) => low + Math.floor((high - low + 1) * uniform());
const many = (n, make) => Array.from({ length: n }, (_, k) => make(k));
const pick = (list, uniform) => list[Math.floor(list.length * uniform())];
/** From 10^low to 10^high, evenly in the logarithm. */
const scaled = (low, high, uniform) => Math.round(10 ** (low + (high - low) * uniform()));

/** Rows in a random order. */
export function shuffled(rows, { uniform }) {
  const out = [...rows];
  for (let k = out.length - 1; k > 0; k--) {
    const other = Math.floor((k + 1) * uniform());
    [out[k], out[other]] = [out[other], out[k]];
  }
  return out;
}

/** Rows of correlated normal numbers. */
export function gaussianSource(dim, { normal }) {
  const loads = many(dim, () => normal());
  const shifts = many(dim, () => 10 * normal());
  return ({ normal: draw }) => {
    const hidden = draw();
    return loads.map((load, d) => shifts[d] + load * hidden + draw());
  };
}

const named = (dim) => many(dim, (d) => `x${d + 1}`);

/** Every kind of column beside every other, with gaps. */
function columns({ uniform, normal }) {
  const kinds = many(whole(1, 6, uniform), () => pick(Object.keys(COLUMNS), uniform));
  const gaps = uniform() < 0.4 ? 0.05 * uniform() : 0;
  const fresh = (g, missing = 0) => {
    const hidden = g.normal();
    return kinds.map((kind) =>
      g.uniform() < missing ? '' : COLUMNS[kind](hidden, g.normal(), g.uniform()),
    );
  };
  const rows = many(scaled(1.7, 4, uniform), () => fresh({ uniform, normal }, gaps));
  const heavy = kinds.includes('Cauchy');
  return {
    about: kinds.join(', '),
    heavy,
    columns: kinds.map((kind, d) => `${kind} ${d + 1}`),
    rows,
    gaussian: kinds.every((kind) => GAUSSIAN.has(kind)),
    fresh,
  };
}

/** Gaussian rows, each several times, in a random order; sometimes with an identifier. */
function copies(generator) {
  const { uniform } = generator;
  const dim = whole(1, 8, uniform);
  const [different, times] = [scaled(1.9, 3, uniform), whole(2, 12, uniform)];
  const fresh = gaussianSource(dim, generator);
  const rows = shuffled(
    many(different, () => fresh(generator)).flatMap((row) => many(times, () => row)),
    generator,
  );
  const numbered = uniform() < 0.5;
  return {
    about: `${different} rows, ${times} times${numbered ? ', numbered' : ''}`,
    gaussian: true,
    fresh: (g) => [...(numbered ? [0] : []), ...fresh(g)],
    columns: [...(numbered ? ['id'] : []), ...named(dim)],
    rows: numbered ? rows.map((row, n) => [n + 1, ...row]) : rows,
    options: ['--columns', named(dim).join(',')],
  };
}

/** Columns that wander: what comes next is near to what was, and there are no fresh rows of that. */
function walk(generator) {
  const { uniform, normal } = generator;
  const dim = whole(1, 4, uniform);
  const keeps = pick([1, 1, 0.999, 0.995], uniform);
  const rows = [];
  let at = many(dim, () => normal());
  for (let n = scaled(2.7, 4, uniform); n > 0; n--)
    rows.push((at = at.map((v) => keeps * v + normal())));
  return {
    about: `a walk that keeps ${keeps} of its place`,
    columns: named(dim),
    rows,
    gaussian: false,
    fresh: null,
    ordered: true,
  };
}

/** Groups that differ in their means; a fresh row is of a fresh group. */
function groups(generator) {
  const { uniform, normal } = generator;
  const dim = whole(1, 4, uniform);
  const [number, size] = [whole(30, 150, uniform), whole(5, 40, uniform)];
  const share = 0.5 + 0.45 * uniform();
  const effect = (g) => many(dim, () => Math.sqrt(share) * g.normal());
  const within = (means, g) => means.map((m) => m + Math.sqrt(1 - share) * g.normal());
  const rows = many(number, (k) => [k, effect({ normal })]).flatMap(([k, means]) =>
    many(size, () => [`g${k}`, ...within(means, { normal })]),
  );
  return {
    about: `${number} groups of ${size}`,
    columns: ['group', ...named(dim)],
    rows: shuffled(rows, generator),
    gaussian: true,
    fresh: (g) => ['g0', ...within(effect(g), g)],
    options: ['--split-by', 'group'],
  };
}

/** Fewer rows than columns, or hardly more. */
function few(generator) {
  const { uniform } = generator;
  const dim = whole(15, 90, uniform);
  const count = whole(40, Math.max(45, 3 * dim), uniform);
  const fresh = gaussianSource(dim, generator);
  return {
    about: `${count < dim ? 'fewer' : 'few'} rows`,
    columns: named(dim),
    rows: many(count, () => fresh(generator)),
    gaussian: true,
    fresh,
  };
}

/** Normal columns in units so far apart that squares leave double precision, or nearly. */
function scales(generator) {
  const { uniform } = generator;
  const dim = whole(2, 4, uniform);
  const source = gaussianSource(dim, generator);
  const units = many(dim, (d) =>
    d === 0 ? 1 : 10 ** pick([-300, -200, -120, -20, 20, 120, 200, 300], uniform),
  );
  const fresh = (g) => source(g).map((v, d) => v * units[d]);
  return {
    about: `units ${units.join(', ')}`,
    columns: named(dim),
    rows: many(scaled(2, 3.5, uniform), () => fresh(generator)),
    gaussian: true,
    fresh,
  };
}

/** Counts that are small but for a few far ones, beside the rate that makes them. */
function heavyCounts(generator) {
  const { uniform } = generator;
  const [share, far] = [0.005 + 0.03 * uniform(), scaled(2, 5, uniform)];
  const fresh = (g) => {
    const rate = -2 * Math.log(g.uniform());
    return [
      rate,
      g.uniform() < share
        ? far + Math.floor(0.02 * far * g.uniform())
        : Math.floor(-rate * Math.log(g.uniform())),
    ];
  };
  return {
    about: `${(100 * share).toFixed(1)} % about ${far}`,
    columns: ['rate', 'n'],
    rows: many(scaled(2.5, 4, uniform), () => fresh(generator)),
    gaussian: false,
    fresh,
  };
}

/** Normal columns beside one that hardly ever varies: without that one, all is Gaussian. */
function nearlyConstant(generator) {
  const { uniform } = generator;
  const dim = whole(1, 4, uniform);
  const source = gaussianSource(dim, generator);
  const count = scaled(2.3, 3.5, uniform);
  const others = whole(1, 9, uniform);
  const fresh = (g) => [0, ...source(g)];
  const rows = shuffled(
    many(count, (n) => [n < others ? generator.normal() : 0, ...source(generator)]),
    generator,
  );
  return {
    about: `${others} rows differ`,
    columns: ['rare', ...named(dim)],
    rows,
    gaussian: true,
    fresh,
  };
}

/** Amounts that are zero in many rows. */
function zeros(generator) {
  const { uniform } = generator;
  const share = 0.1 + 0.7 * uniform();
  const fresh = (g) => {
    const h = g.normal();
    return [g.uniform() < share ? 0 : Math.exp(0.7 * h), h + g.normal()];
  };
  return {
    about: `${(100 * share).toFixed(0)} % zeros`,
    columns: ['rain', 'temp'],
    rows: many(scaled(2.3, 4, uniform), () => fresh(generator)),
    gaussian: false,
    fresh,
  };
}

/** name -> the table of a generator; the next table is of the next kind. */
export const KINDS = {
  columns,
  copies,
  walk,
  groups,
  few,
  scales,
  heavyCounts,
  nearlyConstant,
  zeros,
};
