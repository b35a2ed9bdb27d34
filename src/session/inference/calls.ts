// The calls for posteriors of a page.
import type { Handlers, Pages } from '../pages';
import { PICTURE_SEED } from '../pictures/pictures';
import { calibrated } from './calibrated';
import { posteriorView } from './page';

export function inferenceCalls(pages: Pages): Handlers<'posterior' | 'calibrate'> {
  return {
    posterior: ({ id, ...wish }) => posteriorView(pages.context, pages.get(id), wish),
    calibrate: async ({ id, pairs, observed }) => {
      const exploration = await pages.whole(id);
      return calibrated(pages.context, exploration.needModel(), exploration.needTable(), {
        pairs,
        given: observed,
        seed: PICTURE_SEED,
      });
    },
  };
}
