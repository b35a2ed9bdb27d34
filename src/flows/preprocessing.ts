// The last layer of every flow: from model space z to original columns, one invertible function a column, in float64.
import type { ColumnTransform } from '../protocol/model';
import { uniform } from './random';
import { STREAMS } from '../distributions/streams';

/** original = value(inner), with inner = scale * z + shift; `slope` is log |d original / d inner|. */
interface Shape {
  value(inner: number): number;
  /** NaN outside the support */
  inner(original: number): number;
  slope(inner: number): number;
}

export function shapeOf(transform: ColumnTransform): Shape {
  const shape = curveOf(transform);
  if (transform.kind !== 'log' && transform.kind !== 'asinh') return shape;
  const { above = Infinity } = transform;
  const below = transform.kind === 'asinh' ? (transform.below ?? -Infinity) : -Infinity;
  return above < Infinity || below > -Infinity ? alongTangents(shape, below, above) : shape;
}

/** `shape` between two inner values, and its tangents there beyond them: once differentiable, and increasing. */
function alongTangents(shape: Shape, below: number, above: number): Shape {
  const [low, high] = [shape.value(below), shape.value(above)];
  const [lowSlope, highSlope] = [shape.slope(below), shape.slope(above)].map(Math.exp) as [
    number,
    number,
  ];
  return {
    value: (v) =>
      v > above
        ? high + highSlope * (v - above)
        : v < below
          ? low + lowSlope * (v - below)
          : shape.value(v),
    inner: (x) =>
      x > high
        ? above + (x - high) / highSlope
        : x < low
          ? below + (x - low) / lowSlope
          : shape.inner(x),
    slope: (v) => shape.slope(Math.min(Math.max(v, below), above)),
  };
}

function curveOf(transform: ColumnTransform): Shape {
  switch (transform.kind) {
    case 'none':
      return { value: (v) => v, inner: (x) => x, slope: () => 0 };
    case 'log':
      return { value: Math.exp, inner: (x) => (x > 0 ? Math.log(x) : NaN), slope: (v) => v };
    case 'asinh': {
      const { median, spread } = transform;
      return {
        value: (v) => median + spread * Math.sinh(v),
        inner: (x) => Math.asinh((x - median) / spread),
        slope: (v) => Math.log(spread) + logCosh(v),
      };
    }
    case 'logit': {
      const { lower, upper } = transform;
      const range = upper - lower;
      return {
        value: (v) => lower + range / (1 + Math.exp(-v)),
        inner: (x) => (x > lower && x < upper ? Math.log((x - lower) / (upper - x)) : NaN),
        slope: (v) => Math.log(range) - Math.abs(v) - 2 * Math.log1p(Math.exp(-Math.abs(v))),
      };
    }
  }
}

function logCosh(v: number): number {
  return Math.abs(v) + Math.log1p(Math.exp(-2 * Math.abs(v))) - Math.LN2;
}

/**
 * Original rows to model space. @param values row-major n x D
 * @returns z, and log |d original / d z| summed over columns; rows outside the support have z NaN and logDet Infinity
 */
export function toModel(
  values: ArrayLike<number>,
  count: number,
  transforms: ColumnTransform[],
): { z: Float64Array; logDet: Float64Array; outside: number } {
  const dim = transforms.length;
  const shapes = transforms.map(shapeOf);
  const z = new Float64Array(count * dim);
  const logDet = new Float64Array(count);
  let outside = 0;
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < dim; d++) {
      const inner = shapes[d]!.inner(values[n * dim + d]!);
      z[n * dim + d] = (inner - transforms[d]!.shift) / transforms[d]!.scale;
      logDet[n]! += shapes[d]!.slope(inner) + Math.log(transforms[d]!.scale);
    }
    if (!Number.isFinite(logDet[n]!)) {
      outside++;
      logDet[n] = Infinity;
      z.fill(NaN, n * dim, (n + 1) * dim);
    }
  }
  return { z, logDet, outside };
}

/** Model space to original columns; whole-number columns are rounded when `round`. */
export function fromModel(
  z: ArrayLike<number>,
  count: number,
  transforms: ColumnTransform[],
  round = true,
): Float64Array {
  const dim = transforms.length;
  const shapes = transforms.map(shapeOf);
  const out = new Float64Array(count * dim);
  for (let i = 0; i < out.length; i++) {
    const t = transforms[i % dim]!;
    const value = shapes[i % dim]!.value(t.scale * z[i]! + t.shift);
    out[i] = round && t.integer ? Math.round(value) : value;
  }
  return out;
}

/** Adds noise U[-1/2, 1/2) to whole-number columns; a row's noise depends on its number and the seed alone. */
export function dequantise(
  values: Float64Array,
  rowNumbers: ArrayLike<number>,
  transforms: ColumnTransform[],
  seed: number,
): Float64Array {
  if (!transforms.some((t) => t.integer)) return values;
  const dim = transforms.length;
  return values.map((v, i) =>
    transforms[i % dim]!.integer
      ? v + uniform(seed, STREAMS.dequantisation, rowNumbers[Math.floor(i / dim)]!, i % dim) - 0.5
      : v,
  );
}
