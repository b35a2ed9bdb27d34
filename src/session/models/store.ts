// Finished fits kept in our own storage until saved or deleted, and the model files of a workspace, in one list.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StoredModel } from '../../protocol/exploration';
import { givenNames } from '../../protocol/words/conditions';
import { sentenceOf, SessionError } from '../errors';
import { ensureFolder } from '../files';
import { type FittedOn, Model, labelOf } from './model';
import { english, say, type Sentence } from '../../protocol/sentence';

export const MODEL_SUFFIX = '.flow.safetensors';
const CHECKPOINTS = 'checkpoints';
const TRASH = 'trash';
const TRASH_AGE = 24 * 60 * 60_000;
const LARGEST_LIST = 500;
const MOST_CHECKPOINTS = 50;
const SKIP = new Set(['node_modules', '.git', '.venv', 'dist']);

/** The rows of a fit: a version of a file, and a condition. */
type Rows = Pick<FittedOn, 'fingerprint' | 'where'>;

export class Store {
  /** @param dropped hears why a checkpoint is not offered */
  constructor(
    private readonly folder: string,
    private readonly dropped: (why: string) => void,
  ) {}

  /** Keeps a finished fit; it is listed as unsaved. @returns where it lies */
  async keep(model: Model): Promise<string> {
    await ensureFolder(this.folder);
    const name = `${Date.now().toString(36)}-${randomBytes(3).toString('hex')}${MODEL_SUFFIX}`;
    const path = join(this.folder, name);
    await model.write(path);
    return path;
  }

  /** Keeps the latest checkpoint of a fit, so that it survives the end of this process. */
  async keepCheckpoint(model: Model): Promise<void> {
    await ensureFolder(join(this.folder, CHECKPOINTS));
    const { data, asked, specification } = model.metadata;
    await model.write(
      this.checkpointPath(data!, asked?.columns ?? model.columns, givenNames(specification)),
    );
  }

  /** The fit of these columns of this file, given others, that was interrupted; null when there is none. */
  async checkpoint(data: Rows, columns: string[], given: string[] = []): Promise<Model | null> {
    const path = this.checkpointPath(data, columns, given);
    if (!existsSync(path)) return null;
    try {
      const model = await Model.read(path);
      model.path = null;
      return model;
    } catch (error) {
      this.dropped(english(sentenceOf(error)));
      return null;
    }
  }

  /** Finished fits that were not saved yet, and checkpoints. */
  async paths(): Promise<string[]> {
    const all = [
      ...(await filesIn(this.folder, 1)),
      ...(await filesIn(join(this.folder, CHECKPOINTS), 1)),
    ];
    return all.filter((path) => path.endsWith(MODEL_SUFFIX));
  }

  async dropCheckpoint(data: Rows, columns: string[], given: string[] = []): Promise<void> {
    await rm(this.checkpointPath(data, columns, given), { force: true });
  }

  private checkpointPath(
    { fingerprint: { hash }, where }: Rows,
    columns: string[],
    given: string[],
  ): string {
    const name = createHash('sha256')
      .update(
        JSON.stringify([
          hash,
          columns,
          ...(where ? [where] : []),
          ...(given.length > 0 ? [given] : []),
        ]),
      )
      .digest('hex')
      .slice(0, 32);
    return join(this.folder, CHECKPOINTS, `${name}${MODEL_SUFFIX}`);
  }

  owns(path: string): boolean {
    return dirname(path) === this.folder && path.endsWith(MODEL_SUFFIX);
  }

  /** A model of ours, or a file of the user. */
  async read(path: string): Promise<Model> {
    const model = await Model.read(path);
    if (this.owns(path)) [model.path, model.stored] = [null, path];
    return model;
  }

  /** For good. */
  async delete(path: string): Promise<void> {
    this.requireOwn(path, say('delete it'));
    await rm(path, { force: true });
  }

  /** Into the trash, from which `restore` takes it back. */
  async discard(path: string): Promise<void> {
    this.requireOwn(path, say('delete it'));
    await ensureFolder(join(this.folder, TRASH));
    const kept = join(this.folder, TRASH, basename(path));
    await rename(path, kept);
    await utimes(kept, new Date(), new Date());
  }

  async restore(path: string): Promise<void> {
    this.requireOwn(path, say('restore it'));
    const kept = join(this.folder, TRASH, basename(path));
    if (!existsSync(kept))
      throw new SessionError(say('This model is no longer in the trash: it cannot be restored.'));
    await rename(kept, path);
  }

  /** What was deleted more than a day ago is gone for good: the window in which it could be undone is closed. */
  async emptyTrash(): Promise<void> {
    const folder = join(this.folder, TRASH);
    for (const path of await filesIn(folder, 1))
      if ((await stat(path)).mtimeMs < Date.now() - TRASH_AGE) await rm(path, { force: true });
  }

  /** Of interrupted fits that nobody resumed the newest are kept. */
  async dropOldCheckpoints(): Promise<void> {
    const paths = await filesIn(join(this.folder, CHECKPOINTS), 1);
    const dated = await Promise.all(
      paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })),
    );
    for (const { path } of dated.sort((a, b) => b.at - a.at).slice(MOST_CHECKPOINTS))
      await rm(path, { force: true });
  }

  async rename(path: string, name: string): Promise<void> {
    this.requireOwn(path, say('rename it'));
    const model = await Model.read(path);
    model.metadata = { ...model.metadata, name };
    await model.write(path);
  }

  private requireOwn(path: string, act: Sentence): void {
    if (!this.owns(path))
      throw new SessionError(
        say('{0} is a file of yours: {1} in the Explorer.', basename(path), act),
      );
  }

  async list(folders: string[]): Promise<StoredModel[]> {
    const unsaved = (await filesIn(this.folder, 1)).filter((p) => p.endsWith(MODEL_SUFFIX));
    const saved = (await Promise.all(folders.map((f) => filesIn(f, 6))))
      .flat()
      .filter((p) => p.endsWith(MODEL_SUFFIX));
    const models = await Promise.all(
      [...unsaved, ...saved].slice(0, LARGEST_LIST).map((path) => this.describe(path)),
    );
    return models
      .filter((m) => m !== null)
      .sort((a, b) => Number(a.saved) - Number(b.saved) || b.created.localeCompare(a.created));
  }

  private async describe(path: string): Promise<StoredModel | null> {
    const saved = !this.owns(path);
    try {
      const model = await Model.read(path);
      const { metadata } = model;
      return {
        path,
        label: saved ? basename(path) : (metadata.name ?? labelOf(metadata)),
        saved,
        flow: metadata.specification.flow,
        columns: metadata.specification.columns,
        ...(metadata.specification.given ? { given: givenNames(metadata.specification) } : {}),
        created: metadata.created,
        sentence: model.state().verdict.sentence,
        data: metadata.data?.name ?? null,
      };
    } catch {
      return null; // not ours, or damaged: opening it says why
    }
  }
}

async function filesIn(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      return entry.isDirectory() && depth > 1 && !SKIP.has(entry.name)
        ? filesIn(path, depth - 1)
        : [];
    }),
  );
  return nested.flat();
}
