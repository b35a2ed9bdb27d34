// Saving a chart that a webview has drawn.
import * as vscode from 'vscode';
import type { ChartFormat } from '../protocol/webview';
import { askWhere, offerToOpen } from './dialogs';

const KINDS: Record<ChartFormat, string> = { svg: 'SVG', png: 'PNG', 'vl.json': 'Vega-Lite' };

export async function writeChart(chart: {
  name: string;
  format: ChartFormat;
  content: string | Uint8Array;
}): Promise<void> {
  const file = await askWhere(
    `${chart.name}.${chart.format}`,
    { [KINDS[chart.format]]: [chart.format.split('.').at(-1)!] },
    vscode.l10n.t('Save Chart'),
  );
  if (!file) return;
  const bytes =
    typeof chart.content === 'string' ? new TextEncoder().encode(chart.content) : chart.content;
  // beside, then renamed: nothing half-written is ever seen
  const beside = file.with({ path: `${file.path}.flowscope-tmp` });
  await vscode.workspace.fs.writeFile(beside, bytes);
  await vscode.workspace.fs.rename(beside, file, { overwrite: true });
  await offerToOpen(
    vscode.l10n.t('The chart was saved to {0}.', vscode.workspace.asRelativePath(file)),
    file,
  );
}
