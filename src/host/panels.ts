// The pages of explorations: a panel for each, a read-only editor for model files, and panels restored after a reload.
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '../protocol/data';
import type { ExplorationState } from '../protocol/exploration';
import type { Chain } from '../protocol/operations';
import {
  type ChartFormat,
  type ShownSegment,
  VIEW_NAMES,
  type ViewName,
  type WebviewFunctions,
} from '../protocol/webview';
import type { Explorations } from './explorations';
import { sentence } from './language';
import { type Loss, type ServiceClient, ServiceLost } from './service-client';
import { webviewHtml, webviewOptions } from './webview-html';
import { serveWebview } from './webview-host';

export const PANEL = 'flowscope.exploration';
export const MODEL_EDITOR = 'flowscope.model';

interface Remembered {
  dataPath: string | null;
  columns: string[];
  given: string[];
  where: string | null;
  modelPath: string | null;
  comparedPaths: string[];
  view: ViewName;
}

/** Opens what a page shows; a page that is opened again passes the state it had. By `ticket` the opening can be cancelled. */
type Start = (
  before: ExplorationState | null,
  ticket: string,
  page: Page,
) => Promise<ExplorationState>;

/** The panel was closed before its file was read: nothing to tell. */
export class PanelClosed extends Error {
  override name = 'PanelClosed';
}

interface Page {
  panel: vscode.WebviewPanel;
  functions: WebviewFunctions;
  view: ViewName;
  start: Start;
  /** the name of what it shows, with which its title begins */
  label: string;
  /** the exploration it shows; null until it is opened, and after the panel is closed */
  id: string | null;
  /** the chain of operations that it shows, null before it told, and what of Operations */
  operations: Chain | null;
  segment: ShownSegment;
  /** a chain that the page has not heard of yet */
  opened: Chain | null;
}

/** The editor's encoding of a file, for one that does not say its own; utf-8, the usual one, says nothing. */
function encodingFor(path: string): { encoding?: string } {
  const set = vscode.workspace
    .getConfiguration('files', vscode.Uri.file(path))
    .get<string>('encoding');
  return set && set !== 'utf8' ? { encoding: set } : {};
}

/** Where a table that vanishes may lie then. */
export const workspaceFolders = (): string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter((f) => f.uri.scheme === 'file')
    .map((f) => f.uri.fsPath);

