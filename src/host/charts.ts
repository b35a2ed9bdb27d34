// Saving a chart that a webview has drawn.
import * as vscode from 'vscode';
import { askWhere, offerToOpen } from './dialogs';

export async function writeChart(chart: { name: string; format: 'svg' | 'png'; content: string | Uint8Array }): Promise<void> {
  const file = await askWhere(`${chart.name}.${chart.format}`, { [chart.format.toUpperCase()]: [chart.format] }, 'Save Chart');
  if (!file) return;
  const bytes = typeof chart.content === 'string' ? new TextEncoder().encode(chart.content) : chart.content;
  // beside, then renamed: nothing half-written is ever seen
  const beside = file.with({ path: `${file.path}.flowscope-tmp` });
  await vscode.workspace.fs.writeFile(beside, bytes);
  await vscode.workspace.fs.rename(beside, file, { overwrite: true });
  await offerToOpen(`The chart was saved to ${vscode.workspace.asRelativePath(file)}.`, file);
}
