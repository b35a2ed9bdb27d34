// A fit in the status bar, where a click stops it; its page shows the rest.
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { Explorations } from './explorations';
import { grouped, sentence } from './language';
import { nats } from './nats';

/** Runs `start`, which resolves when training has ended. @returns the state then */
export async function withFitProgress(
  explorations: Explorations,
  id: string,
  start: () => Promise<ExplorationState>,
): Promise<ExplorationState> {
  const item = vscode.window.createStatusBarItem('flowscope.fit', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Flowscope fit');
  item.command = 'flowscope.stop';
  item.tooltip = vscode.l10n.t('Stop the fit and keep the best parameters');
  const label = explorations.get(id)?.label ?? '';
  const following = explorations.onChange((state) => {
    if (state.id !== id) return;
    item.text = `$(sync~spin) ${label}: ${line(state)}`;
    item.show();
  });
  try {
    return await start();
  } finally {
    following.dispose();
    item.dispose();
  }
}

function line({ fit }: ExplorationState): string {
  if (fit.phase === 'preparing') return vscode.l10n.t('preparing');
  if (fit.phase === 'stopping') return vscode.l10n.t('stopping, the best parameters are kept');
  if (fit.phase === 'scoring')
    return fit.message ? sentence(fit.message) : vscode.l10n.t('scoring');
  const figure = (v: number | null) => (v === null ? '' : nats(v));
  return vscode.l10n.t(
    'step {0}, {1} nats per row (Gaussian {2})',
    grouped(fit.step),
    figure(fit.bestValidation),
    figure(fit.gaussianValidation),
  );
}
