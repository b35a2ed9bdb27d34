// The inspector in the side panel: the active exploration at a glance.
import * as vscode from 'vscode';
import type { PageServices } from './panel';
import { train } from './training';
import { resourceRoots, webviewHtml } from './webview-html';
import { connectWebview, type WebviewOwner } from './webview-host';

export function registerInspector(services: PageServices): vscode.Disposable {
  const { explorations, extension } = services;
  return vscode.window.registerWebviewViewProvider('flowscope.inspector', {
    resolveWebviewView({ webview, onDidDispose }) {
      webview.options = { enableScripts: true, localResourceRoots: resourceRoots(extension) };
      const owner: WebviewOwner = {
        page: 'inspector',
        exploration: async () => explorations.active,
        view: 'marginals',
        act: services.act,
        saveChart: services.saveChart,
        train: (exploration, how) => train(explorations, exploration, how, false),
      };
      const page = connectWebview(webview, owner, explorations, services.log);
      const subscriptions = [
        page,
        explorations.onDidChangeActive((active) => page.stateChanged(active?.state ?? null)),
        explorations.onDidChangeState((changed) => changed === explorations.active && page.stateChanged(changed.state)),
      ];
      onDidDispose(() => subscriptions.forEach((item) => item.dispose()));
      webview.html = webviewHtml(webview, extension, 'Flowscope Inspector');
    },
  });
}
