// Scores rows and draws samples with a normalizing flow that Flowscope exported. One module, no dependencies; any browser, worker or Node.
//
//   import { loadFlow } from './flowscope.js';
//   const flow = await loadFlow('model.json');
//   flow.logProb([[0.5, 0.2]])        log densities in nats, per unit of the columns as they stand in the table
//   flow.sample(100, { seed: 1 })     rows; the same seed gives the rows that Flowscope draws
//
// A density with conditions, p(x | given), takes their values by name, the same for all rows or one for each:
//   flow.logProb(rows, { species: 'Adelie' })      flow.sample(100, { given: { species: 'Adelie' } })
//
// u is the base space, x the data space, x = f(u). Double precision throughout; the weights are 32-bit numbers.

const LOG_2PI = Math.log(2 * Math.PI);

/** Reads `model.json` and the weights beside it. */
export async function loadFlow(address) {
  const url = new URL(address, globalThis.document?.baseURI ?? globalThis.location?.href);
  const get = async (what) => {
    const response = await fetch(what);
    if (!response.ok)
      throw new Error(`${what} cannot be read: ${response.status} ${response.statusText}.`);
    return response;
  };
  const model = await (await get(url)).json();
  const paths = (model.weightsManifest ?? []).flatMap((group) => group.paths);
  const shards = await Promise.all(
    paths.map(async (path) => new Uint8Array(await (await get(new URL(path, url))).arrayBuffer())),
  );
  const bytes = new Uint8Array(shards.reduce((sum, shard) => sum + shard.length, 0));
  shards.reduce((at, shard) => (bytes.set(shard, at), at + shard.length), 0);
  return flowFrom(model, bytes);
}

/** The same from what was read already: the object in `model.json`, and the bytes of all weight files, one after the other. */
export function flowFrom(model, bytes) {
  const metadata = model?.userDefinedMetadata?.flowscope;
  if (metadata?.format !== 'flowscope')
    throw new Error('This model was not exported by Flowscope: it holds no description of a flow.');
  if (![1, 1.1, 1.2].includes(metadata.version))
    throw new Error(
      'This model was exported by a newer Flowscope. Use the flowscope.js that lies beside it.',
    );
  const tensors = {};
  let at = 0;
  for (const { name, shape, dtype } of model.weightsManifest.flatMap((group) => group.weights)) {
    const size = 4 * shape.reduce((a, b) => a * b, 1);
    if (dtype !== 'float32' || at + size > bytes.length)
      throw new Error(`The weights of this model are damaged: ${name} is cut off.`);
    tensors[name] = Float64Array.from(new Float32Array(bytes.slice(at, at + size).buffer));
    at += size;
  }
  return new Flow(metadata, tensors);
}

class Flow {
  #layers;
  #transforms;
  #slopes;

