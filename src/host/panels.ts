// The pages of explorations: a panel for each, a read-only editor for model files, and panels restored after a reload.
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '../protocol/data';
import type { ExplorationState } from '../protocol/exploration';
import type { ChartFormat, ViewName } from '../protocol/webview';
import type { Explorations } from './explorations';
import type { FileLooks } from './file-looks';
import { wordsOf } from './language';
import { type Loss, type ServiceClient, ServiceLost } from './service-client';
import { type Page, PANEL, PanelClosed, pageOf, type PageRooms, type Start } from './page';
import { PageOpening } from './page-opening';
import { mayStartAgain, sayStartedAgain } from './service-loss';
import { webviewHtml, webviewOptions } from './webview-html';

export const MODEL_EDITOR = 'flowscope.model';

export class Panels
  implements
    PageRooms,
    vscode.Disposable,
    vscode.WebviewPanelSerializer,
    vscode.CustomReadonlyEditorProvider
{
  private readonly open = new Map<string, Page>();
  /** files that are being opened: a second click waits for the first */
  private readonly opening = new Map<string, Promise<ExplorationState>>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly opens: PageOpening;

  constructor(
    readonly extension: vscode.Uri,
    readonly explorations: Explorations,
    readonly service: ServiceClient,
    readonly looks: FileLooks,
    readonly log: vscode.LogOutputChannel,
  ) {
    this.opens = new PageOpening(service, log);
    this.subscriptions = [
      explorations.onChange((state) => this.changed(state)),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files)
          if (oldUri.scheme === 'file' && newUri.scheme === 'file')
            void this.service.callIfRunning('moved', { from: oldUri.fsPath, to: newUri.fsPath });
      }),
      service.onLost((loss) => void this.recover(loss)),
      vscode.window.registerWebviewPanelSerializer(PANEL, this),
      vscode.window.registerCustomEditorProvider(MODEL_EDITOR, this, {
        supportsMultipleEditorsPerDocument: false,
      }),
    ];
  }

  get count(): number {
    return this.open.size;
  }

  /** An exploration of the file that is open already comes to the front. */
  async explore(path: string, reading?: Reading): Promise<ExplorationState> {
    const there = this.explorations.all.find((s) => s.dataPath === path && this.open.has(s.id));
    if (there) {
      this.open.get(there.id)!.panel.reveal();
      return there;
    }
    const before = this.opening.get(path);
    if (before) return before;
    const panel = vscode.window.createWebviewPanel(
      PANEL,
      vscode.l10n.t('{0} — Distribution', basename(path)),
      vscode.ViewColumn.Active,
      webviewOptions(this.extension),
    );
    const opening = this.fill(
      panel,
      path,
      (shown, ticket) =>
        shown ? this.opens.again(shown, ticket) : this.opens.table(path, ticket, reading),
      'marginals',
    );
    const over = () => this.opening.get(path) === opening && this.opening.delete(path);
    panel.onDidDispose(over); // a click after its tab was closed opens it anew
    this.opening.set(path, opening);
    void opening.then(over, over);
    return opening;
  }

  /** A new page of this model on this table, beside other models. */
  compare(dataPath: string, modelPath: string, others: string[]): Promise<ExplorationState> {
    const panel = vscode.window.createWebviewPanel(
      PANEL,
      vscode.l10n.t('{0} — Comparison', basename(dataPath)),
      vscode.ViewColumn.Active,
      webviewOptions(this.extension),
    );
    const start: Start = async (before, ticket) =>
      before
        ? this.opens.again(before, ticket)
        : this.opens.beside(await this.opens.model(modelPath, ticket, dataPath), others);
    return this.fill(panel, dataPath, start, 'compare');
  }

  /** A new page of the operations that a file keeps. */
  operations(path: string): Promise<ExplorationState> {
    const panel = vscode.window.createWebviewPanel(
      PANEL,
      vscode.l10n.t('{0} — Operations', basename(path)),
      vscode.ViewColumn.Active,
      webviewOptions(this.extension),
    );
    const start: Start = async (before, ticket, page) => {
      if (before) return this.opens.again(before, ticket);
      const { state, chain } = await this.service.call('openOperations', { path, ticket });
      page.opened = chain;
      void page.functions.showOperations(chain);
      return state;
    };
    return this.fill(panel, path, start, 'operations');
  }

  /** The view a page shows, its chain of operations, and what of Operations. */
  shown(id: string): Pick<Page, 'view' | 'operations' | 'segment'> | null {
    const page = this.open.get(id);
    return page ? { view: page.view, operations: page.operations, segment: page.segment } : null;
  }

  /** Whether its page is on the screen. */
  isSeen(id: string): boolean {
    return this.open.get(id)?.panel.visible ?? false;
  }

  show(id: string, view: ViewName): void {
    const open = this.open.get(id);
    if (!open) return;
    open.panel.reveal();
    open.view = view;
    void open.functions.showView(view);
  }

  requestChart(id: string, format: ChartFormat): void {
    void this.open.get(id)?.functions.requestChart(format);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, remembered: unknown): Promise<void> {
    panel.webview.options = webviewOptions(this.extension);
    const { pageState } = await import('../protocol/page-state'); // with its schema: late
    const { content, dropped } = pageState.read(remembered ?? {});
    if (dropped !== null) this.log.warn(dropped);
    const dataPath = content?.dataPath;
    if (!dataPath) return panel.dispose();
    const start: Start = (before, ticket) =>
      before ? this.opens.again(before, ticket) : this.opens.as({ ...content, dataPath }, ticket);
    await this.fill(panel, dataPath, start, content.view).catch(
      (error: Error) =>
        error instanceof PanelClosed ||
        void vscode.window.showWarningMessage(
          vscode.l10n.t('{0} could not be opened again: {1}', basename(dataPath), wordsOf(error)),
        ),
    );
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor(
    document: vscode.CustomDocument,
    panel: vscode.WebviewPanel,
  ): Promise<void> {
    panel.webview.options = webviewOptions(this.extension);
    await this.fill(
      panel,
      document.uri.fsPath,
      (_, ticket) => this.opens.model(document.uri.fsPath, ticket),
      'layers',
    ).catch(
      (error: Error) =>
        error instanceof PanelClosed || void vscode.window.showErrorMessage(wordsOf(error)),
    );
  }

  /** A table that is renamed takes its tab along. */
  private changed(state: ExplorationState): void {
    const page = this.open.get(state.id);
    if (!page) return;
    if (page.label !== state.label && page.panel.title.startsWith(page.label))
      page.panel.title = state.label + page.panel.title.slice(page.label.length);
    page.label = state.label;
    void page.functions.stateChanged(state);
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
    for (const { panel } of this.open.values()) panel.dispose();
  }

  /** The page loads while `start` opens what it will show. @throws after closing the panel, when that fails */
  private async fill(
    panel: vscode.WebviewPanel,
    path: string,
    start: Start,
    view: ViewName,
  ): Promise<ExplorationState> {
    const { page, listening } = pageOf(panel, start, view, path, this);
    let closed = false;
    const ticket = randomUUID();
    panel.onDidDispose(() => {
      closed = true;
      listening.forEach((l) => l.dispose());
      if (page.id === null) return void this.service.callIfRunning('cancelOpening', { ticket });
      this.open.delete(page.id);
      void this.explorations.close(page.id);
    });
    const { title } = panel; // a disposed panel does not even tell its title
    panel.webview.html = webviewHtml(panel.webview, this.extension, title);
    try {
      const opened = await start(null, ticket, page);
      if (closed) void this.service.callIfRunning('close', { id: opened.id });
      else this.assign(page, opened);
      return opened;
    } catch (error) {
      if (closed) throw new PanelClosed(title);
      panel.dispose();
      throw error;
    }
  }

  /** The exploration of a page, now or instead of the one it had. */
  private assign(page: Page, state: ExplorationState): void {
    if (page.id !== null) {
      this.open.delete(page.id);
      this.explorations.forget(page.id);
    }
    [page.id, page.label] = [state.id, state.label];
    this.open.set(state.id, page);
    this.explorations.add(state);
    if (page.panel.active || this.explorations.active === null) this.explorations.focus(state.id);
  }

  /** After a crash every page is filled again with what it showed; a fit that was cut off shows its last checkpoint. */
  private async recover(loss: Loss): Promise<void> {
    for (const { functions } of this.open.values()) void functions.serviceRestarted(loss.message);
    if (await mayStartAgain(loss, this.service, this.log))
      sayStartedAgain(loss, await this.openAgain(), this.log);
  }

  private async openAgain(): Promise<ExplorationState[]> {
    const states: ExplorationState[] = [];
    for (const [id, page] of [...this.open]) {
      try {
        const state = await page.start(this.explorations.get(id) ?? null, randomUUID(), page);
        this.assign(page, state);
        states.push(state);
      } catch (error) {
        if (error instanceof ServiceLost) break; // it ended again: that is reported by itself
        page.panel.dispose();
        void vscode.window.showErrorMessage(wordsOf(error));
      }
    }
    return states;
  }
}
