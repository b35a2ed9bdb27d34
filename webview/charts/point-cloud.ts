// Points to draw on a canvas, and how large and opaque they are among many.

/** Points to draw, over one another in the order given. */
export interface PointCloud {
  /** clip coordinates, -1 to 1, two for each point; points that are not finite are not drawn */
  positions: Float32Array;
  /** red, green, blue, alpha for each point, 0 to 255 */
  colours: Uint8Array;
  count: number;
  /** diameter in CSS pixels */
  size: number;
}

/** Opacity of a point among `count`: dense clouds show where they are dense. */
export function alphaFor(count: number): number {
  return Math.max(0.05, Math.min(0.85, 30 / Math.sqrt(Math.max(1, count))));
}

/** Diameter of a point among `count`, in CSS pixels. */
export function sizeFor(count: number): number {
  return count > 20_000 ? 2 : count > 2_000 ? 3 : 5;
}