  constructor(metadata, tensors) {
    const { columns, context = [], given, layers, preprocessing } = metadata.specification;
    /** names of the columns, in the order of a row's numbers */
    this.columns = columns;
    /** names of the numbers that densities are given; mostly none */
    this.context = context;
    /** columns that they come from: `{ kind: 'category', column, levels }` or `{ kind: 'number', column }`; empty without conditions */
    this.given = given?.conditions ?? [];
    this.#slopes = given?.slopes ?? null;
    /** all that the model file says: seed, scores, data file, ... */
    this.metadata = metadata;
    this.#transforms = preprocessing.map(columnTransform);
    this.#layers = layers.map((layer, i) =>
      bijection(layer, (name) => tensors[`layers.${i}.${name}`], columns.length, context.length),
    );
  }

  /**
   * Log density of each row. Rows are arrays in the order of `columns`, or objects by name. -Infinity where the density is zero, NaN where a number
   * is missing or infinite, or a level is none of the model's. `given`: values of the conditions by name, for all rows or one for each; where it is
   * left out, rows that are objects hold them.
   */
  logProb(rows, given = this.given.length > 0 ? rows : []) {
    return this.#logProb(rows, this.#contextOf(given, rows.length));
  }

  #logProb(rows, given) {
    const dim = this.columns.length;
    const values = flat(rows, this.columns);
    const whole = this.#transforms.map((t) => t.integer);
    if (!whole.includes(true)) return this.#density(values, rows.length, given);
    // columns of whole numbers: the density averaged over 16 offsets in the unit cell
    const each = Array.from({ length: 16 }, (_, k) => {
      const offset = whole.map((w, d) => (w ? (((k * (2 * d + 1)) % 16) + 0.5) / 16 - 0.5 : 0));
      return this.#density(
        values.map((v, i) => v + offset[i % dim]),
        rows.length,
        given,
      );
    });
    return Float64Array.from({ length: rows.length }, (_, n) => {
      const top = each.reduce((t, v) => Math.max(t, v[n]), -Infinity);
      return Number.isFinite(top)
        ? top + Math.log(each.reduce((sum, v) => sum + Math.exp(v[n] - top), 0) / 16)
        : top;
    });
  }

  /** Rows `first` to `first + count - 1` of the sequence that `seed` gives, as arrays in the order of `columns`. */
  sample(count, { seed = 1, first = 0, given, context = given ?? [] } = {}) {
    const dim = this.columns.length;
    const numbers = this.#contextOf(context, count);
    let values = normals(seed, first, count, dim);
    for (const layer of this.#layers) values = layer.forward(values, count, numbers);
    values = this.#along(values, count, numbers, 1);
    return Array.from({ length: count }, (_, n) =>
      this.#transforms.map((t, d) => t.value(values[n * dim + d])),
    );
  }

  /** The numbers of the conditions, row-major. */
  #contextOf(given, count) {
    if (this.given.length === 0) return flat(given, this.context, count);
    const rows = Array.isArray(given) ? given : Array(count).fill(given);
    if (rows.length !== count)
      throw new Error(
        `${count} rows need as many values of ${this.given.map((c) => c.column).join(', ')}, or one for all of them.`,
      );
    return Float64Array.from(
      rows.flatMap((row) =>
        this.given.flatMap((condition) => {
          const value = row?.[condition.column];
          if (value === undefined)
            throw new Error(
              `A value of "${condition.column}" is needed: this density is given ${this.given.map((c) => c.column).join(', ')}.`,
            );
          if (condition.kind === 'number')
            return typeof value === 'number' && Number.isFinite(value)
              ? (value - condition.shift) / condition.scale
              : NaN;
          return condition.levels.map((level) =>
            condition.levels.includes(String(value)) ? (level === String(value) ? 1 : 0) : NaN,
          );
        }),
      ),
    );
  }

  /** Plus (minus) the line that conditions give in model space. */
  #along(z, count, given, sign) {
    const slopes = this.#slopes;
    if (!slopes || count === 0) return z;
    const [dim, size] = [this.columns.length, this.context.length];
    return z.map((v, i) => {
      let line = 0;
      for (let c = 0; c < size; c++)
        line += slopes[(i % dim) * size + c] * given[Math.floor(i / dim) * size + c];
      return v + sign * line;
    });
  }

  #density(values, count, given) {
    const dim = this.columns.length;
    const logDet = new Float64Array(count);
    let z = values.map((v, i) => {
      const { z: at, slope } = this.#transforms[i % dim].inner(v);
      logDet[Math.floor(i / dim)] += slope;
      // outside the support: any point will do, the density is zero
      return slope === Infinity ? 0 : at;
    });
    z = this.#along(z, count, given, -1);
    for (const layer of [...this.#layers].reverse()) z = layer.inverse(z, count, given, logDet);
    return logDet.map((sum, n) => {
      let square = 0;
      for (let d = 0; d < dim; d++) square += z[n * dim + d] ** 2;
      return -0.5 * (square + dim * LOG_2PI) - sum;
    });
  }
}

