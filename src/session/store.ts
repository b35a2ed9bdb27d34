// Finished fits kept in our own storage until saved or deleted, and the model files of a workspace, in one list.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StoredModel } from '../protocol/exploration';
import { SessionError } from './errors';
import { ensureFolder } from './files';
import { type FittedOn, Model, labelOf } from './model';

export const MODEL_SUFFIX = '.flow.safetensors';
const CHECKPOINTS = 'checkpoints';
const LARGEST_LIST = 500;
const SKIP = new Set(['node_modules', '.git', '.venv', 'dist']);

/** The rows of a fit: a version of a file, and a condition. */
type Rows = Pick<FittedOn, 'fingerprint' | 'where'>;

export class Store {
  constructor(private readonly folder: string) {}

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
    await model.write(this.checkpointPath(model.metadata.data!, model.columns));
  }

  /** The fit of these columns of this file that was interrupted; null when there is none. */
  async checkpoint(data: Rows, columns: string[]): Promise<Model | null> {
    const path = this.checkpointPath(data, columns);
    if (!existsSync(path)) return null;
    const model = await Model.read(path).catch(() => null);
    if (model) model.path = null;
    return model;
  }

  async dropCheckpoint(data: Rows, columns: string[]): Promise<void> {
    await rm(this.checkpointPath(data, columns), { force: true });
  }

  private checkpointPath({ fingerprint: { hash }, where }: Rows, columns: string[]): string {
    const name = createHash('sha256').update(JSON.stringify(where ? [hash, columns, where] : [hash, columns])).digest('hex').slice(0, 32);
    return join(this.folder, CHECKPOINTS, `${name}${MODEL_SUFFIX}`);
  }

  owns(path: string): boolean {
    return dirname(path) === this.folder && path.endsWith(MODEL_SUFFIX);
  }

  async delete(path: string): Promise<void> {
    if (!this.owns(path)) throw new SessionError(`${basename(path)} is a file of yours: delete it in the Explorer.`);
    await rm(path, { force: true });
  }

  async list(folders: string[]): Promise<StoredModel[]> {
    const unsaved = (await filesIn(this.folder, 1)).filter((p) => p.endsWith(MODEL_SUFFIX));
    const saved = (await Promise.all(folders.map((f) => filesIn(f, 6)))).flat().filter((p) => p.endsWith(MODEL_SUFFIX));
    const models = await Promise.all([...unsaved, ...saved].slice(0, LARGEST_LIST).map((path) => this.describe(path)));
    return models.filter((m) => m !== null).sort((a, b) => Number(a.saved) - Number(b.saved) || b.created.localeCompare(a.created));
  }

  private async describe(path: string): Promise<StoredModel | null> {
    const saved = !this.owns(path);
    try {
      const model = await Model.read(path);
      const { metadata } = model;
      return {
        path,
        label: saved ? basename(path) : labelOf(metadata),
        saved,
        flow: metadata.specification.flow,
        columns: metadata.specification.columns,
        created: metadata.created,
        sentence: model.state().verdict.sentence,
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
      return entry.isDirectory() && depth > 1 && !SKIP.has(entry.name) ? filesIn(path, depth - 1) : [];
    }),
  );
  return nested.flat();
}
