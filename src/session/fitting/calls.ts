// The calls that fit, stop a fit and take it up again.
import type { Exploration } from '../exploration';
import type { Handlers, Pages } from '../pages';

/** @param before ends what else computes for this page */
export function fittingCalls(
  pages: Pages,
  before: (id: string) => void,
): Handlers<'fit' | 'resume' | 'discard' | 'stop' | 'trainingSamples' | 'acceptAtoms'> {
  return {
    fit: ({ id, options }) => {
      before(id);
      return pages.after(id, (e) => e.fitting.fit(options));
    },
    resume: ({ id }) => {
      before(id);
      return pages.after(id, (e) => e.fitting.resume());
    },
    discard: ({ id }) =>
      pages.after(id, async (e) => {
        await e.fitting.discard();
        if (!e.state.model) await e.fitting.recover(await lastFinished(pages, e));
      }),
    stop: async ({ id }) => {
      pages.get(id).fitting.stop();
      return null;
    },
    trainingSamples: ({ id, count }) => pages.get(id).fitting.samples(count),
    acceptAtoms: ({ id }) => pages.after(id, (e) => e.model.acceptAtoms()),
  };
}

/** The model file of the last finished fit of what the page has chosen; null: there is none. */
export async function lastFinished(
  { earlier }: Pages,
  { state: { profile, selected, given = [], where = null } }: Exploration,
): Promise<string | null> {
  return profile && earlier.finished(profile.fingerprint, { columns: selected, given, where });
}