/** Rows (arrays or objects) as one row-major array. `count`: how many rows there must be */
function flat(rows, names, count = rows.length) {
  if (names.length > 0 && rows.length !== count)
    throw new Error(`${count} rows need as many rows of context: ${names.join(', ')}.`);
  const out = new Float64Array(count * names.length);
  for (let n = 0; n < count && names.length > 0; n++) {
    const row = rows[n];
    const listed = Array.isArray(row) || ArrayBuffer.isView(row);
    if (listed && row.length !== names.length)
      throw new Error(
        `Row ${n} has ${row.length} numbers: the model takes ${names.length}, ${names.join(', ')}.`,
      );
    names.forEach((name, d) => {
      const value = listed ? row[d] : row[name];
      if (typeof value !== 'number' && value !== null)
        throw new Error(`Row ${n} has no number for "${name}".`);
      out[n * names.length + d] = Number.isFinite(value) ? value : NaN;
    });
  }
  return out;
}

// ---- from model space z to a column of the table: value = g(scale z + shift)

function columnTransform({
  kind,
  shift,
  scale,
  integer = false,
  median,
  spread,
  lower,
  upper,
  below = -Infinity,
  above = Infinity,
}) {
  const range = upper - lower;
  const curve = {
    none: [(v) => v, (x) => x, () => 0],
    log: [Math.exp, (x) => (x > 0 ? Math.log(x) : NaN), (v) => v],
    asinh: [
      (v) => median + spread * Math.sinh(v),
      (x) => Math.asinh((x - median) / spread),
      (v) => Math.log(spread) + Math.abs(v) + Math.log1p(Math.exp(-2 * Math.abs(v))) - Math.LN2,
    ],
    logit: [
      (v) => lower + range / (1 + Math.exp(-v)),
      (x) => (x > lower && x < upper ? Math.log((x - lower) / (upper - x)) : NaN),
      (v) => Math.log(range) - Math.abs(v) - 2 * Math.log1p(Math.exp(-Math.abs(v))),
    ],
  }[kind];
  const [g, inverse, logSlope] =
    below > -Infinity || above < Infinity ? alongTangents(curve, below, above) : curve;
  return {
    integer,
    value: (z) => (integer ? Math.round(g(scale * z + shift)) + 0 : g(scale * z + shift)),
    /** `slope`: log |d value / d z|; infinite outside the support */
    inner(x) {
      const v = inverse(x);
      if (Number.isNaN(v) && !Number.isNaN(x)) return { z: NaN, slope: Infinity };
      return { z: (v - shift) / scale, slope: logSlope(v) + Math.log(scale) };
    },
  };
}

/** The curve between two inner values, and its tangents there beyond them. */
function alongTangents([g, inverse, logSlope], below, above) {
  const [low, high] = [g(below), g(above)];
  const [lowSlope, highSlope] = [Math.exp(logSlope(below)), Math.exp(logSlope(above))];
  return [
    (v) =>
      v > above ? high + highSlope * (v - above) : v < below ? low + lowSlope * (v - below) : g(v),
    (x) =>
      x > high
        ? above + (x - high) / highSlope
        : x < low
          ? below + (x - low) / lowSlope
          : inverse(x),
    (v) => logSlope(Math.min(Math.max(v, below), above)),
  ];
}

// ---- layers: `forward` goes from u to x, `inverse` back and adds log |det J| of u -> x to `logDet`; row-major count x dim

