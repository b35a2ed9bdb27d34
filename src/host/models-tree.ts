// Finished fits not yet saved, and the model files of the workspace.
import * as vscode from 'vscode';
import type { StoredModel } from '../protocol/exploration';
import type { Explorations } from './explorations';
import { type Log, sentenceOf } from './log';
import type { ServiceClient } from './service-client';

/** Several files often change together: one list for all, in ms. */
const SETTLE = 300;

/** @returns the view, and a way to have it listed anew */
export function registerModelsTree(service: ServiceClient, explorations: Explorations, log: Log): vscode.Disposable & { refresh(): void } {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<StoredModel> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    async getChildren(parent) {
      if (parent) return [];
      const folders = (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((f) => f.uri.fsPath);
      try {
        return await service.call('storedModels', { folders });
      } catch (error) {
        log.warn(`The models could not be listed: ${sentenceOf(error)}`);
        return [];
      }
    },
  };
  const tree = vscode.window.createTreeView('flowscope.models', { treeDataProvider: provider });
  let timer: NodeJS.Timeout | undefined;
  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), SETTLE);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.flow.safetensors');
  const models = new WeakMap<object, string>();
  return Object.assign(
    vscode.Disposable.from(
      tree,
      changed,
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
      explorations.onDidChangeState((exploration) => {
        const { model } = exploration.state;
        const key = model && !model.provisional ? `${model.metadata.created} ${model.path}` : '';
        if (key && models.get(exploration) !== key) refresh();
        models.set(exploration, key);
      }),
      { dispose: () => clearTimeout(timer) },
    ),
    { refresh },
  );
}

function itemOf(model: StoredModel): vscode.TreeItem {
  const item = new vscode.TreeItem(model.label);
  item.description = model.saved ? model.flow : `${model.flow}, not saved`;
  item.tooltip = [model.sentence, `Columns: ${model.columns.join(', ')}`, `Fitted: ${model.created}`, ...(model.saved ? [model.path] : [])].join('\n');
  item.iconPath = new vscode.ThemeIcon(model.saved ? 'graph' : 'history');
  item.contextValue = model.saved ? 'saved' : 'unsaved';
  item.command = { command: 'flowscope.openModel', title: 'Open Model', arguments: [model] };
  return item;
}
