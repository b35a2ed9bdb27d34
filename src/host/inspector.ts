// The small page in the side panel: it follows the exploration in front.
import * as vscode from 'vscode';
import type { Explorations } from './explorations';
import type { ServiceClient } from './service-client';
import { webviewHtml, webviewOptions } from './webview-html';
import { serveWebview } from './webview-host';

export class Inspector implements vscode.WebviewViewProvider {
  constructor(
    private readonly extension: vscode.Uri,
    private readonly explorations: Explorations,
    private readonly service: ServiceClient,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    view.webview.options = webviewOptions(this.extension);
    const source = {
      page: 'inspector' as const,
      state: () => this.explorations.active,
      view: () => 'marginals' as const,
      viewShown: () => undefined,
    };
    const served = serveWebview(view.webview, source, this.service, this.log);
    const following = this.explorations.onActive((state) => void served.page.stateChanged(state));
    view.onDidDispose(() => {
      following.dispose();
      served.dispose();
    });
    view.webview.html = webviewHtml(view.webview, this.extension, vscode.l10n.t('Inspector'));
  }
}