function bijection(layer, tensor, dim, context) {
  switch (layer.kind) {
    case 'affine':
      return everyColumn(
        dim,
        () => affine(),
        (d) => [tensor('a')[d], tensor('b')[d]],
      );
    case 'elementwise-spline': {
      const size = 3 * layer.bins - 1;
      return everyColumn(
        dim,
        () => spline(layer, false),
        (d) => tensor('spline').subarray(d * size, (d + 1) * size),
      );
    }
    case 'triangular':
      return triangular(tensor('lower'), tensor('logDiagonal'), tensor('b'), dim);
    case 'permutation':
      return {
        forward: (u) => u.map((_, i) => u[i - (i % dim) + layer.order[i % dim]]),
        inverse: (x) => x.map((_, i) => x[i - (i % dim) + layer.order.indexOf(i % dim)]),
      };
    default:
      return conditioned(layer, tensor, dim, context);
  }
}

/** Each column by itself, with numbers of its own. The affine layer's scale is exact, not clamped. */
function everyColumn(dim, make, numbers) {
  const columns = Array.from({ length: dim }, (_, d) => {
    const column = make();
    column.set(numbers(d), 0, true);
    return column;
  });
  return {
    forward: (u) => u.map((v, i) => columns[i % dim].forward(v)),
    inverse: (x, count, given, logDet) =>
      x.map((v, i) => {
        const u = columns[i % dim].inverse(v);
        logDet[Math.floor(i / dim)] += columns[i % dim].logSlope;
        return u;
      }),
  };
}

/** x = L u + b */
function triangular(lower, logDiagonal, b, dim) {
  const diagonal = logDiagonal.map(Math.exp);
  const total = logDiagonal.reduce((sum, v) => sum + v, 0);
  return {
    forward: (u) =>
      u.map((v, at) => {
        const i = at % dim;
        let sum = b[i] + diagonal[i] * v;
        for (let j = 0; j < i; j++) sum += lower[i * dim + j] * u[at - i + j];
        return sum;
      }),
    inverse(x, count, given, logDet) {
      const u = new Float64Array(x.length);
      for (let at = 0; at < x.length; at++) {
        const i = at % dim;
        let rest = x[at] - b[i];
        for (let j = 0; j < i; j++) rest -= lower[i * dim + j] * u[at - i + j];
        u[at] = rest / diagonal[i];
      }
      for (let n = 0; n < count; n++) logDet[n] += total;
      return u;
    },
  };
}

/**
 * Autoregressive and coupling layers: a network makes the numbers that transform a column from the columns before it in `order`.
 * A coupling layer keeps its first columns, and its network reads no others.
 */
function conditioned(layer, tensor, dim, context) {
  const { order, kept = 0, direction } = layer;
  const ofBase = direction === 'sampling';
  const column = 'bins' in layer ? spline(layer, ofBase) : affine();
  const network = conditioner(layer, tensor, dim, context, column.size);
  const map = (input, count, given, toData, logDet) => {
    const values = Float64Array.from(input);
    // what the network reads is given, or made column by column
    const read = kept > 0 || toData === ofBase ? input : values;
    for (let n = 0; n < count; n++) {
      network.start(given, n);
      for (let position = kept; position < dim; position++) {
        const at = n * dim + order[position];
        column.set(network.numbers(position, read, n * dim), 0);
        values[at] = toData ? column.forward(input[at]) : column.inverse(input[at]);
        if (logDet) logDet[n] += column.logSlope;
      }
    }
    return values;
  };
  return {
    forward: (u, count, given) => map(u, count, given, true, null),
    inverse: (x, count, given, logDet) => map(x, count, given, false, logDet),
  };
}

/**
 * Two hidden layers of ReLU units, sorted by how many columns they depend on (MADE): units are computed once, as soon as the
 * columns they need are known.
 */
