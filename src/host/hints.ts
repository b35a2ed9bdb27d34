// What the side panel shows while nothing is open. VS Code takes
// files dropped onto a tree with a row, not onto a welcome text.
import * as vscode from 'vscode';
import { EXAMPLES } from './examples';

export interface Hint {
  hint: string;
  icon: string;
  /** beside the hint, in fainter letters */
  description?: string;
  tooltip?: string;
  command?: { name: string; argument?: string };
  hints?: Hint[];
}

export const HINTS: Hint[] = [
  {
    hint: vscode.l10n.t('Choose or drop a table…'),
    tooltip: vscode.l10n.t(
      'CSV, TSV, JSON and Parquet files. Or right-click one in the Explorer and choose Explore Distribution.',
    ),
    icon: 'cloud-upload',
    command: { name: 'flowscope.explore' },
  },
  {
    hint: vscode.l10n.t('Explore an example'),
    icon: 'lightbulb',
    hints: EXAMPLES.map(({ file, label, description, icon }) => ({
      hint: label,
      icon,
      description,
      command: { name: 'flowscope.exploreExample', argument: file },
    })),
  },
];

export function hintItem({
  hint,
  icon,
  description,
  tooltip,
  command,
  hints,
}: Hint): vscode.TreeItem {
  const item = new vscode.TreeItem(
    hint,
    hints ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
  );
  item.iconPath = new vscode.ThemeIcon(icon);
  item.tooltip = [hint, tooltip ?? description].filter(Boolean).join('\n');
  if (description) item.description = description;
  if (command)
    item.command = {
      command: command.name,
      title: hint,
      ...(command.argument ? { arguments: [command.argument] } : {}),
    };
  return item;
}
