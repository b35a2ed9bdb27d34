// The map of one column as a curve: x at places of u, the other columns as they are at a row.
import type { ColumnMap } from '../../protocol/microscope';
import { Spline } from './rational-quadratic';

/** @param rest what the other columns add to a line */
export function curveOf(map: ColumnMap, rest: number): (u: number) => number {
  switch (map.kind) {
    case 'affine':
      return (u) => map.scale * u + map.shift;
    case 'line':
      return (u) => map.scale * u + rest;
    case 'spline': {
      // a spline that acts on x has its knots there: slopes are those of u by x
      const spline =
        map.acts === 'u'
          ? Spline.through(map.u, map.x, map.slopes)
          : Spline.through(
              map.x,
              map.u,
              map.slopes.map((s) => 1 / s),
            );
      return (u) => (map.acts === 'u' ? spline.evaluate(u) : spline.invert(u));
    }
    case 'copy':
    case 'transform':
      return (u) => u;
  }
}