export class Panels
  implements vscode.Disposable, vscode.WebviewPanelSerializer, vscode.CustomReadonlyEditorProvider
{
  private readonly open = new Map<string, Page>();
  /** files that are being opened: a second click waits for the first */
  private readonly opening = new Map<string, Promise<ExplorationState>>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extension: vscode.Uri,
    private readonly explorations: Explorations,
    private readonly service: ServiceClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
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
    let opening = this.opening.get(path);
    if (!opening) {
      const panel = vscode.window.createWebviewPanel(
        PANEL,
        vscode.l10n.t('{0} — Distribution', basename(path)),
        vscode.ViewColumn.Active,
        webviewOptions(this.extension),
      );
      opening = this.fill(
        panel,
        (before, ticket) =>
          before
            ? this.restore(before, ticket)
            : this.service.call('open', {
                path,
                ticket,
                folders: workspaceFolders(),
                ...encodingFor(path),
                ...(reading ? { reading } : {}),
              }),
        'marginals',
      ).finally(() => this.opening.delete(path));
      this.opening.set(path, opening);
    }
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
        ? this.restore(before, ticket)
        : this.beside(
            await this.service.call('openModel', {
              path: modelPath,
              data: dataPath,
              folders: workspaceFolders(),
              ticket,
            }),
            others,
          );
    return this.fill(panel, start, 'compare');
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
      if (before) return this.restore(before, ticket);
      const { state, chain } = await this.service.call('openOperations', { path, ticket });
      page.opened = chain;
      void page.functions.showOperations(chain);
      return state;
    };
    return this.fill(panel, start, 'operations');
  }

  /** The view a page shows, its chain of operations, and what of Operations. */
  shown(id: string): Pick<Page, 'view' | 'operations' | 'segment'> | null {
    const page = this.open.get(id);
    return page ? { view: page.view, operations: page.operations, segment: page.segment } : null;
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
    const { dataPath, columns, given, where, modelPath, comparedPaths, view } = (remembered ??
      {}) as Partial<Remembered>;
    if (typeof dataPath !== 'string') return panel.dispose();
    const start: Start = (before, ticket) =>
      before
        ? this.restore(before, ticket)
        : this.reopen(
            dataPath,
            Array.isArray(columns) ? columns : [],
            Array.isArray(given) ? given : [],
            typeof where === 'string' ? where : null,
            typeof modelPath === 'string' ? modelPath : null,
            Array.isArray(comparedPaths) ? comparedPaths : [],
            ticket,
          );
    await this.fill(panel, start, VIEW_NAMES.find((v) => v === view) ?? 'marginals').catch(
      (error: Error) =>
        error instanceof PanelClosed ||
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            '{0} could not be opened again: {1}',
            basename(dataPath),
            sentence(error.message),
          ),
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
      (_, ticket) =>
        this.service.call('openModel', {
          path: document.uri.fsPath,
          folders: workspaceFolders(),
          ticket,
        }),
      'layers',
    ).catch(
      (error: Error) =>
        error instanceof PanelClosed ||
        void vscode.window.showErrorMessage(sentence(error.message)),
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

  private restore(
    { dataPath, selected, given, where, model, compared }: ExplorationState,
    ticket: string,
  ): Promise<ExplorationState> {
    return this.reopen(
      dataPath!,
      selected,
      given ?? [],
      where ?? null,
      model?.path ?? model?.stored ?? null,
      compared.map((m) => m.path),
      ticket,
    );
  }

  private async reopen(
    dataPath: string,
    columns: string[],
    given: string[],
    where: string | null,
    modelPath: string | null,
    compared: string[],
    ticket: string,
  ): Promise<ExplorationState> {
    const state = await this.service.call('open', {
      path: dataPath,
      folders: workspaceFolders(),
      where,
      ticket,
      ...encodingFor(dataPath),
      ...(modelPath ? { model: modelPath } : {}),
      ...(columns.length > 0 ? { columns } : {}),
      ...(given.length > 0 ? { given } : {}),
    });
    return compared.length > 0 && state.model && !state.model.provisional
      ? this.beside(state, compared)
      : state;
  }

  /** The exploration with other models to compare; without them where one is gone. */
  private async beside(state: ExplorationState, others: string[]): Promise<ExplorationState> {
    try {
      return await this.service.call('compareWith', { id: state.id, paths: others });
    } catch (error) {
      if (error instanceof ServiceLost) throw error;
      this.log.warn(`${others.join(', ')}: ${(error as Error).message}`);
      void vscode.window.showWarningMessage(sentence((error as Error).message));
      return state;
    }
  }

  /** The page loads while `start` opens what it will show. @throws after closing the panel, when that fails */
  private async fill(
    panel: vscode.WebviewPanel,
    start: Start,
    view: ViewName,
  ): Promise<ExplorationState> {
    if (panel.viewType === PANEL)
      panel.iconPath = {
        light: vscode.Uri.joinPath(this.extension, 'media', 'panel-light.svg'),
        dark: vscode.Uri.joinPath(this.extension, 'media', 'panel-dark.svg'),
      };
    const page: Page = {
      panel,
      view,
      start,
      label: '',
      id: null,
      operations: null,
      segment: { name: 'chain' },
      opened: null,
      functions: null as unknown as WebviewFunctions,
    };
    const state = () => (page.id === null ? null : (this.explorations.get(page.id) ?? null));
    const served = serveWebview(
      panel.webview,
      {
        page: 'exploration',
        state,
        view: () => page.view,
        viewShown: (v) => void (page.view = v),
        operations: () => page.opened,
        operationsShown: (chain) => void ([page.operations, page.opened] = [chain, null]),
        segmentShown: (segment) => void (page.segment = segment),
      },
      this.service,
      this.log,
    );
    page.functions = served.page;
    const listening: vscode.Disposable[] = [
      served,
      panel.onDidChangeViewState(
        () => panel.active && page.id !== null && this.explorations.focus(page.id),
      ),
    ];
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
  private async recover({ message, givenUp }: Loss): Promise<void> {
    for (const { functions } of this.open.values()) void functions.serviceRestarted(message);
    const [tryAgain, showLog] = [vscode.l10n.t('Try Again'), vscode.l10n.t('Show Log')];
    if (givenUp) {
      const choice = await vscode.window.showErrorMessage(
        vscode.l10n.t(
          '{0} That happened several times within a few minutes, so it was not started again.',
          message,
        ),
        tryAgain,
        showLog,
      );
      if (choice === showLog) this.log.show();
      if (choice !== tryAgain) return;
      this.service.tryAgain();
    }
    const states = await this.openAgain();
    const interrupted = states.filter((s) => s.interrupted).map((s) => s.label);
    const outlook =
      interrupted.length > 0
        ? vscode.l10n.t(
            'The fit of {0} was interrupted: choose Resume to go on from its last checkpoint.',
            interrupted.join(', '),
          )
        : vscode.l10n.t('Finished fits are kept.');
    void vscode.window
      .showWarningMessage(vscode.l10n.t('{0} It was started again. {1}', message, outlook), showLog)
      .then((choice) => choice && this.log.show());
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
        void vscode.window.showErrorMessage(sentence((error as Error).message));
      }
    }
    return states;
  }
}
