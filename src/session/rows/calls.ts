// The calls on rows of a page by themselves.
import type { Handlers, Pages } from '../pages';

export function rowCalls(
  pages: Pages,
): Handlers<
  'selectedRows' | 'selectedBars' | 'rows' | 'surprising' | 'drawnDensities' | 'placeOfRow'
> {
  return {
    selectedRows: ({ id, selection }) => pages.get(id).rows.selected(selection),
    selectedBars: ({ id, selection, lens = {} }) =>
      pages.get(id).rows.selectedBars(selection, lens),
    rows: ({ id, rows }) => pages.get(id).rows.rows(rows),
    surprising: ({ id }) => pages.whole(id).then((e) => e.rows.surprising()),
    drawnDensities: ({ id }) => pages.get(id).rows.drawnDensities(),
    placeOfRow: ({ id, row }) => pages.get(id).rows.place(row),
  };
}
