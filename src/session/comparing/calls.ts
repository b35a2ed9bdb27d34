// The calls that compare the model of a page with others.
import type { Handlers, Pages } from '../pages';

export function comparingCalls(
  pages: Pages,
): Handlers<'compare' | 'compareColumns' | 'compareMixture' | 'compareWith'> {
  return {
    compare: ({ id }) => pages.whole(id).then((e) => e.compare()),
    compareColumns: ({ id }) => pages.whole(id).then((e) => e.compareColumns()),
    compareMixture: ({ id }) => pages.whole(id).then((e) => e.compareMixture()),
    compareWith: ({ id, paths }) => pages.after(id, (e) => e.compareWith(paths)),
  };
}
