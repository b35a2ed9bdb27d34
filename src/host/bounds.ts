// Asks whether draws keep the bounds that all rows keep, where a model knows some.
import * as vscode from 'vscode';
import { boundText } from '../protocol/bounds';
import type { ModelMetadata } from '../protocol/model';

/** @returns null for draws as they come; undefined when the question is left */
export async function askBounds(
  bounds: ModelMetadata['bounds'],
): Promise<'data' | null | undefined> {
  if (!bounds || !(bounds.outside.mean > 0)) return null;
  const kept = bounds.columns.map(boundText).join(', ');
  const choices = [
    { label: vscode.l10n.t('Keep within bounds'), description: kept, within: 'data' as const },
    { label: vscode.l10n.t('As the model draws them'), description: '', within: null },
  ];
  const title = vscode.l10n.t(
    'Draw Samples: {0} % lie outside bounds that all rows keep',
    (100 * bounds.outside.mean).toFixed(1),
  );
  return (await vscode.window.showQuickPick(choices, { title }))?.within;
}
