// The calls for pictures of a page.
import type { Handlers, Pages } from '../pages';

export function pictureCalls(
  pages: Pages,
): Handlers<
  | 'marginals'
  | 'columnViews'
  | 'cloud'
  | 'cloudPart'
  | 'contours'
  | 'pairContours'
  | 'layers'
  | 'microscope'
  | 'stages'
> {
  return {
    marginals: ({ id, lens }) => pages.get(id).pictures.marginals(lens),
    columnViews: ({ id, columns, lens, selection }) =>
      pages.get(id).pictures.columnViews(columns, lens, selection),
    cloud: ({ id, count, lens }) => pages.get(id).pictures.cloud(count, lens),
    cloudPart: ({ id, ticket, part }) => pages.get(id).pictures.cloudPart(ticket, part),
    contours: ({ id, x, y, masses, axes, given }) =>
      pages.get(id).pictures.contours(x, y, masses, axes, given),
    pairContours: ({ id, columns, masses, axes, given }) =>
      pages.get(id).pictures.pairContours(columns, masses, axes, given),
    microscope: ({ id, row, pair, column, given }) =>
      pages.get(id).pictures.microscope(row, pair, column, given),
    stages: ({ id, row, pair, given }) => pages.get(id).pictures.stages(row, pair, given),
    layers: ({ id, from, rows, ...lens }) => pages.get(id).pictures.layers(from, rows, lens),
  };
}
