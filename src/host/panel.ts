// One panel that shows one exploration. It can be shown before the exploration is open: the page waits for it.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ActionName, ViewName } from '../protocol/webview';
import type { Exploration, Explorations } from './explorations';
import type { Log } from './log';
import { train } from './training';
import { resourceRoots, webviewHtml } from './webview-html';
import { type Chart, connectWebview } from './webview-host';

/** What every page shares. */
export interface PageServices {
  extension: vscode.Uri;
  explorations: Explorations;
  log: Log;
  act(action: ActionName): Promise<void>;
  saveChart(chart: Chart): Promise<void>;
}

export class ExplorationPanel {
  /** resolves when the exploration is open. @throws Error whose message the page shows */
  readonly opened: Promise<Exploration>;
  /** null until it is open, or when it could not be opened */
  exploration: Exploration | null = null;
  private readonly page: ReturnType<typeof connectWebview>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly owner;
  private closed = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    /** the file shown, or the model */
    readonly path: string,
    services: PageServices,
    open: () => Promise<Exploration>,
    view: ViewName = 'marginals',
  ) {
    const { explorations } = services;
    this.opened = open().then((exploration) => {
      this.exploration = exploration;
      if (this.closed) explorations.close(exploration);
      else if (!panel.active && explorations.active === null) explorations.activate(exploration);
      return exploration;
    });
    this.opened.catch(() => undefined); // whoever asked, and the page, say why
    this.owner = {
      page: 'exploration' as const,
      exploration: () => this.opened,
      view,
      act: (action: ActionName) => this.focused(() => services.act(action)),
      saveChart: services.saveChart,
      train: (exploration: Exploration, how: Parameters<typeof train>[2]) => train(explorations, exploration, how, panel.visible),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: resourceRoots(services.extension) };
    panel.iconPath = vscode.Uri.joinPath(services.extension, 'media', 'flowscope.svg');
    panel.title = titleOf(path);
    this.page = connectWebview(panel.webview, this.owner, explorations, services.log);
    this.subscriptions.push(
      this.page,
      explorations.onDidChangeState((changed) => changed === this.exploration && this.page.stateChanged(changed.state)),
      explorations.onDidRestart(({ exploration, message }) => exploration === this.exploration && this.page.serviceRestarted(message)),
      panel.onDidChangeViewState(() => panel.active && explorations.activate(this.exploration ?? explorations.active)),
    );
    panel.onDidDispose(() => {
      this.closed = true;
      for (const item of this.subscriptions) item.dispose();
      if (this.exploration) explorations.close(this.exploration);
    });
    this.focused = async (act) => {
      if (this.exploration) explorations.activate(this.exploration);
      await act();
    };
    panel.webview.html = webviewHtml(panel.webview, services.extension, panel.title);
  }

  /** Brings the panel to the front, on the given view. */
  show(view?: ViewName): void {
    if (view) this.owner.view = view;
    const visible = this.panel.visible;
    this.panel.reveal();
    if (view && visible) this.page.showView(view); // a page that was hidden starts again and asks
  }

  /** Asks the page to draw its chart; the answer comes through `saveChart`. */
  requestChart(format: 'svg' | 'png'): void {
    this.panel.reveal();
    this.page.requestChart(format);
  }

  private readonly focused: (act: () => Promise<void>) => Promise<void>;
}

function titleOf(path: string): string {
  return `${basename(path)} — Distribution`;
}
