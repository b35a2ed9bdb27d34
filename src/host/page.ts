// One page: its panel, what it shows, and the line to its webview.
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { Chain } from '../protocol/operations';
import type { ShownSegment, ViewName, WebviewFunctions } from '../protocol/webview';
import type { Explorations } from './explorations';
import type { FileLooks } from './file-looks';
import type { ServiceClient } from './service-client';
import { serveWebview } from './webview-host';

export const PANEL = 'flowscope.exploration';

/** Opens what a page shows; a page opened again passes the state it had. `ticket` can cancel the opening. */
export type Start = (
  before: ExplorationState | null,
  ticket: string,
  page: Page,
) => Promise<ExplorationState>;

/** The panel was closed before its file was read: nothing to tell. */
export class PanelClosed extends Error {
  override name = 'PanelClosed';
}

export interface Page {
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

/** What serves a page. */
export interface PageRooms {
  extension: vscode.Uri;
  explorations: Explorations;
  service: ServiceClient;
  looks: FileLooks;
  log: vscode.LogOutputChannel;
}

/** @param path of the opened file  @returns the page, still empty, and what is to be disposed with its panel */
export function pageOf(
  panel: vscode.WebviewPanel,
  start: Start,
  view: ViewName,
  path: string,
  { extension, explorations, service, looks, log }: PageRooms,
): { page: Page; listening: vscode.Disposable[] } {
  if (panel.viewType === PANEL)
    panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'media', 'panel-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'media', 'panel-dark.svg'),
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
  const state = () => (page.id === null ? null : (explorations.get(page.id) ?? null));
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
      remembered: () => looks.get(path),
      lookedAt: (look) => looks.keep(path, look),
    },
    service,
    log,
  );
  page.functions = served.page;
  const listening: vscode.Disposable[] = [
    served,
    panel.onDidChangeViewState(
      () => panel.active && page.id !== null && explorations.focus(page.id),
    ),
  ];
  return { page, listening };
}
