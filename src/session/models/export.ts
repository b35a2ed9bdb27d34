// A model in formats for elsewhere: one JSON file, or a folder for browsers.
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { browserModel } from '../../flows/model-file/browser-model';
import { exportJson } from '../../flows/model-file/model-file';
import type { ExportFormat } from '../../protocol/choices';
import { SessionError } from '../errors';
import { writeWhole } from '../files';
import type { Model } from './model';
import { say } from '../../protocol/sentence';

/** What lies beside the weights in a folder for browsers; copied from `dist/loader`. */
const LOADER = ['flowscope.js', 'flowscope.d.ts', 'index.html', 'README.md'];
const MANIFEST = 'model.json';
const WEIGHTS = /^group1-shard\d+of\d+\.bin$/;

/** @param out a file for `json`, a folder for `tfjs`  @param dist folder of the built bundles */
export async function exportModel(
  model: Model,
  format: ExportFormat,
  out: string,
  dist: string,
): Promise<void> {
  switch (format) {
    case 'json':
      return writeWhole(out, exportJson(model.metadata, model.tensors));
    case 'tfjs':
      if (model.metadata.specification.support)
        throw new SessionError(
          say(
            'This model keeps bounds, which pages in browsers do not know: export it as JSON, or fit without --bounds.',
          ),
        );
      return writeFolder(model, resolve(out), dist);
  }
}

/** The folder is written beside, whole, and then takes the place of the one before. */
async function writeFolder({ metadata, tensors }: Model, out: string, dist: string): Promise<void> {
  const parent = dirname(out);
  if (!(await stat(parent).catch(() => null))?.isDirectory())
    throw new SessionError(
      say(
        'The folder {0} does not exist: {1} was not written. Create it or choose another place.',
        parent,
        basename(out),
      ),
    );
  const before = await examine(out);
  const [beside, old] = ['tmp', 'old'].map((end) =>
    join(parent, `.${basename(out)}.${randomBytes(4).toString('hex')}.${end}`),
  ) as [string, string];
  try {
    await mkdir(beside);
    const { model, shards } = browserModel(metadata, tensors);
    for (const { name, bytes } of shards) await writeFile(join(beside, name), bytes);
    for (const name of LOADER) await copyFile(join(dist, 'loader', name), join(beside, name));
    await writeFile(join(beside, MANIFEST), model);
    if (before) await rename(out, old);
    await rename(beside, out).catch(async (error) => {
      if (before) await rename(old, out);
      throw error;
    });
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    (error as NodeJS.ErrnoException).path = out;
    throw error;
  }
}

/**
 * @returns whether there is such a folder
 * @throws SessionError where something lies there that an export must not replace
 */
async function examine(out: string): Promise<boolean> {
  const there = await stat(out).catch(() => null);
  if (!there) return false;
  if (!there.isDirectory())
    throw new SessionError(
      say('{0} is a file: the format tfjs needs a folder. Choose another name.', out),
    );
  const names = await readdir(out);
  if (names.length === 0) return true;
  const ours = await readFile(join(out, MANIFEST), 'utf8')
    .then((text) => (JSON.parse(text) as { format?: unknown }).format === 'flowscope')
    .catch(() => false);
  if (!ours)
    throw new SessionError(
      say(
        'The folder {0} is not empty, and it is no export of Flowscope: nothing was written. Choose an empty folder, or a new one.',
        out,
      ),
    );
  const foreign = names.find(
    (name) => name !== MANIFEST && !LOADER.includes(name) && !WEIGHTS.test(name),
  );
  if (foreign !== undefined)
    throw new SessionError(
      say(
        'The folder {0} holds "{1}", which is not part of an export and would be lost: nothing was written. Move it, or choose another folder.',
        out,
        foreign,
      ),
    );
  return true;
}
