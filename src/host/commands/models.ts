// Commands on the model in front: save, export, open, and its charts as files.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { StoredModel } from '../../protocol/exploration';
import type { ExportFormat } from '../../protocol/choices';
import { askWhere, nameOf, offerToOpen } from '../dialogs';
import { MODEL_EDITOR } from '../panels';
import { activeOf, type Commands, type Rooms } from './context';
import { isStored } from './stored-models';

const SUFFIX = '.flow.safetensors';
const EXPORTS: (vscode.QuickPickItem & { format: ExportFormat })[] = [
  { format: 'json', label: 'JSON', description: vscode.l10n.t('one file: everything as text') },
  {
    format: 'tfjs',
    label: vscode.l10n.t('Browser'),
    description: vscode.l10n.t(
      'a folder: TensorFlow.js weights, a loader in plain JavaScript and a page that uses it',
    ),
  },
];

export function modelCommands(rooms: Rooms): Commands {
  const { panels, service, models } = rooms;
  const active = () => activeOf(rooms);
  /** @returns the path of a model file, with its whole suffix; undefined when the dialog is left */
  const askModelPath = async (name: string, near: string | null): Promise<string | undefined> => {
    const file = await askWhere(
      `${name}${SUFFIX}`,
      { [vscode.l10n.t('Flowscope model')]: ['safetensors'] },
      vscode.l10n.t('Save Model'),
      near,
    );
    if (!file || file.fsPath.endsWith(SUFFIX)) return file?.fsPath;
    return `${file.fsPath.replace(/(\.flow)?(\.safetensors)?$/, '')}${SUFFIX}`;
  };

  type Unsaved = { name: string; near: string | null; save(path: string): Promise<unknown> };
  const fromStorage = ({ path, label }: StoredModel): Unsaved => ({
    name: label.split(' · ')[0]!,
    near: null,
    save: (to) => service.call('saveStored', { path, to }),
  });
  const fromActive = (): Unsaved => {
    const { id, label, dataPath, model } = active();
    if (!model || model.provisional)
      throw new Error(vscode.l10n.t('There is no finished model yet. Fit a flow first.'));
    return {
      name: nameOf(label),
      near: dataPath,
      save: (path) => service.call('save', { id, path }),
    };
  };

  return {
    'flowscope.saveModel': async (stored) => {
      const { name, near, save } = isStored(stored) ? fromStorage(stored) : fromActive();
      const path = await askModelPath(name, near);
      if (!path) return;
      await save(path);
      models.refresh();
      await offerToOpen(
        vscode.l10n.t('The model was saved to {0}.', basename(path)),
        vscode.Uri.file(path),
      );
    },
    'flowscope.exportModel': async () => {
      const { id, label, dataPath } = active();
      const format = (
        await vscode.window.showQuickPick(EXPORTS, { title: vscode.l10n.t('Export Model') })
      )?.format;
      if (!format) return;
      const file = await (format === 'json'
        ? askWhere(
            `${nameOf(label)}.flow.json`,
            { JSON: ['json'] },
            vscode.l10n.t('Export Model'),
            dataPath,
          )
        : askWhere(`${nameOf(label)}-flow`, {}, vscode.l10n.t('Export Model: a Folder'), dataPath));
      if (!file) return;
      await service.call('export', { id, path: file.fsPath, format });
      await offerToOpen(
        vscode.l10n.t('The model was exported to {0}.', basename(file.fsPath)),
        format === 'json' ? file : vscode.Uri.joinPath(file, 'README.md'),
      );
    },
    'flowscope.saveChart': async () => {
      const { id } = active();
      const forms = [
        { label: 'SVG', description: vscode.l10n.t('lines and text'), format: 'svg' },
        { label: 'PNG', description: vscode.l10n.t('pixels'), format: 'png' },
        {
          label: 'Vega-Lite JSON',
          description: vscode.l10n.t('opens elsewhere, with its data'),
          format: 'vl.json',
        },
      ] as const;
      const choice = await vscode.window.showQuickPick(forms, {
        title: vscode.l10n.t('Save Chart'),
      });
      if (choice) panels.requestChart(id, choice.format);
    },
    'flowscope.openModel': async (model) => {
      const file = isStored(model)
        ? vscode.Uri.file(model.path)
        : (
            await vscode.window.showOpenDialog({
              filters: { [vscode.l10n.t('Flowscope model')]: ['safetensors'] },
              title: vscode.l10n.t('Open Model'),
            })
          )?.[0];
      // a click in the list leaves the keyboard there, as in the Explorer: F2 and Delete are for the list
      if (file)
        await vscode.commands.executeCommand('vscode.openWith', file, MODEL_EDITOR, {
          preserveFocus: isStored(model),
        });
    },
  };
}
