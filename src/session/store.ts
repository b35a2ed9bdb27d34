// Finished fits kept in our own storage until saved or deleted, and the model files of a workspace, in one list.
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StoredModel } from '../protocol/exploration';
import { verdictOf } from '../flows/verdict';
import { SessionError } from './errors';
import { ensureFolder } from './files';
import { Model, labelOf } from './model';

export const MODEL_SUFFIX = '.flow.safetensors';
const LARGEST_LIST = 500;
const SKIP = new Set(['node_modules', '.git', '.venv', 'dist']);

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
      const { metadata } = await Model.read(path);
      return {
        path,
        label: saved ? basename(path) : labelOf(metadata),
        saved,
        flow: metadata.specification.flow,
        columns: metadata.specification.columns,
        created: metadata.created,
        sentence: verdictOf(metadata).sentence,
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
