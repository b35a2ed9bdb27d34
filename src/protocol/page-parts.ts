// Parts of what is kept of a page.
import * as z from 'zod';

/** The entries that are understood; the others are left out. */
export const entries = <T>(value: z.ZodType<T>) =>
  z
    .record(z.string(), z.unknown())
    .transform((all) =>
      Object.fromEntries(
        Object.entries(all).flatMap(([key, kept]) => {
          const checked = value.safeParse(kept);
          return checked.success ? [[key, checked.data] as const] : [];
        }),
      ),
    )
    .catch({});

export const RAIL_ORDERS = ['file', 'name', 'gaps', 'gain'] as const;

/** The list of columns: icons alone, and in which order. */
export const rail = z
  .object({ folded: z.boolean().catch(false), order: z.enum(RAIL_ORDERS).catch('file') })
  .catch({ folded: false, order: 'file' });
