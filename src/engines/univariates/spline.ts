// u = spline(x) on [-bound, bound], identity outside; x = spline(u) in layers whose conditioner reads u.
import { splineFields } from '../../flows/kinds/univariates';
import { Spline } from './rational-quadratic';
import { splineKernel } from './spline-kernel';
import type { Univariate, UnivariateKind } from './univariate';

export const spline = (bins: number, bound: number, ofBase: boolean): UnivariateKind => ({
  outputs: splineFields.numbers({ bins, bound }),
  column: () => new SplineColumn(new Spline(bins, bound), ofBase),
  rows: () => splineKernel(bins, bound, ofBase),
  record: { kind: 3, bins, bound },
  saved: 9,
});

class SplineColumn implements Univariate {
  logSlope = 0;
  /** the spline keeps its own log slope, which is that of x -> u, or of u -> x */
  private readonly sign: number;

  constructor(
    private readonly spline: Spline,
    private readonly ofBase: boolean,
  ) {
    this.sign = ofBase ? 1 : -1;
  }

  set(numbers: ArrayLike<number>, offset: number): this {
    this.spline.set(numbers, offset);
    return this;
  }

  forward(u: number): number {
    const x = this.ofBase ? this.spline.evaluate(u) : this.spline.invert(u);
    this.logSlope = this.sign * this.spline.logSlope;
    return x;
  }

  inverse(x: number): number {
    const u = this.ofBase ? this.spline.invert(x) : this.spline.evaluate(x);
    this.logSlope = this.sign * this.spline.logSlope;
    return u;
  }

  look() {
    const { from, to, slopes } = this.spline.knots();
    return this.ofBase
      ? { kind: 'spline' as const, u: from, x: to, slopes, acts: 'u' as const }
      : {
          kind: 'spline' as const,
          u: to,
          x: from,
          slopes: slopes.map((s) => 1 / s),
          acts: 'x' as const,
        };
  }
}
