// The columns of the active exploration, with a check mark for each that is modelled.
import * as vscode from 'vscode';
import type { ColumnProfile, ColumnType } from '../protocol/data';
import type { Explorations } from './explorations';
import { type Log, sentenceOf } from './log';

const TYPE_ICONS: Record<ColumnType, string> = {
  numeric: 'symbol-number',
  integer: 'symbol-number',
  category: 'symbol-enum',
  text: 'symbol-string',
  date: 'calendar',
  identifier: 'key',
  constant: 'symbol-constant',
};

export function registerColumnsTree(explorations: Explorations, log: Log): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.TreeDataProvider<ColumnProfile> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent ? [] : (explorations.active?.state.profile?.columns ?? [])),
    getTreeItem: (column) => itemOf(column, explorations.active?.state.selected.includes(column.name) ?? false),
  };
  const tree = vscode.window.createTreeView('flowscope.columns', { treeDataProvider: provider });
  let drawn = '';
  const update = () => {
    const state = explorations.active?.state;
    const key = state ? `${state.id} ${state.dataRevision} ${state.label}` : '';
    if (key === drawn) return;
    drawn = key;
    tree.description = state?.label;
    changed.fire();
  };
  const toggled = async (items: readonly [ColumnProfile, vscode.TreeItemCheckboxState][]) => {
    const exploration = explorations.active;
    if (!exploration?.state.profile) return;
    const chosen = new Set(exploration.state.selected);
    for (const [{ name }, mark] of items) {
      if (mark === vscode.TreeItemCheckboxState.Checked) chosen.add(name);
      else chosen.delete(name);
    }
    const columns = exploration.state.profile.columns.map((c) => c.name).filter((name) => chosen.has(name));
    try {
      await explorations.request(exploration, 'select', { columns });
    } catch (error) {
      log.warn(sentenceOf(error));
      void vscode.window.showErrorMessage(sentenceOf(error));
      changed.fire();
    }
  };
  return vscode.Disposable.from(
    tree,
    changed,
    tree.onDidChangeCheckboxState(({ items }) => toggled(items)),
    explorations.onDidChangeActive(update),
    explorations.onDidChangeState(update),
  );
}

function itemOf(column: ColumnProfile, selected: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(column.name);
  const missing = column.missing > 0 ? `, ${column.missing} missing` : '';
  item.description = `${column.type}${missing}`;
  item.iconPath = new vscode.ThemeIcon(TYPE_ICONS[column.type]);
  if (column.modelled) {
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    const tooltip = `${selected ? 'Leave out' : 'Choose'} ${column.name}`;
    item.checkboxState = { state: selected ? Checked : Unchecked, tooltip };
    item.tooltip = `${column.name}: ${item.description}`;
  } else item.tooltip = `${column.name} is ${article(column.type)} column: only numeric columns can be modelled.`;
  return item;
}

function article(type: ColumnType): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
