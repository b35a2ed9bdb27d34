// The example tables that come with the extension: opened as copies, which are the user's to change.
import * as vscode from 'vscode';

export interface Example {
  file: string;
  label: string;
  description: string;
  icon: string;
}

/** In the order in which they are offered. */
export const EXAMPLES: readonly Example[] = [
  {
    file: 'two-moons.csv',
    label: vscode.l10n.t('Two moons'),
    description: vscode.l10n.t('two half circles'),
    icon: 'graph-scatter',
  },
  {
    file: 'lif-neuron.csv',
    label: vscode.l10n.t('A neuron'),
    description: vscode.l10n.t('simulated, 4 parameters'),
    icon: 'pulse',
  },
  {
    file: 'mixed-table.csv',
    label: vscode.l10n.t('A mixed table'),
    description: vscode.l10n.t('categories, dates, gaps'),
    icon: 'table',
  },
];

export const isExample = (name: unknown): name is string =>
  EXAMPLES.some(({ file }) => file === name);

export class Examples {
  /** @param from  in the extension  @param to  where the copies lie, in its storage */
  constructor(
    private readonly from: vscode.Uri,
    private readonly to: vscode.Uri,
  ) {}

  /** The copy of an example: the one that is there, changed or not, or else a new one. */
  async copyOf(file: string): Promise<vscode.Uri> {
    const { fs } = vscode.workspace;
    const copy = vscode.Uri.joinPath(this.to, file);
    if (await exists(copy)) return copy;
    // whole or not at all: half a copy would be taken for one that was changed
    const part = vscode.Uri.joinPath(this.to, `.${process.pid}.${file}`);
    await fs.copy(vscode.Uri.joinPath(this.from, file), part, { overwrite: true });
    try {
      await fs.rename(part, copy, { overwrite: false });
    } catch (error) {
      // another window was faster
      await fs.delete(part);
      if (!(await exists(copy))) throw error;
    }
    return copy;
  }

  /** One of them, which the user chooses. */
  async ask(): Promise<string | undefined> {
    const choice = await vscode.window.showQuickPick(
      EXAMPLES.map(({ file, label, description, icon }) => ({
        label: `$(${icon}) ${label}`,
        description: file,
        detail: description,
        file,
      })),
      {
        title: vscode.l10n.t('Explore an Example'),
        placeHolder: vscode.l10n.t('A copy is opened, in {0}', this.to.fsPath),
        matchOnDetail: true,
      },
    );
    return choice?.file;
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(file)).then(
    () => true,
    () => false,
  );
}
