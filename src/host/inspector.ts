// The small page in the side panel: it follows the exploration in front, and shows one of its columns.
import * as vscode from 'vscode';
import type { Explorations } from './explorations';
import type { ServiceClient } from './service-client';
import { webviewHtml, webviewOptions } from './webview-html';
import { serveWebview } from './webview-host';

export const INSPECTOR = 'flowscope.inspector';

export class Inspector implements vscode.WebviewViewProvider {
  /** the column that its page says it shows */
  shown: string | null = null;
  /** the one that it is to show: a page that opens later asks for it */
  private wanted: string | null = null;
  private show: ((column: string) => void) | null = null;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly explorations: Explorations,
    private readonly service: ServiceClient,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Comes to the front with this column of the exploration in front. */
  async inspect(column: string): Promise<void> {
    this.wanted = column;
    this.show?.(column);
    await vscode.commands.executeCommand(`${INSPECTOR}.focus`, { preserveFocus: true });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    view.webview.options = webviewOptions(this.extension);
    const source = {
      page: 'inspector' as const,
      state: () => this.explorations.active,
      view: () => 'marginals' as const,
      viewShown: () => undefined,
      column: () => this.wanted,
      columnShown: (column: string) => void (this.shown = column),
    };
    const served = serveWebview(view.webview, source, this.service, this.log);
    this.show = (column) => void served.page.showColumn(column);
    const following = this.explorations.onActive((state) => void served.page.stateChanged(state));
    view.onDidDispose(() => {
      [this.show, this.shown] = [null, null];
      following.dispose();
      served.dispose();
    });
    view.webview.html = webviewHtml(view.webview, this.extension, vscode.l10n.t('Inspector'));
  }
}
