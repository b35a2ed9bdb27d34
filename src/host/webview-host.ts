// The host's end of one webview: relays its calls to the service after checking them, and its actions to commands.
import { createBirpc } from 'birpc';
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { Chain } from '../protocol/operations';
import type { WebviewCall } from '../protocol/calls';
import type { FileLook } from '../protocol/file-look';
import type {
  ActionName,
  PageName,
  ShownSegment,
  ViewName,
  WebviewFunctions,
  WebviewHostFunctions,
} from '../protocol/webview';
import { writeChart } from './charts';
import { openLine } from './open-line';
import type { ServiceClient } from './service-client';
import { quietOptions, settings } from './settings';
import { sent } from '../protocol/user-error';

const COMMANDS: Record<ActionName, string> = {
  saveModel: 'flowscope.saveModel',
  exportModel: 'flowscope.exportModel',
  drawSamples: 'flowscope.drawSamples',
  scoreRows: 'flowscope.scoreRows',
  compareGaussian: 'flowscope.compareGaussian',
  compareWith: 'flowscope.compareWith',
  chooseFile: 'flowscope.chooseFile',
  exploreExample: 'flowscope.exploreExample',
  showLog: 'flowscope.showLog',
  openSettings: 'flowscope.openSettings',
  saveOperations: 'flowscope.saveOperations',
  sampleOperations: 'flowscope.sampleOperations',
  exportOperations: 'flowscope.exportOperations',
  copyCommandLine: 'flowscope.copyCommandLine',
};

/** Loaded with the first request of a webview, not with the extension: activation stays short. */
const schemas = () => import('../protocol/webview-request');

export interface PageSource {
  page: PageName;
  /** the exploration shown now */
  state(): ExplorationState | null;
  view(): ViewName;
  viewShown(view: ViewName): void;
  /** the column that the side panel is to show */
  column?(): string | null;
  columnShown?(column: string): void;
  /** a chain that was opened from a file, until the page has it */
  operations?(): Chain | null;
  operationsShown?(chain: Chain): void;
  segmentShown?(segment: ShownSegment): void;
  /** how its file was looked at last */
  remembered?(): Promise<FileLook | null>;
  lookedAt?(look: FileLook): Promise<void>;
}

/** Serves `webview`; events to it go through the returned functions. */
export function serveWebview(
  webview: vscode.Webview,
  source: PageSource,
  service: ServiceClient,
  log: vscode.LogOutputChannel,
): { page: WebviewFunctions; dispose(): void } {
  const listeners: vscode.Disposable[] = [];
  const functions: WebviewHostFunctions = {
    ready: async () => {
      const { flow, engine, seconds, seeds, direction, order, cloudPoints } = settings();
      return {
        page: source.page,
        state: source.state(),
        view: source.view(),
        defaults: { flow, engine, seconds, seeds, direction, order, cloudPoints },
        operations: source.operations?.() ?? null,
        column: source.column?.() ?? null,
        remembered: (await source.remembered?.()) ?? null,
      };
    },
    call: async (...given) => {
      const { CALLS, webviewRequest } = await schemas();
      const parsed = webviewRequest.call.safeParse(given);
      if (!parsed.success)
        throw new Error(vscode.l10n.t('This request is not one that a view may make.'));
      const [name, args] = parsed.data;
      const id = source.state()?.id;
      if (!id)
        throw new Error(
          vscode.l10n.t(
            'No exploration is open. Right-click a CSV file and choose Explore Distribution, or explore an example.',
          ),
        );
      const checked = CALLS[name].args.safeParse({ ...args, id });
      if (!checked.success)
        throw new Error(
          vscode.l10n.t(
            'The request was not understood: {0}.',
            checked.error.issues[0]?.message ?? vscode.l10n.t('wrong arguments'),
          ),
        );
      return service.call(name as WebviewCall, checked.data as never) as never;
    },
    fit: async (...given) => {
      const [options] = (await schemas()).webviewRequest.fit.parse(given);
      const { id } = source.state() ?? {};
      await vscode.commands.executeCommand('flowscope.fit', {
        id,
        options: { ...options, ...quietOptions() },
      });
    },
    resume: async () => {
      const { id } = source.state() ?? {};
      await vscode.commands.executeCommand('flowscope.resume', { id });
    },
    action: async (...given) => {
      const [name] = (await schemas()).webviewRequest.action.parse(given);
      await vscode.commands.executeCommand(COMMANDS[name]);
    },
    openRow: async (...given) => {
      const [row] = (await schemas()).webviewRequest.openRow.parse(given);
      const { id } = source.state() ?? {};
      if (id) await openLine(await service.call('placeOfRow', { id, row }));
    },
    saveChart: async (...given) => {
      const [chart] = (await schemas()).webviewRequest.saveChart.parse(given);
      await writeChart(chart);
    },
    viewShown: async (...given) => {
      source.viewShown((await schemas()).webviewRequest.viewShown.parse(given)[0]);
    },
    columnShown: async (...given) => {
      source.columnShown?.((await schemas()).webviewRequest.columnShown.parse(given)[0]);
    },
    operationsShown: async (...given) => {
      source.operationsShown?.((await schemas()).webviewRequest.operationsShown.parse(given)[0]);
    },
    segmentShown: async (...given) => {
      source.segmentShown?.((await schemas()).webviewRequest.segmentShown.parse(given)[0]);
    },
    lookedAt: async (...given) => {
      await source.lookedAt?.((await schemas()).webviewRequest.lookedAt.parse(given)[0]);
    },
  };
  const rpc = createBirpc<WebviewFunctions, WebviewHostFunctions>(functions, {
    post: (message: object) => void webview.postMessage(sent(message)),
    on: (receive) => void listeners.push(webview.onDidReceiveMessage(receive)),
    eventNames: [
      'stateChanged',
      'showView',
      'showColumn',
      'requestChart',
      'showOperations',
      'serviceRestarted',
    ],
    timeout: -1,
  });
  return {
    page: rpc as unknown as WebviewFunctions,
    dispose: () => {
      rpc.$close();
      listeners.forEach((l) => l.dispose());
      log.trace('webview closed');
    },
  };
}