function conditioner({ order, kept, hidden }, tensor, dim, context, size) {
  const [w1, b1, w2, b2, w3, b3] = ['w1', 'b1', 'w2', 'b2', 'w3', 'b3'].map(tensor);
  const wc = context > 0 ? tensor('wc') : null;
  const lowest = context > 0 ? 0 : 1;
  const distinct = Math.max(1, dim - lowest);
  const depends = (width) =>
    Array.from({ length: width }, (_, k) => kept ?? lowest + Math.floor((k * distinct) / width));
  const [first, second] = hidden.map(depends);
  const [h1, h2] = hidden.map((width) => new Float64Array(width));
  // a coupling layer's matrices hold only the columns that it reads, and those that it changes, in its order
  const inputs = kept ?? dim;
  const inputAt = kept === undefined ? order : order.map((_, position) => position);
  const outputAt = kept === undefined ? order : order.map((_, position) => position - kept);
  // a unit of the second layer reads the units of the first that depend on no more columns than it does
  const seen = second.map((degree) => first.filter((d) => d <= degree).length);
  const out = new Float64Array(size);
  let [done1, done2, given, row] = [0, 0, null, 0];
  return {
    start(values, n) {
      [done1, done2, given, row] = [0, 0, values, n];
    },
    numbers(position, read, offset) {
      for (; done1 < h1.length && first[done1] <= position; done1++) {
        let sum = b1[done1];
        for (let c = 0; c < context; c++) sum += wc[done1 * context + c] * given[row * context + c];
        for (let p = 0; p < first[done1]; p++)
          sum += w1[done1 * inputs + inputAt[p]] * read[offset + order[p]];
        h1[done1] = relu(sum);
      }
      for (; done2 < h2.length && second[done2] <= position; done2++)
        h2[done2] = relu(b2[done2] + dot(w2, done2 * h1.length, h1, seen[done2]));
      const from = outputAt[position] * size;
      for (let o = 0; o < size; o++)
        out[o] = b3[from + o] + dot(w3, (from + o) * h2.length, h2, done2);
      return out;
    },
  };
}

const relu = (v) => (v < 0 ? 0 : v);

/** The sum of w[from + j] v[j] over the first `count` */
function dot(w, from, v, count) {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += w[from + j] * v[j];
  return sum;
}

// ---- one column: `set` takes the numbers, `forward` u -> x, `inverse` x -> u; each leaves the log slope of u -> x in `logSlope`

const LOG_SCALE_LIMIT = Math.log(1000);

/** x = e^s u + b; the s of a network is softly clamped to +-ln 1000 */
function affine() {
  return {
    size: 2,
    offset: 0,
    logSlope: 0,
    set(numbers, from, exact = false) {
      const a = numbers[from];
      this.logSlope = exact ? a : a / (1 + Math.abs(a) / LOG_SCALE_LIMIT);
      this.offset = numbers[from + 1];
    },
    forward(u) {
      return Math.exp(this.logSlope) * u + this.offset;
    },
    inverse(x) {
      return (x - this.offset) * Math.exp(-this.logSlope);
    },
  };
}

const MIN_BIN = 1e-3;
const MIN_SLOPE = 1e-3;
/** zero means slope 1 */
const SLOPE_OFFSET = Math.log(Math.expm1(1 - MIN_SLOPE));

