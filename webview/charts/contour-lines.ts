// Lines that hold a stated mass: ellipses of the Gaussian, in closed form, and what the service found for the flow.
import type { GaussianSummary } from '../../src/protocol/data';
import type { ContourView } from '../../src/protocol/pictures';
import type { Theme } from '../state/theme';

/** Masses inside the lines, from the innermost on. */
export const MASSES = [0.5, 0.8, 0.95];
const WIDTHS = [2.4, 1.8, 1.2];
/** CSS pixels. */
export const widthOf = (mass: number) => WIDTHS[MASSES.indexOf(mass)] ?? 1.5;
const CORNERS = 144;

/** A line over a scatter; `under` is the colour of the wider one below it. */
export interface DrawnLine {
  points: Float32Array[];
  colour: string;
  under: string;
  width: number;
}

/**
 * The ellipse around the densest part of a two-column Gaussian that holds `mass`: its squared Mahalanobis radius is
 * -2 log(1 - mass), the quantile of a chi-squared distribution with two degrees of freedom. Exact for any pair of
 * columns.
 *
 * @returns x0, y0, x1, y1, ... in original units, closed; null when the pair has no width
 */
export function ellipse(
  gaussian: GaussianSummary,
  x: string,
  y: string,
  mass: number,
): Float32Array | null {
  const [i, j] = [gaussian.names.indexOf(x), gaussian.names.indexOf(y)];
  if (i < 0 || j < 0 || i === j) return null;
  const dim = gaussian.names.length;
  const at = (a: number, b: number) => gaussian.covariance[a * dim + b]!;
  const [mx, my] = [gaussian.mean[i]!, gaussian.mean[j]!];
  const sx = Math.sqrt(at(i, i));
  const along = at(i, j) / sx;
  const rest = Math.sqrt(at(j, j) - along ** 2);
  if (!(sx > 0) || !(rest > 0)) return null;
  const radius = Math.sqrt(-2 * Math.log(1 - mass));
  const points = new Float32Array(2 * (CORNERS + 1));
  for (let k = 0; k <= CORNERS; k++) {
    const [c, s] = [
      radius * Math.cos((2 * Math.PI * k) / CORNERS),
      radius * Math.sin((2 * Math.PI * k) / CORNERS),
    ];
    points[2 * k] = mx + sx * c;
    points[2 * k + 1] = my + along * c + rest * s;
  }
  return points;
}

export function gaussianLines(
  gaussian: GaussianSummary | null,
  x: string,
  y: string,
  colours: Theme,
): DrawnLine[] {
  if (!gaussian) return [];
  return MASSES.flatMap((mass) => {
    const points = ellipse(gaussian, x, y, mass);
    return points
      ? [
          {
            points: [points],
            colour: colours.gaussian,
            under: colours.background,
            width: widthOf(mass),
          },
        ]
      : [];
  });
}

export function flowLines(view: Pick<ContourView, 'levels'> | null, colours: Theme): DrawnLine[] {
  return (view?.levels ?? []).map(({ mass, lines }) => ({
    points: lines,
    colour: colours.flow,
    under: colours.background,
    width: widthOf(mass),
  }));
}
