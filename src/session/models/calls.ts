// The calls on models: saving, exporting, drawing, scoring, and the list of those that are kept.
import { settingsOf } from '../fitting/settings-of';
import type { Handlers, Pages } from '../pages';
import { exportModel } from './export';
import { Model } from './model';
import { drawSamples, scoreRows } from './scoring';

type Calls =
  | 'save'
  | 'export'
  | 'sample'
  | 'score'
  | 'storedModels'
  | 'saveStored'
  | 'deleteStored'
  | 'restoreStored'
  | 'renameStored'
  | 'settingsOf';

export function modelCalls(pages: Pages): Handlers<Calls> {
  const { context, store, earlier } = pages;
  return {
    save: ({ id, path }) =>
      pages.after(id, async (e) => {
        const model = e.needModel();
        await model.write(path);
        await earlier.wasSaved(path, model.metadata);
        await e.model.saved(path, store);
      }),
    export: async ({ id, path, format }) => {
      await exportModel(pages.get(id).needModel(), format, path, context.dist);
      return null;
    },
    sample: ({ id, path, count, seed, given, within }) =>
      drawSamples(context, pages.get(id).needModel(), path, count, seed, given, within),
    score: ({ id, path }) =>
      pages.whole(id).then((e) => scoreRows(context, e.needTable(), e.needModel(), path, 'auto')),
    storedModels: ({ folders }) => store.list(folders),
    saveStored: async ({ path, to }) => {
      const shown = pages.all().find((e) => e.state.model?.stored === path);
      const model = shown ? shown.needModel() : await Model.read(path);
      await model.write(to);
      await earlier.wasSaved(to, model.metadata);
      await (shown ? shown.model.saved(to, store) : store.delete(path));
      return null;
    },
    deleteStored: async ({ path }) => {
      await store.discard(path);
      return null;
    },
    restoreStored: async ({ path }) => {
      await store.restore(path);
      return null;
    },
    renameStored: async ({ path, name }) => {
      await store.rename(path, name);
      for (const exploration of pages.all()) exploration.model.renamed(path, name);
      return null;
    },
    settingsOf: async ({ path }) => settingsOf((await Model.read(path)).metadata),
  };
}
