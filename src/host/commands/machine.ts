// Commands on the extension itself: engines, the log, settings; and what leads from a page to the command line.
import * as vscode from 'vscode';
import type { ExplorationState } from '../../protocol/exploration';
import { selfTestLine, selfTestSummary } from '../../protocol/self-test';
import { commandLineOf } from '../command-line';
import { speech } from '../language';
import { activeOf, type Commands, type Rooms } from './context';

/** @param operationsLine the command line of a page whose view is Operations; undefined for another view */
export function machineCommands(
  rooms: Rooms,
  operationsLine: (state: ExplorationState) => string | undefined,
): Commands {
  const { service, tensorflow, log } = rooms;
  const active = () => activeOf(rooms);
  return {
    'flowscope.copyCommandLine': async () => {
      const state = active();
      const line = operationsLine(state) ?? commandLineOf(state);
      if (line === null)
        throw new Error(
          vscode.l10n.t(
            'This page has no data file, so there is no command line for it. Open the CSV that belongs to this model.',
          ),
        );
      await vscode.env.clipboard.writeText(line);
      vscode.window.setStatusBarMessage(vscode.l10n.t('The command line was copied.'), 4000);
      return line;
    },
    'flowscope.selfTest': async () => {
      const checks = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Flowscope self-test: every engine against the reference'),
        },
        () => service.call('selfTest', {}),
      );
      for (const check of checks) log[check.passed ? 'info' : 'error'](selfTestLine(check));
      const show = checks.every((c) => c.passed)
        ? vscode.window.showInformationMessage
        : vscode.window.showErrorMessage;
      void show(
        vscode.l10n.t('Self-test: {0}', selfTestSummary(checks, speech())),
        vscode.l10n.t('Show Log'),
      ).then((choice) => choice && log.show());
      return checks;
    },
    'flowscope.toggleCondition': async (column) => {
      const { id, selected, given = [] } = active();
      const name = (column as { name?: unknown } | undefined)?.name;
      if (typeof name !== 'string')
        throw new Error(vscode.l10n.t('Choose a column in the Columns view first.'));
      return service.call('select', {
        id,
        columns: selected.filter((c) => c !== name),
        given: given.includes(name) ? given.filter((c) => c !== name) : [...given, name],
      });
    },
    'flowscope.setUpTensorflow': () => tensorflow.setUp(),
    'flowscope.removeTensorflow': () => tensorflow.remove(),
    'flowscope.showEngines': () => tensorflow.show(),
    'flowscope.showLog': () => log.show(),
    'flowscope.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', '@ext:flowscope.flowscope'),
  };
}
