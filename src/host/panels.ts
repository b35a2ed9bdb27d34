// All panels: opened by commands, restored after a reload, or made by VS Code for a model file.
import * as vscode from 'vscode';
import { VIEW_NAMES, type ViewName } from '../protocol/webview';
import type { Exploration } from './explorations';
import type { Source } from './opening';
import { ExplorationPanel, type PageServices } from './panel';

export const PANEL_TYPE = 'flowscope.exploration';
export const MODEL_EDITOR = 'flowscope.model';

export class Panels implements vscode.Disposable {
  private readonly open = new Set<ExplorationPanel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly services: PageServices) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, {
        deserializeWebviewPanel: async (panel, remembered) => this.restore(panel, remembered),
      }),
      vscode.window.registerCustomEditorProvider(
        MODEL_EDITOR,
        {
          openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
          resolveCustomEditor: (document, panel) => void this.add(panel, sourceOfModel(document.uri.fsPath)),
        },
        { supportsMultipleEditorsPerDocument: false },
      ),
    ];
  }

  /** Shows a data file or a model, in the panel that shows it already if there is one. @throws Error whose message is a sentence for the user */
  async show(source: Source): Promise<Exploration> {
    const path = pathOf(source);
    const shown = [...this.open].find((p) => p.path === path);
    if (shown) {
      shown.show();
      return shown.opened;
    }
    const panel = this.add(vscode.window.createWebviewPanel(PANEL_TYPE, '', vscode.ViewColumn.Active), source);
    try {
      return await panel.opened;
    } catch (error) {
      panel.panel.dispose();
      throw error;
    }
  }

  /** The panel of an exploration; null when it has none. */
  of(exploration: Exploration): ExplorationPanel | null {
    return [...this.open].find((p) => p.exploration === exploration) ?? null;
  }

  dispose(): void {
    for (const item of this.subscriptions) item.dispose();
    for (const { panel } of this.open) panel.dispose();
  }

  private add(panel: vscode.WebviewPanel, source: Source, view?: ViewName): ExplorationPanel {
    const shown = new ExplorationPanel(panel, pathOf(source), this.services, () => this.services.explorations.add(source), view);
    this.open.add(shown);
    panel.onDidDispose(() => this.open.delete(shown));
    return shown;
  }

  private restore(panel: vscode.WebviewPanel, remembered: unknown): void {
    const { dataPath, columns, modelPath, view } = (remembered ?? {}) as Record<string, unknown>;
    const path = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    const source: Source = {
      dataPath: path(dataPath),
      modelPath: path(modelPath),
      columns: Array.isArray(columns) && columns.every((c) => typeof c === 'string') ? columns : null,
    };
    if (source.dataPath || source.modelPath) this.add(panel, source, VIEW_NAMES.find((name) => name === view));
    else panel.dispose();
  }
}

export function sourceOfData(path: string): Source {
  return { dataPath: path, modelPath: null, columns: null };
}

export function sourceOfModel(path: string): Source {
  return { dataPath: null, modelPath: path, columns: null };
}

function pathOf(source: Source): string {
  return source.dataPath ?? source.modelPath!;
}
