// What VS Code keeps of a page between sessions: the page writes it, and page and host read it again.
import * as z from 'zod';
import { name, path, where } from './arguments';
import { fitOptions, transform } from './fit-options';
import { look } from './look';
import { chain } from './operations';
import { entries, rail } from './page-parts';
import { axis, type Lens, lens } from './pictures';
import { selection, type SelectionStep } from './selection';
import { bySchema, Stored } from './stored';
import { FIRST_CHAIN, VIEW_NAMES } from './webview';

const names = z.array(name).max(2000).catch([]);

/** What is asked of a fit on the page, besides columns, transforms and the split. */
const fitChoices = fitOptions
  .pick({ flow: true, engine: true, seconds: true, seeds: true, direction: true, order: true })
  .required();
export type FitChoices = z.infer<typeof fitChoices>;
const lastFit = z.object({ choices: fitChoices, split: fitOptions.shape.split.unwrap() });
export type LastFit = z.infer<typeof lastFit>;

const schema = z.object({
  dataPath: path.nullable().catch(null),
  columns: names,
  /** columns that the next fit is given */
  given: names,
  /** condition in SQL on the rows */
  where: where.nullable().catch(null),
  modelPath: path.nullable().catch(null),
  comparedPaths: z.array(path).max(100).catch([]),
  view: z.enum(VIEW_NAMES).catch('marginals'),
  transforms: entries(transform),
  keptTogether: fitOptions.shape.split.unwrap().catch({ by: 'auto' }),
  lens: z
    .object({
      axes: entries(axis),
      split: lens.shape.split.catch(undefined),
      given: entries(z.union([name, z.number()])),
      within: lens.shape.within.catch(undefined),
    })
    .catch({ axes: {}, given: {} }),
  /** with the version of the table that its row numbers are of; null where it names none */
  selection: z
    .object({ steps: selection, on: z.string().max(10_000).nullable() })
    .catch({ steps: [], on: null }),
  operations: chain.catch(FIRST_CHAIN),
  look: look.optional().catch(undefined),
  /** what the next fit is asked for, and what the last one was */
  fit: z
    .object({ choices: fitChoices.partial(), last: lastFit.nullable() })
    .optional()
    .catch(undefined),
  rail,
  /** whether the drawer of rows is open */
  rowsOpen: z.boolean().catch(false),
});
export type PageState = Omit<z.infer<typeof schema>, 'lens'> & { lens: Lens };

/** Version 1 first says its number; its fields are those of before. In version 2 ranges select rows, and hide none. */
export const pageState = new Stored<PageState>('what was kept of a page', bySchema(schema), [
  (before) => before,
  (before) =>
    typeof before === 'object' && before !== null
      ? { ...before, selection: { steps: rangesSelected(before), on: null } }
      : before,
]);

const ranges = entries(z.tuple([z.number(), z.number()]));

function rangesSelected(before: { lens?: { ranges?: unknown } | null }): SelectionStep[] {
  const kept = before.lens?.ranges;
  const all = Object.entries(ranges.parse(kept)).map(([column, [from, to]]) => ({
    column,
    from,
    to,
  }));
  return all.length > 0 ? [{ how: 'add', shape: { kind: 'box', ranges: all } }] : [];
}
