// activate(): composition only. Loads nothing heavy: reading and fitting happen in the service, drawing in webviews.
import * as vscode from 'vscode';
import { Answers } from './host/answers';
import { ColumnsTree } from './host/columns-tree';
import { registerCommands } from './host/commands';
import { rememberFoldersIn } from './host/dialogs';
import { Examples } from './host/examples';
import { Explorations } from './host/explorations';
import { FileLooks } from './host/file-looks';
import { Inspector, INSPECTOR } from './host/inspector';
import { ModelsTree } from './host/models-tree';
import { Panels } from './host/panels';
import { ServiceClient } from './host/service-client';
import { Tensorflow, tensorflowPlaces } from './host/tensorflow';

/** What tests may look at. */
export interface Api {
  explorations: Explorations;
  panels: Panels;
  columns: ColumnsTree;
  inspector: Inspector;
  service: ServiceClient;
  commands: string[];
  /** where the log lies */
  logs: vscode.Uri;
}

export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel('Flowscope', { log: true });
  const storage = vscode.Uri.joinPath(
    context.storageUri ?? context.globalStorageUri,
    'models',
  ).fsPath;
  const answers = new Answers(context.workspaceState, log);
  const service = new ServiceClient(
    context.asAbsolutePath('dist/service.js'),
    storage,
    (context.extension.packageJSON as { version: string }).version,
    log,
    () => tensorflowPlaces(answers),
  );
  const explorations = new Explorations(service);
  const panels = new Panels(
    context.extensionUri,
    explorations,
    service,
    new FileLooks(context.workspaceState, log),
    log,
  );
  const columns = new ColumnsTree(explorations, service);
  const models = new ModelsTree(service);
  const inspector = new Inspector(context.extensionUri, explorations, service, log);
  const tensorflow = new Tensorflow(answers, service, explorations, log);
  const { names, disposable } = registerCommands({
    explorations,
    panels,
    service,
    models,
    inspector,
    tensorflow,
    examples: new Examples(
      vscode.Uri.joinPath(context.extensionUri, 'examples'),
      vscode.Uri.joinPath(context.globalStorageUri, 'examples'),
    ),
    log,
  });
  rememberFoldersIn(answers);
  context.subscriptions.push(
    log,
    explorations,
    panels,
    models,
    tensorflow,
    disposable,
    columns,
    service,
    vscode.window.registerWebviewViewProvider(INSPECTOR, inspector),
  );
  return {
    explorations,
    panels,
    columns,
    inspector,
    service,
    commands: names,
    logs: context.logUri,
  };
}