/** Monotone rational-quadratic spline on [-bound, bound], identity outside (Durkan et al. 2019): u = S(x), or x = S(u) where `ofBase`. */
function spline({ bins, bound }, ofBase) {
  const [xs, ys, slopes] = [0, 1, 2].map(() => new Float64Array(bins + 1).fill(1));
  /** @returns [value, log slope of S]; `back`: through the inverse of S, with the slope at the point found */
  const through = (v, back) => {
    if (!(v > -bound && v < bound)) return [v, 0];
    const knots = back ? ys : xs;
    let k = 0;
    while (k < bins - 1 && v >= knots[k + 1]) k++;
    const [width, height, d0, d1] = [
      xs[k + 1] - xs[k],
      ys[k + 1] - ys[k],
      slopes[k],
      slopes[k + 1],
    ];
    const s = height / width;
    const bend = d1 + d0 - 2 * s;
    let t = (v - xs[k]) / width;
    if (back) {
      const rise = v - ys[k];
      const [a, b, c] = [height * (s - d0) + rise * bend, height * d0 - rise * bend, -s * rise];
      t = (2 * c) / (-b - Math.sqrt(Math.max(b * b - 4 * a * c, 0)));
    }
    const t1 = t * (1 - t);
    const logSlope =
      2 * Math.log(s) +
      Math.log(d1 * t * t + 2 * s * t1 + d0 * (1 - t) ** 2) -
      2 * Math.log(s + bend * t1);
    return [
      back ? xs[k] + t * width : ys[k] + (height * (s * t * t + d0 * t1)) / (s + bend * t1),
      logSlope,
    ];
  };
  return {
    size: 3 * bins - 1,
    logSlope: 0,
    set(numbers, from) {
      fillKnots(xs, numbers, from, bins, bound);
      fillKnots(ys, numbers, from + bins, bins, bound);
      for (let k = 1; k < bins; k++)
        slopes[k] = MIN_SLOPE + softplus(numbers[from + 2 * bins + k - 1] + SLOPE_OFFSET);
    },
    forward(u) {
      const [x, slope] = through(u, !ofBase);
      this.logSlope = ofBase ? slope : -slope;
      return x;
    },
    inverse(x) {
      const [u, slope] = through(x, ofBase);
      this.logSlope = ofBase ? slope : -slope;
      return u;
    },
  };
}

/** Softmax of the raw numbers with a floor, summed to knots from -bound to bound. */
function fillKnots(knots, raw, from, bins, bound) {
  let top = -Infinity;
  for (let k = 0; k < bins; k++) top = Math.max(top, raw[from + k]);
  let total = 0;
  for (let k = 0; k < bins; k++) total += Math.exp(raw[from + k] - top);
  knots[0] = -bound;
  for (let k = 0; k < bins; k++)
    knots[k + 1] =
      knots[k] +
      2 * bound * (MIN_BIN + ((1 - MIN_BIN * bins) * Math.exp(raw[from + k] - top)) / total);
  knots[bins] = bound;
}

const softplus = (v) => (v > 30 ? v : Math.log1p(Math.exp(v)));

// ---- random numbers: counter-based, so a row depends on the seed and its place alone. Philox 4x32-10 (Salmon et al. 2011)

const SAMPLES = 3;

/** Standard normal numbers, row-major, of the rows from `first` on (Box and Muller). */
function normals(seed, first, rows, dim) {
  const out = new Float64Array(rows * dim);
  const unit = (bits) => (bits + 0.5) / 4294967296;
  for (let n = 0; n < rows; n++)
    for (let d = 0; d < dim; d += 2) {
      const [a, b] = philox(seed, SAMPLES, first + n, d);
      const radius = Math.sqrt(-2 * Math.log(unit(a)));
      const angle = 2 * Math.PI * unit(b);
      out[n * dim + d] = radius * Math.cos(angle);
      if (d + 1 < dim) out[n * dim + d + 1] = radius * Math.sin(angle);
    }
  return out;
}

/** The first two of four 32-bit numbers for a counter (a, b). */
function philox(seed, stream, a, b) {
  let [c0, c1, c2, c3] = [a >>> 0, Math.floor(a / 4294967296) >>> 0, b >>> 0, 0];
  let [k0, k1] = [seed >>> 0, stream >>> 0];
  for (let round = 0; round < 10; round++) {
    const [h0, l0] = [high(0xd2511f53, c0), Math.imul(0xd2511f53, c0) >>> 0];
    const [h1, l1] = [high(0xcd9e8d57, c2), Math.imul(0xcd9e8d57, c2) >>> 0];
    [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1];
}

/** Upper 32 bits of a 32 x 32 product. */
function high(a, b) {
  const [ah, al, bh, bl] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const mid = ah * bl + Math.floor((al * bl) / 65536);
  const mid2 = al * bh + (mid & 0xffff);
  return (ah * bh + Math.floor(mid / 65536) + Math.floor(mid2 / 65536)) >>> 0;
}
