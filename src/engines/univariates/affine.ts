// x = e^s u + b, with s softly clamped to +-ln 1000.
import { affineFields } from '../../flows/kinds/univariates';
import type { ColumnKernel, Univariate, UnivariateKind } from './univariate';

const LOG_SCALE_LIMIT = Math.log(1000);
const clamp = (a: number) => a / (1 + Math.abs(a) / LOG_SCALE_LIMIT);

/** What the kernel needs for x = e^a u + b, where nothing is clamped. */
export const plainAffine = { record: { kind: 1 }, saved: 1 };

export const affine: UnivariateKind = {
  outputs: affineFields.numbers({}),
  column: () => new AffineColumn(),
  rows: () => rows,
  record: { kind: 2 },
  saved: 1,
};

class AffineColumn implements Univariate {
  logSlope = 0;
  private a = 0;
  private b = 0;

  set(numbers: ArrayLike<number>, offset: number): this {
    this.a = numbers[offset]!;
    this.b = numbers[offset + 1]!;
    return this;
  }

  forward(u: number): number {
    this.logSlope = clamp(this.a);
    return Math.exp(this.logSlope) * u + this.b;
  }

  inverse(x: number): number {
    this.logSlope = clamp(this.a);
    return (x - this.b) * Math.exp(-this.logSlope);
  }

  look() {
    return { kind: 'affine' as const, scale: Math.exp(clamp(this.a)), shift: this.b };
  }
}

/** u = (x - b) exp(-s), s = a / (1 + |a| / ln 1000) */
const rows: ColumnKernel = {
  forward(raw, rowStride, x, count, dim, slots, out) {
    for (let n = 0; n < count; n++)
      for (const { column: d, raw: offset } of slots) {
        const at = n * rowStride + offset;
        const a = raw[at]!;
        const s = a / (1 + Math.abs(a) / LOG_SCALE_LIMIT);
        out[2 * n * dim + d] = (x[n * dim + d]! - raw[at + 1]!) * Math.exp(-s);
        out[2 * n * dim + dim + d] = -s;
      }
  },
  backward(raw, rowStride, x, count, dim, slots, cotangent, toRaw, toX) {
    for (let n = 0; n < count; n++)
      for (const { column: d, raw: offset } of slots) {
        const at = n * rowStride + offset;
        const a = raw[at]!;
        const soft = 1 + Math.abs(a) / LOG_SCALE_LIMIT;
        const inverseScale = Math.exp(-a / soft);
        const [gu, gl] = [cotangent[2 * n * dim + d]!, cotangent[2 * n * dim + dim + d]!];
        const u = (x[n * dim + d]! - raw[at + 1]!) * inverseScale;
        toRaw[at]! += (-gu * u - gl) / (soft * soft);
        toRaw[at + 1]! -= gu * inverseScale;
        toX[n * dim + d]! += gu * inverseScale;
      }
  },
};
