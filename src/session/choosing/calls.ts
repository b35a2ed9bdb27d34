// The calls that choose columns.
import type { Handlers, Pages } from '../pages';

export function choosingCalls(pages: Pages): Handlers<'select' | 'given' | 'transformPreview'> {
  return {
    select: ({ id, columns, given }) => pages.after(id, (e) => e.choice.select(columns, given)),
    given: ({ id, chosen }) => pages.get(id).pictures.given(chosen),
    transformPreview: ({ id, column, choice }) =>
      pages.get(id).pictures.transformPreview(column, choice),
  };
}
