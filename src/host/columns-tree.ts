// The columns of the exploration in front, with a checkbox for each that can be modelled.
import * as vscode from 'vscode';
import { columnIcon } from '../protocol/column-icons';
import type { ColumnProfile } from '../protocol/data';
import { copyWords } from '../protocol/copy-words';
import { DropToExplore } from './dropped';
import type { Explorations } from './explorations';
import { type Hint, hintItem, HINTS } from './hints';
import { figure, grouped, sentence, speech, wordsOf } from './language';
import type { ServiceClient } from './service-client';

const TYPES: Record<ColumnProfile['type'], string> = {
  numeric: vscode.l10n.t('numeric'),
  integer: vscode.l10n.t('integer'),
  category: vscode.l10n.t('category'),
  text: vscode.l10n.t('text'),
  date: vscode.l10n.t('date'),
  identifier: vscode.l10n.t('identifier'),
  constant: vscode.l10n.t('constant'),
};

export class ColumnsTree
  implements vscode.TreeDataProvider<ColumnProfile | Hint>, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private shown = '';

  constructor(
    private readonly explorations: Explorations,
    service: ServiceClient,
  ) {
    const view = vscode.window.createTreeView('flowscope.columns', {
      treeDataProvider: this,
      manageCheckboxStateManually: true,
      dragAndDropController: new DropToExplore<ColumnProfile | Hint>(),
    });
    this.subscriptions = [
      view,
      explorations.onActive((state) => {
        const now = JSON.stringify([
          state?.id,
          state?.selected,
          state?.given,
          state?.profile?.columns.map((c) => [c.name, c.type, c.missing, c.distinct]),
        ]);
        if (now === this.shown) return;
        this.shown = now;
        view.description = state?.label;
        this.changed.fire();
      }),
      view.onDidChangeCheckboxState(async ({ items }) => {
        const state = explorations.active;
        if (!state?.profile) return;
        const chosen = new Set(state.selected);
        for (const [column, checked] of items) {
          if ('hint' in column) continue;
          if (checked === vscode.TreeItemCheckboxState.Checked) chosen.add(column.name);
          else chosen.delete(column.name);
        }
        const columns = state.profile.columns.map((c) => c.name).filter((name) => chosen.has(name));
        const given = (state.given ?? []).filter((name) => !chosen.has(name));
        await service
          .call('select', { id: state.id, columns, given })
          .catch((error: unknown) => void vscode.window.showErrorMessage(wordsOf(error)));
      }),
    ];
  }

  getChildren(of?: ColumnProfile | Hint): (ColumnProfile | Hint)[] {
    if (of) return 'hint' in of ? (of.hints ?? []) : [];
    return this.explorations.active?.profile?.columns ?? HINTS;
  }

  getTreeItem(column: ColumnProfile | Hint): vscode.TreeItem {
    if ('hint' in column) return hintItem(column);
    const item = new vscode.TreeItem(column.name);
    item.description =
      column.missing > 0
        ? vscode.l10n.t('{0}, {1} missing', TYPES[column.type], grouped(column.missing))
        : TYPES[column.type];
    if (column.identifier) item.description = `${TYPES.identifier} · ${item.description}`;
    item.iconPath = new vscode.ThemeIcon(columnIcon(column));
    const range =
      column.min === null
        ? ''
        : `\n${vscode.l10n.t('{0} to {1}, mean {2}', figure(column.min), figure(column.max!), figure(column.mean!))}`;
    item.tooltip = `${column.name}: ${TYPES[column.type]}${column.distinct === null ? '' : vscode.l10n.t(', {0} distinct', grouped(column.distinct))}${range}`;
    if (column.identifier)
      item.tooltip += `\n${vscode.l10n.t('An identifier: {0}. It is left out unless you choose it.', sentence(column.identifier))}`;
    if (column.copyOf) item.tooltip += `\n${copyWords(column.copyOf, speech())}`;
    item.command = {
      command: 'flowscope.inspectColumn',
      title: vscode.l10n.t('Inspect Column'),
      arguments: [column],
    };
    const selected = this.explorations.active?.selected.includes(column.name) ?? false;
    const given = this.explorations.active?.given?.includes(column.name) ?? false;
    if (given) item.description = vscode.l10n.t('given · {0}', item.description);
    if (column.type !== 'constant') item.contextValue = given ? 'given' : 'column';
    if (column.modelled)
      item.checkboxState = selected
        ? vscode.TreeItemCheckboxState.Checked
        : vscode.TreeItemCheckboxState.Unchecked;
    else
      item.tooltip += `\n${vscode.l10n.t('Only numeric columns are modelled; categories can be given.')}`;
    return item;
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
    this.changed.dispose();
  }
}
