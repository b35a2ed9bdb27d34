// The calls for pictures of a page, answered in session/pictures.
import * as z from 'zod';
import { count, id, name } from './arguments';
import { call, gives, PAGE } from './call';
import type { CloudAnswer, CloudPart } from './cloud-parts';
import type { ColumnView } from './column-views';
import type { MarginalView } from './exploration';
import { type ContourView, givenValues, lens } from './pictures';
import { selection } from './selection';

export const PICTURE_CALLS = {
  marginals: call({ id, lens: lens.optional() }, gives<MarginalView[]>, PAGE),
  /**
   * What columns look like, whatever they hold: of the rows that pictures show through a lens; without one, of all
   * rows of the table. With a selection, its rows in each bar as well.
   */
  columnViews: call(
    {
      id,
      columns: z.array(name).max(100),
      lens: lens.optional(),
      selection: selection.optional(),
    },
    gives<ColumnView[]>,
    PAGE,
  ),
  /** at most `count` points; the rest of arrays that are only begun is asked for by `cloudPart` */
  cloud: call({ id, count, lens: lens.optional() }, gives<CloudAnswer>, PAGE),
  /** null: it is gone */
  cloudPart: call({ id, ticket: count, part: count }, gives<CloudPart | null>, PAGE),
  /** null: another flow or other columns came meanwhile */
  contours: call(
    {
      id,
      x: name,
      y: name,
      masses: z.array(z.number().gt(0).lt(1)).min(1).max(9),
      axes: lens.shape.axes,
      given: givenValues.optional(),
    },
    gives<ContourView | null>,
    PAGE,
  ),
  /** the same of every pair of these columns, from one set of samples where they are not exact */
  pairContours: call(
    {
      id,
      columns: z.array(name).min(2).max(8),
      masses: z.array(z.number().gt(0).lt(1)).min(1).max(9),
      axes: lens.shape.axes,
      given: givenValues.optional(),
    },
    gives<ContourView[] | null>,
    PAGE,
  ),
};
