// A log density on the real line: the variables through log and logit, with the exact log determinant.
import { shapeOf } from '../../flows/preprocessing';
import type { ColumnTransform } from '../../protocol/model';
import { DistributionError } from '../../distributions/distribution';
import type { Density } from './density';

/** Log densities of rows in model space, with their gradients. */
export interface DensitiesAt {
  /** -Infinity where the density is zero, or a variable is at its bound in double precision */
  values: Float64Array;
  /** row-major */
  gradients: Float64Array;
  /** 1 where value and gradient are finite; gradients are zero elsewhere */
  usable: Uint8Array;
}

/** p(z) = p(x) |dx / dz|, with x from z by the transforms that a model file holds. */
export class Unconstrained {
  private readonly shapes;

  constructor(
    readonly density: Density,
    readonly transforms: readonly ColumnTransform[],
  ) {
    this.shapes = transforms.map(shapeOf);
  }

  get dim(): number {
    return this.transforms.length;
  }

  /** @param z row-major count x D  @throws DistributionError where the formula has no number */
  at(z: ArrayLike<number>, count: number): DensitiesAt {
    const { dim, transforms, shapes } = this;
    const values = new Float64Array(count);
    const gradients = new Float64Array(count * dim);
    const usable = new Uint8Array(count);
    const point = new Float64Array(dim);
    const inner = new Float64Array(dim);
    for (let n = 0; n < count; n++) {
      let logSlope = 0;
      let inside = true;
      for (let d = 0; d < dim; d++) {
        const t = transforms[d]!;
        inner[d] = t.scale * z[n * dim + d]! + t.shift;
        point[d] = shapes[d]!.value(inner[d]!);
        logSlope += shapes[d]!.slope(inner[d]!) + Math.log(t.scale);
        inside &&= isInside(t, point[d]!);
      }
      const found = inside ? this.density.at(point) : null;
      values[n] = found ? found.value + logSlope : -Infinity;
      if (!Number.isFinite(values[n]!)) continue;
      for (let d = 0; d < dim; d++) {
        const t = transforms[d]!;
        const own = found!.gradient[d]! * Math.exp(shapes[d]!.slope(inner[d]!));
        gradients[n * dim + d] = t.scale * (own + slopeChange(t, inner[d]!));
      }
      if (gradients.subarray(n * dim, (n + 1) * dim).every(Number.isFinite)) usable[n] = 1;
      else gradients.fill(0, n * dim, (n + 1) * dim);
    }
    return { values, gradients, usable };
  }

  /** As `at` for one row; null where the formula has no number or the density is zero. */
  tried(z: ArrayLike<number>): { value: number; gradient: Float64Array } | null {
    try {
      const { values, gradients, usable } = this.at(z, 1);
      return usable[0] ? { value: values[0]!, gradient: gradients } : null;
    } catch (error) {
      if (error instanceof DistributionError) return null;
      throw error;
    }
  }
}

function isInside(transform: ColumnTransform, x: number): boolean {
  if (transform.kind === 'logit') return x > transform.lower && x < transform.upper;
  return Number.isFinite(x) && (transform.kind !== 'log' || x > 0);
}

/** d log|dx / d inner| / d inner */
function slopeChange(transform: ColumnTransform, inner: number): number {
  if (transform.kind === 'log') return 1;
  return transform.kind === 'logit' ? -Math.tanh(inner / 2) : 0;
}
