// Commands on the chain of operations of the page in front: keep it, open it again, and take its result along.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ExplorationState } from '../../protocol/exploration';
import type { Chain } from '../../protocol/operations';
import { FIRST_CHAIN, OPERATIONS_SUFFIX as SUFFIX } from '../../protocol/webview';
import { askNumber, askWhere, nameOf, offerToOpen } from '../dialogs';
import { grouped } from '../language';
import { operationsLineOf, segmentLineOf } from '../operations-line';
import { settings } from '../settings';
import { activeOf, type Rooms } from './context';

export interface OperationsCommands {
  commands: Record<string, (argument?: unknown) => Promise<unknown>>;
  /** the command line of a page whose view is Operations; undefined for another view */
  line(state: ExplorationState): string | undefined;
}

export function operationsCommands(rooms: Rooms): OperationsCommands {
  const { panels, service } = rooms;
  const active = () => activeOf(rooms);
  /** files that were written here, by what they keep */
  const saved = new Map<string, string>();
  const chainOf = (id: string) => panels.shown(id)?.operations ?? FIRST_CHAIN;
  const keyOf = ({ dataPath, selected, where, reading }: ExplorationState, chain: Chain) =>
    JSON.stringify([dataPath, selected, where, reading, chain]);

  const commands: OperationsCommands['commands'] = {
    'flowscope.openOperations': async (uri) => {
      const file =
        uri instanceof vscode.Uri
          ? uri
          : (
              await vscode.window.showOpenDialog({
                filters: { [vscode.l10n.t('Flowscope operations')]: ['flowscope.json', 'json'] },
                title: vscode.l10n.t('Open Operations'),
              })
            )?.[0];
      if (!file) return undefined;
      if (file.scheme !== 'file')
        throw new Error(
          vscode.l10n.t(
            '{0} is not a file on this machine: Flowscope opens files from disk only.',
            basename(file.path),
          ),
        );
      return panels.operations(file.fsPath);
    },
    'flowscope.saveOperations': async () => {
      const state = active();
      const chain = chainOf(state.id);
      const asked = await askWhere(
        `${nameOf(state.label)}${SUFFIX}`,
        { [vscode.l10n.t('Flowscope operations')]: ['json'] },
        vscode.l10n.t('Save Operations'),
        state.dataPath,
      );
      if (!asked) return undefined;
      const path = asked.fsPath.endsWith(SUFFIX)
        ? asked.fsPath
        : `${asked.fsPath.replace(/(\.flowscope)?(\.json)?$/, '')}${SUFFIX}`;
      await service.call('saveOperations', { id: state.id, chain, path });
      saved.set(keyOf(state, chain), path);
      await offerToOpen(
        vscode.l10n.t('The operations were saved to {0}.', basename(path)),
        vscode.Uri.file(path),
      );
      return path;
    },
    'flowscope.sampleOperations': async () => {
      const { id, label, dataPath } = active();
      const count = await askNumber(
        vscode.l10n.t('Draw Samples of the Result'),
        vscode.l10n.t('How many rows?'),
        settings().sampleRows,
        1,
        10_000_000,
      );
      if (count === undefined) return;
      const seed = await askNumber(
        vscode.l10n.t('Draw Samples of the Result'),
        vscode.l10n.t('Seed: the same seed gives the same rows'),
        1,
        0,
        4294967295,
      );
      if (seed === undefined) return;
      const file = await askWhere(
        `${nameOf(label)}-result.csv`,
        { CSV: ['csv'], Parquet: ['parquet'] },
        vscode.l10n.t('Draw Samples of the Result'),
        dataPath,
      );
      if (!file) return;
      const { rows } = await service.call('sampleOperations', {
        id,
        chain: chainOf(id),
        path: file.fsPath,
        count,
        seed,
      });
      await offerToOpen(
        vscode.l10n.t('{0} samples were written to {1}.', grouped(rows), basename(file.fsPath)),
        file,
      );
    },
    'flowscope.exportOperations': async () => {
      const { id, label, dataPath } = active();
      const file = await askWhere(
        `${nameOf(label)}-result.json`,
        { JSON: ['json'] },
        vscode.l10n.t('Export Result as JSON'),
        dataPath,
      );
      if (!file) return;
      await service.call('exportOperations', { id, chain: chainOf(id), path: file.fsPath });
      await offerToOpen(
        vscode.l10n.t('The result was written to {0}.', basename(file.fsPath)),
        file,
      );
    },
  };
  return {
    commands,
    line: (state) => {
      const shown = panels.shown(state.id);
      if (shown?.view !== 'operations') return undefined;
      if (shown.segment.name !== 'chain') {
        const line = segmentLineOf(state, shown.segment);
        if (line === null)
          throw new Error(
            vscode.l10n.t('No command does this: save the model first, or open its table.'),
          );
        return line;
      }
      const chain = shown.operations ?? FIRST_CHAIN;
      const line = operationsLineOf(state, chain, saved.get(keyOf(state, chain)) ?? null);
      if (line === null)
        throw new Error(
          vscode.l10n.t(
            'No single command does these operations. Choose Save Operations first: the file then has a command.',
          ),
        );
      return line;
    },
  };
}
