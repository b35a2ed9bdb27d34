// How files were looked at, kept for the workspace: a page of a file begins with what was chosen last.
import type * as vscode from 'vscode';
import type { FileLook } from '../protocol/file-look';

const KEY = 'flowscope.fileLooks';

export class FileLooks {
  /** writes follow one another, as each is made from what is there */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly memory: Pick<vscode.Memento, 'get' | 'update'>,
    private readonly log: Pick<vscode.LogOutputChannel, 'warn'>,
  ) {}

  /** null: nothing is remembered */
  async get(path: string): Promise<FileLook | null> {
    await this.last;
    return (await this.all()).find((file) => file.path === path)?.look ?? null;
  }

  keep(path: string, look: FileLook): Promise<void> {
    const next = this.last.then(async () => {
      const { fileLooks, MOST_FILES } = await import('../protocol/file-look'); // with its schema: late
      const others = (await this.all()).filter((file) => file.path !== path);
      const files = [...others, { path, look }].slice(-MOST_FILES);
      await this.memory.update(KEY, fileLooks.write({ files }));
    });
    this.last = next.catch(() => undefined);
    return next;
  }

  private async all() {
    const written = this.memory.get(KEY);
    if (written === undefined) return [];
    const { fileLooks } = await import('../protocol/file-look');
    const { content, dropped } = fileLooks.read(written);
    if (dropped !== null) this.log.warn(dropped);
    return content?.files ?? [];
  }
}
