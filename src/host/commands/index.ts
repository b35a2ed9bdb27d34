// Every command, in one table: its name and what it does. Errors become messages; the log has the rest.
import * as vscode from 'vscode';
import { wordsOf } from '../language';
import { PanelClosed } from '../page';
import { askReading, Unreadable } from '../reading';
import { ServiceLost } from '../service-client';
import type { Commands, Rooms } from './context';
import { askTable, exploreCommands } from './explore';
import { fitCommands, fitWith } from './fit';
import { machineCommands } from './machine';
import { modelCommands } from './models';
import { operationsCommands } from './operations';
import { rowCommands } from './rows';
import { storedModelCommands } from './stored-models';

/** Registers all commands. @returns their names, which the manifest must list too */
export function registerCommands(rooms: Rooms): { names: string[]; disposable: vscode.Disposable } {
  const { log } = rooms;
  const operations = operationsCommands(rooms);
  const commands: Commands = {
    ...exploreCommands(rooms),
    ...fitCommands(rooms),
    ...modelCommands(rooms),
    ...rowCommands(rooms),
    ...operations.commands,
    ...storedModelCommands({
      ...rooms,
      askTable,
      fit: (id, options) => fitWith(rooms, id, options),
    }),
    ...machineCommands(rooms, (state) => operations.line(state)),
  };

  const shown = (name: string) => async (argument?: unknown, all?: unknown) => {
    try {
      return await commands[name]!(argument, all);
    } catch (error) {
      // said once, for all calls; or nothing to say
      if (error instanceof ServiceLost || error instanceof PanelClosed) return undefined;
      log.warn(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      const showLog = vscode.l10n.t('Show Log');
      const unreadable = error instanceof Unreadable ? error : null;
      void vscode.window
        .showErrorMessage(
          wordsOf(unreadable?.refusal ?? error),
          ...(unreadable ? [vscode.l10n.t('Choose How It Is Read'), showLog] : [showLog]),
        )
        .then(async (choice) => {
          if (choice === showLog) log.show();
          const reading =
            choice && choice !== showLog && unreadable ? await askReading(unreadable) : undefined;
          if (reading)
            await vscode.commands.executeCommand(
              'flowscope.explore',
              vscode.Uri.file(unreadable!.path),
              reading,
            );
        });
      return undefined;
    }
  };
  const names = Object.keys(commands);
  return {
    names,
    disposable: vscode.Disposable.from(
      ...names.map((name) => vscode.commands.registerCommand(name, shown(name))),
    ),
  };
}
