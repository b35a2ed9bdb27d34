// A fit in the status bar and in a notification that can be cancelled; cancelling keeps the best parameters.
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { Explorations } from './explorations';
import { grouped, sentence } from './language';
import { nats } from './nats';
import type { ServiceClient } from './service-client';

/** Runs `start`, which resolves when training has ended. @returns the state then */
export async function withFitProgress(
  explorations: Explorations,
  service: ServiceClient,
  id: string,
  start: () => Promise<ExplorationState>,
): Promise<ExplorationState> {
  const item = vscode.window.createStatusBarItem('flowscope.fit', vscode.StatusBarAlignment.Left);
  item.name = vscode.l10n.t('Flowscope fit');
  item.command = 'flowscope.stop';
  item.tooltip = vscode.l10n.t('Stop the fit and keep the best parameters');
  const label = explorations.get(id)?.label ?? '';
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Fitting {0}', label),
        cancellable: true,
      },
      async (progress, token) => {
        let reported = 0;
        const following = explorations.onChange((state) => {
          if (state.id !== id) return;
          const text = line(state);
          item.text = `$(sync~spin) ${label}: ${text}`;
          item.show();
          const done =
            state.fit.plannedSteps > 0
              ? Math.min(100, (100 * state.fit.step) / state.fit.plannedSteps)
              : 0;
          progress.report({ message: text, increment: Math.max(0, done - reported) });
          reported = Math.max(reported, done);
        });
        token.onCancellationRequested(
          () => void service.call('stop', { id }).catch(() => undefined),
        );
        try {
          return await start();
        } finally {
          following.dispose();
        }
      },
    );
  } finally {
    item.dispose();
  }
}

function line({ fit }: ExplorationState): string {
  if (fit.phase === 'preparing') return vscode.l10n.t('preparing');
  if (fit.phase === 'stopping') return vscode.l10n.t('stopping, the best parameters are kept');
  if (fit.phase === 'scoring') return sentence(fit.message) || vscode.l10n.t('scoring');
  const figure = (v: number | null) => (v === null ? '' : nats(v));
  return vscode.l10n.t(
    'step {0}, {1} nats per row (Gaussian {2})',
    grouped(fit.step),
    figure(fit.bestValidation),
    figure(fit.gaussianValidation),
  );
}
