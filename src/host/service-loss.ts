// What is said when the service ended, before and after it was started again.
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { Loss, ServiceClient } from './service-client';

/** Asks whether to go on after several crashes. @returns false: leave it */
export async function mayStartAgain(
  { message, givenUp }: Loss,
  service: ServiceClient,
  log: vscode.LogOutputChannel,
): Promise<boolean> {
  if (!givenUp) return true;
  const [tryAgain, showLog] = [vscode.l10n.t('Try Again'), vscode.l10n.t('Show Log')];
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t(
      '{0} That happened several times within a few minutes, so it was not started again.',
      message,
    ),
    tryAgain,
    showLog,
  );
  if (choice === showLog) log.show();
  if (choice !== tryAgain) return false;
  service.tryAgain();
  return true;
}

/** @param states of the pages that were opened again */
export function sayStartedAgain(
  { message }: Loss,
  states: ExplorationState[],
  log: vscode.LogOutputChannel,
): void {
  const interrupted = states.filter((s) => s.interrupted).map((s) => s.label);
  const outlook =
    interrupted.length > 0
      ? vscode.l10n.t(
          'The fit of {0} was interrupted: choose Resume to go on from its last checkpoint.',
          interrupted.join(', '),
        )
      : vscode.l10n.t('Finished fits are kept.');
  void vscode.window
    .showWarningMessage(
      vscode.l10n.t('{0} It was started again. {1}', message, outlook),
      vscode.l10n.t('Show Log'),
    )
    .then((choice) => choice && log.show());
}
