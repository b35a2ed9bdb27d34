// The pages of explorations: a panel for each, a read-only editor for model files, and panels restored after a reload.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import { VIEW_NAMES, type ViewName, type WebviewFunctions } from '../protocol/webview';
import type { Explorations } from './explorations';
import type { ServiceClient } from './service-client';
import { webviewHtml, webviewOptions } from './webview-html';
import { serveWebview } from './webview-host';

export const PANEL = 'flowscope.exploration';
export const MODEL_EDITOR = 'flowscope.model';

interface Remembered {
  dataPath: string | null;
  columns: string[];
  modelPath: string | null;
  view: ViewName;
}

interface OpenPage {
  panel: vscode.WebviewPanel;
  page: WebviewFunctions;
  view: ViewName;
}

export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer, vscode.CustomReadonlyEditorProvider {
  private readonly open = new Map<string, OpenPage>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly explorations: Explorations,
    private readonly service: ServiceClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      explorations.onChange((state) => void this.open.get(state.id)?.page.stateChanged(state)),
      service.onLost((message) => void this.openAgain(message)),
      vscode.window.registerWebviewPanelSerializer(PANEL, this),
      vscode.window.registerCustomEditorProvider(MODEL_EDITOR, this, { supportsMultipleEditorsPerDocument: false }),
    ];
  }

  get count(): number {
    return this.open.size;
  }

  /** An exploration of the file that is open already comes to the front. */
  async explore(path: string): Promise<ExplorationState> {
    const there = this.explorations.all.find((s) => s.dataPath === path && this.open.has(s.id));
    if (there) {
      this.open.get(there.id)!.panel.reveal();
      return there;
    }
    return this.fill(this.newPanel(path), () => this.service.call('open', { path }), 'marginals');
  }

  show(id: string, view: ViewName): void {
    const open = this.open.get(id);
    if (!open) return;
    open.panel.reveal();
    open.view = view;
    void open.page.showView(view);
  }

  requestChart(id: string, format: 'svg' | 'png'): void {
    void this.open.get(id)?.page.requestChart(format);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, remembered: unknown): Promise<void> {
    panel.webview.options = webviewOptions(this.extension);
    const { dataPath, columns, modelPath, view } = (remembered ?? {}) as Partial<Remembered>;
    if (typeof dataPath !== 'string') return panel.dispose();
    const start = () => this.restore(dataPath, Array.isArray(columns) ? columns : [], typeof modelPath === 'string' ? modelPath : null);
    await this.fill(panel, start, VIEW_NAMES.find((v) => v === view) ?? 'marginals').catch(
      (error: Error) => void vscode.window.showWarningMessage(`${basename(dataPath)} could not be opened again: ${error.message}`),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor(document: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = webviewOptions(this.extension);
    await this.fill(panel, () => this.service.call('openModel', { path: document.uri.fsPath }), 'layers').catch(
      (error: Error) => void vscode.window.showErrorMessage(error.message),
    );
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
    for (const { panel } of this.open.values()) panel.dispose();
  }

  private newPanel(path: string): vscode.WebviewPanel {
    return vscode.window.createWebviewPanel(PANEL, `${basename(path)} — Distribution`, vscode.ViewColumn.Active, webviewOptions(this.extension));
  }

  private async restore(dataPath: string, columns: string[], modelPath: string | null): Promise<ExplorationState> {
    if (modelPath) {
      try {
        return await this.service.call('openModel', { path: modelPath, data: dataPath });
      } catch (error) {
        this.log.warn(`${modelPath}: ${(error as Error).message}`); // the model is gone; the data may still be there
      }
    }
    const state = await this.service.call('open', { path: dataPath });
    const known = columns.filter((c) => state.profile?.columns.some((p) => p.name === c && p.modelled));
    return known.length > 0 ? this.service.call('select', { id: state.id, columns: known }) : state;
  }

  /** Shows the page of the exploration that `start` opens. @throws after closing the panel, when that fails */
  private async fill(panel: vscode.WebviewPanel, start: () => Promise<ExplorationState>, view: ViewName): Promise<ExplorationState> {
    if (panel.viewType === PANEL) panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'flowscope.svg');
    let state: ExplorationState;
    try {
      state = await start();
    } catch (error) {
      panel.dispose();
      throw error;
    }
    const { id } = state;
    this.explorations.add(state);
    const entry: OpenPage = { panel, view, page: null as unknown as WebviewFunctions };
    const source = { page: 'exploration' as const, state: () => this.explorations.get(id) ?? null, view: () => entry.view, viewShown: (v: ViewName) => void (entry.view = v) };
    const served = serveWebview(panel.webview, source, this.service, this.log);
    entry.page = served.page;
    this.open.set(id, entry);
    const watcher = state.dataPath ? this.watch(state.dataPath, id) : null;
    panel.onDidChangeViewState(() => panel.active && this.explorations.focus(id));
    panel.onDidDispose(() => {
      this.open.delete(id);
      served.dispose();
      watcher?.dispose();
      void this.explorations.close(id);
    });
    panel.webview.html = webviewHtml(panel.webview, this.extension, panel.title);
    this.explorations.focus(id);
    return state;
  }

  /** A change on disk makes the service look at the file again; its state then offers Refresh. */
  private watch(path: string, id: string): vscode.Disposable {
    const literal = basename(path).replace(/[[\]{}*?]/g, '?');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(dirname(path)), literal));
    const look = () => void this.service.call('state', { id }).catch(() => undefined);
    watcher.onDidChange(look);
    watcher.onDidDelete(look);
    watcher.onDidCreate(look);
    return watcher;
  }

  /** After a crash every panel is opened again from what it showed. */
  private async openAgain(message: string): Promise<void> {
    void vscode.window.showWarningMessage(message);
    for (const [id, { panel, view }] of [...this.open]) {
      const state = this.explorations.get(id);
      if (panel.viewType === MODEL_EDITOR && state?.model?.path) {
        panel.dispose();
        await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(state.model.path), MODEL_EDITOR);
      }
      if (panel.viewType !== PANEL || !state?.dataPath) continue;
      const { dataPath, selected, model } = state;
      panel.dispose();
      const start = () => this.restore(dataPath, selected, model?.path ?? model?.stored ?? null);
      await this.fill(this.newPanel(dataPath), start, view).catch((error: Error) => void vscode.window.showErrorMessage(error.message));
    }
  }
}
