// Finished fits that are not saved yet, and the model files of the workspace.
import * as vscode from 'vscode';
import type { StoredModel } from '../protocol/exploration';
import { DropToExplore } from './dropped';
import { workspaceFolders } from './page-opening';
import type { ServiceClient } from './service-client';
import { sentence } from './language';

export class ModelsTree implements vscode.TreeDataProvider<StoredModel>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<StoredModel>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly service: ServiceClient) {
    this.view = vscode.window.createTreeView('flowscope.models', {
      treeDataProvider: this,
      canSelectMany: true,
      dragAndDropController: new DropToExplore<StoredModel>(),
    });
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.flow.safetensors');
    this.subscriptions = [
      this.view,
      watcher,
      watcher.onDidCreate(() => this.refresh()),
      watcher.onDidDelete(() => this.refresh()),
      watcher.onDidChange(() => this.refresh()),
    ];
  }

  /** for keys, which name no model */
  get chosen(): readonly StoredModel[] {
    return this.view.selection;
  }

  refresh(): void {
    this.changed.fire();
  }

  async getChildren(): Promise<StoredModel[]> {
    return this.service.call('storedModels', { folders: workspaceFolders() }).catch(() => []);
  }

  getTreeItem(model: StoredModel): vscode.TreeItem {
    // "file · flow · time" where nobody gave a name: in a narrow side panel the time tells fits of a file apart
    const [name, ...more] = model.label.split(' · ');
    const item = new vscode.TreeItem(name!);
    item.description = [
      ...more.reverse(),
      model.saved ? model.flow : vscode.l10n.t('unsaved'),
    ].join(' · ');
    item.iconPath = new vscode.ThemeIcon(model.saved ? 'file' : 'circle-filled');
    item.tooltip = `${model.label}\n${sentence(model.sentence)}\n${vscode.l10n.t('Columns: {0}', model.columns.join(', '))}\n${model.saved ? model.path : vscode.l10n.t('Kept in storage until you save or delete it.')}`;
    item.contextValue = model.saved ? 'saved' : 'unsaved';
    item.command = {
      command: 'flowscope.openModel',
      title: vscode.l10n.t('Open Model'),
      arguments: [model],
    };
    return item;
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
    this.changed.dispose();
  }
}
