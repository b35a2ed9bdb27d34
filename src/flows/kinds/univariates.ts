// What transforms one column: the numbers that it takes, and the fields of a layer that say how many.
import * as z from 'zod';

export interface UnivariateFields<Fields> {
  schema: z.ZodRawShape;
  numbers(fields: Fields): number;
}

/** Log scale and offset. */
export const affineFields: UnivariateFields<object> = { schema: {}, numbers: () => 2 };

/** B widths, B heights, B - 1 inner slopes. */
export const splineFields: UnivariateFields<{ bins: number; bound: number }> = {
  schema: { bins: z.number().int().min(2).max(256), bound: z.number().positive() },
  numbers: ({ bins }) => 3 * bins - 1,
};
