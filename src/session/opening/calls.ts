// The calls that open tables and models, and read them again.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, fingerprintOf, withContent } from '../../data';
import { sentenceOf } from '../errors';
import type { Choice } from '../fitting/earlier-fits';
import { Model } from '../models/model';
import type { Handlers, Pages } from '../pages';
import { lastFinished } from '../fitting/calls';
import type { Reading } from '../../protocol/data';
import { english } from '../../protocol/sentence';

type Calls =
  | 'openExplorations'
  | 'open'
  | 'openModel'
  | 'cancelOpening'
  | 'state'
  | 'moved'
  | 'useFile'
  | 'close'
  | 'refresh'
  | 'filter'
  | 'reread'
  | 'previewReading'
  | 'dataOf';

export function openingCalls(pages: Pages): Handlers<Calls> {
  const { context, readings, earlier } = pages;
  return {
    openExplorations: async () => ({ count: pages.all().length }),
    open: ({ path, folders = [], model, columns, given, where, reading, encoding, ticket }) =>
      pages.add(async (exploration, signal) => {
        exploration.file.folders = folders;
        await pages.left(); // a fit of this table may be on its way to disk
        const last = columns ? null : await earlier.choiceFor(path);
        const open = (said: Reading | undefined) => {
          const as = (choice: Partial<Choice>) =>
            exploration.table.read(
              path,
              columns ?? choice.columns,
              {
                said,
                where: where === undefined ? choice.where : where,
                encodingHint: encoding,
                signal,
                soFar: true,
              },
              given ?? choice.given,
            );
          // read another way, the same file may lack what was chosen
          return last
            ? as(last).catch((error: unknown) =>
                error instanceof DataError ? as({}) : Promise.reject(error as Error),
              )
            : as({});
        };
        await (reading
          ? open(reading).then(() => readings.keep(path, reading))
          : openAsRemembered(pages, path, open));
        const recovered = exploration.table
          .whole()
          .then(async () =>
            exploration.fitting.recover(model ?? (await lastFinished(pages, exploration))),
          );
        if (exploration.state.soFar)
          recovered.catch((error: unknown) =>
            context.log('warn', `${path}: ${english(sentenceOf(error))}`),
          );
        else await recovered;
      }, ticket),
    openModel: async ({ path, folders = [], data, ticket }) =>
      pages.add(async (exploration, signal) => {
        exploration.file.folders = folders;
        const beside = data ?? (await dataOf(pages, path, [], folders));
        await openAsRemembered(pages, beside, (said) =>
          exploration.openModel(path, beside, { said, signal }),
        );
      }, ticket),
    cancelOpening: async ({ ticket }) => {
      pages.cancelOpening(ticket);
      return null;
    },
    state: async ({ id }) => {
      await pages.get(id).file.check();
      return pages.get(id).state;
    },
    moved: async ({ from, to }) => {
      for (const exploration of pages.all()) exploration.file.renamed(from, to);
      await Promise.all([readings.moved(from, to), earlier.moved(from, to)]);
      return null;
    },
    useFile: ({ id, path }) =>
      pages.after(id, async (e) =>
        e.file.use(path, (await readings.of(path)) ?? e.state.reading ?? {}),
      ),
    close: async ({ id }) => {
      await pages.close(id);
      return null;
    },
    refresh: ({ id }) => pages.after(id, (e) => e.table.refresh()),
    filter: ({ id, where }) => pages.after(id, (e) => e.table.filter(where)),
    reread: ({ id, reading }) =>
      pages.after(id, async (e) => {
        await e.table.reread(reading);
        await readings.keep(e.state.dataPath!, reading);
      }),
    previewReading: ({ id, reading }) => pages.get(id).table.previewReading(reading),
    dataOf: ({ path, folders, candidates }) => dataOf(pages, path, candidates, folders),
  };
}

/** Reads a file as the user last had it read. When that no longer fits, it is forgotten, and the log says so. */
async function openAsRemembered(
  { readings, context }: Pages,
  path: string | null,
  open: (said: Reading | undefined) => Promise<void>,
): Promise<void> {
  const said = path === null ? null : await readings.of(path);
  if (path === null || !said) return open(undefined);
  try {
    await open(said);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    await open(undefined);
    context.log(
      'warn',
      `${path} could not be read as it was before (${english(sentenceOf(error))}), so it was read as it seems.`,
    );
    await readings.keep(path, {});
  }
}

/**
 * The data file of a model lies beside it, is open already, is the candidate with the same content, or has another
 * name and lies beside it or in `folders`; null when it is nowhere.
 */
async function dataOf(
  pages: Pages,
  modelPath: string,
  candidates: string[] = [],
  folders: string[] = [],
): Promise<string | null> {
  const { metadata } = await Model.read(modelPath);
  if (!metadata.data) return null;
  const beside = join(dirname(modelPath), metadata.data.name);
  if (existsSync(beside)) return beside;
  const { fingerprint } = metadata.data;
  const { hash } = fingerprint;
  const shown = pages.all().find((e) => e.state.profile?.fingerprint.hash === hash);
  if (shown?.state.dataPath) return shown.state.dataPath;
  for (const path of candidates)
    if ((await fingerprintOf(path).catch(() => null))?.hash === hash) return path;
  const renamed = await withContent(dirname(modelPath), fingerprint, { deep: 1 });
  if (renamed) return renamed;
  for (const folder of folders) {
    const found = await withContent(folder, fingerprint);
    if (found) return found;
  }
  return null;
}
