// Commands on models in the list: compare, rename, delete and undo, fit another table in the same way.
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ExplorationState, StoredModel } from '../../protocol/exploration';
import type { FitOptions } from '../../protocol/fit-options';
import { workspaceFolders } from '../page-opening';
import { fitOptions } from '../settings';
import type { Commands, Rooms } from './context';
import { sentence } from '../language';

const SUFFIX = '.flow.safetensors';

interface StoredRooms extends Pick<Rooms, 'explorations' | 'panels' | 'service' | 'models'> {
  /** fits the chosen columns of an exploration, with progress */
  fit(id: string, options: FitOptions): Promise<ExplorationState | undefined>;
  /** asks for a table */
  askTable(title: string): Promise<vscode.Uri | undefined>;
}

export const isStored = (v: unknown): v is StoredModel =>
  typeof v === 'object' &&
  v !== null &&
  typeof (v as StoredModel).path === 'string' &&
  typeof (v as StoredModel).saved === 'boolean';

export function storedModelCommands({
  explorations,
  panels,
  service,
  models,
  fit,
  askTable,
}: StoredRooms): Commands {
  const deleted: StoredModel[][] = [];

  /** What a menu or a key means: the clicked model with the others that are chosen, or the chosen ones. */
  const chosen = (one: unknown, all: unknown): StoredModel[] => {
    const given = Array.isArray(all) ? all.filter(isStored) : [];
    if (!isStored(one)) return [...models.chosen];
    return [one, ...given.filter((model) => model.path !== one.path)];
  };
  const single = (one: unknown): StoredModel => {
    const [model] = isStored(one) ? [one] : models.chosen;
    if (!model) throw new Error(vscode.l10n.t('Choose a model in the Models view first.'));
    return model;
  };

  /** The table a model was fitted on, found by its name and its content; or one the user chooses. */
  const tableOf = async (model: StoredModel, title: string): Promise<string | undefined> => {
    const name = model.data;
    const candidates =
      name === null
        ? []
        : (await vscode.workspace.findFiles(`**/${name.replace(/[[\]{}*?]/g, '?')}`, undefined, 50))
            .map((uri) => uri.fsPath)
            .filter((path) => basename(path) === name);
    return (
      (await service.call('dataOf', {
        path: model.path,
        candidates,
        folders: workspaceFolders(),
      })) ?? (await askTable(title))?.fsPath
    );
  };
  const isShown = (state: ExplorationState, { path }: StoredModel) =>
    state.model !== null &&
    !state.model.provisional &&
    (state.model.path === path || state.model.stored === path);

  const compare = async (first: StoredModel, others: StoredModel[]) => {
    const wrong = others.find((other) => !sameColumns(first, other));
    if (wrong)
      throw new Error(
        vscode.l10n.t(
          'Log densities of different column sets are never compared: "{0}" describes {1}, and "{2}" {3}.',
          first.label,
          first.columns.join(', '),
          wrong.label,
          wrong.columns.join(', '),
        ),
      );
    const paths = others.map((other) => other.path);
    const shown = explorations.all.find(
      (state) => state.dataPath !== null && isShown(state, first),
    );
    if (shown) {
      const state = await service.call('compareWith', { id: shown.id, paths });
      panels.show(shown.id, 'compare');
      return state;
    }
    const table = await tableOf(first, vscode.l10n.t('The Table to Compare "{0}" On', first.label));
    return table === undefined ? undefined : panels.compare(table, first.path, paths);
  };
  /** Asks for models to compare with; those that are compared already are ticked. */
  const askOthers = async (
    isFirst: (model: StoredModel) => boolean,
    columns: string[],
    before: string[],
  ): Promise<StoredModel[] | undefined> => {
    const possible = (await models.getChildren()).filter(
      (model) => !isFirst(model) && sameColumns(model, { columns }),
    );
    if (possible.length === 0)
      throw new Error(
        vscode.l10n.t(
          'There is no other model of the same columns. Fit one, or save one into the workspace.',
        ),
      );
    const items = possible.map((model) => ({
      model,
      label: model.label,
      description: model.flow,
      detail: sentence(model.sentence),
      picked: before.includes(model.path),
    }));
    return (
      await vscode.window.showQuickPick(items, {
        title: vscode.l10n.t('Compare With'),
        placeHolder: vscode.l10n.t('Models of the same columns'),
        canPickMany: true,
      })
    )?.map((item) => item.model);
  };

  return {
    'flowscope.compareModels': async (one, all) => {
      const [first, ...others] = chosen(one, all);
      if (!first || others.length === 0)
        throw new Error(
          vscode.l10n.t('Choose two or more models in the Models view to compare them.'),
        );
      return compare(first, others);
    },
    'flowscope.compareWith': async (one) => {
      if (isStored(one)) {
        const others = await askOthers((model) => model.path === one.path, one.columns, []);
        return others && others.length > 0 ? compare(one, others) : undefined;
      }
      const { active } = explorations;
      if (!active?.model || active.model.provisional)
        throw new Error(vscode.l10n.t('There is no finished model to compare. Fit a flow first.'));
      const others = await askOthers(
        (model) => isShown(active, model),
        active.model.metadata.specification.columns,
        active.compared.map((m) => m.path),
      );
      if (!others) return undefined;
      const state = await service.call('compareWith', {
        id: active.id,
        paths: others.map((m) => m.path),
      });
      panels.show(active.id, 'compare');
      return state;
    },
    'flowscope.renameModel': async (one) => {
      const model = single(one);
      const ending = model.saved ? SUFFIX : '';
      const value =
        ending && model.label.endsWith(ending) ? model.label.slice(0, -ending.length) : model.label;
      const name = (
        await vscode.window.showInputBox({
          title: vscode.l10n.t('Rename Model'),
          value,
          validateInput: (text) => nameProblem(text, model.saved),
        })
      )?.trim();
      if (!name || name === value) return;
      if (model.saved) {
        const edit = new vscode.WorkspaceEdit();
        edit.renameFile(
          vscode.Uri.file(model.path),
          vscode.Uri.file(join(dirname(model.path), `${name}${ending}`)),
          { overwrite: false },
        );
        if (!(await vscode.workspace.applyEdit(edit)))
          throw new Error(
            vscode.l10n.t(
              '{0} could not be renamed: {1}{2} may be there already.',
              model.label,
              name,
              ending,
            ),
          );
      } else await service.call('renameStored', { path: model.path, name });
      models.refresh();
    },
    'flowscope.deleteModel': async (one, all) => {
      const found = chosen(one, all);
      const unsaved = found.filter((model) => !model.saved);
      if (found.length === 0)
        throw new Error(vscode.l10n.t('Choose an unsaved model in the Models view to delete it.'));
      if (unsaved.length === 0)
        throw new Error(
          vscode.l10n.t('{0} is a file of yours: delete it in the Explorer.', found[0]!.label),
        );
      const label = unsaved.length === 1 ? unsaved[0]!.label : null;
      const question =
        label !== null
          ? vscode.l10n.t('Delete the unsaved model "{0}"?', label)
          : vscode.l10n.t('Delete {0} unsaved models?', unsaved.length);
      const yes = vscode.l10n.t('Delete');
      if (
        (await vscode.window.showWarningMessage(
          question,
          {
            modal: true,
            detail: vscode.l10n.t('Undo Delete takes it back as long as this window is open.'),
          },
          yes,
        )) !== yes
      )
        return;
      for (const { path } of unsaved) await service.call('deleteStored', { path });
      deleted.push(unsaved);
      void vscode.commands.executeCommand('setContext', 'flowscope.canUndoDelete', true);
      models.refresh();
      void vscode.window
        .showInformationMessage(
          label !== null
            ? vscode.l10n.t('Deleted the unsaved model "{0}".', label)
            : vscode.l10n.t('Deleted {0} unsaved models.', unsaved.length),
          vscode.l10n.t('Undo'),
        )
        .then((choice) => choice && vscode.commands.executeCommand('flowscope.undoDeleteModel'));
    },
    'flowscope.undoDeleteModel': async () => {
      const last = deleted.pop();
      if (!last) throw new Error(vscode.l10n.t('No model was deleted in this window.'));
      void vscode.commands.executeCommand(
        'setContext',
        'flowscope.canUndoDelete',
        deleted.length > 0,
      );
      for (const { path } of last) await service.call('restoreStored', { path });
      models.refresh();
    },
    'flowscope.fitLikeModel': async (one) => {
      const model = single(one);
      const file = await askTable(vscode.l10n.t('Fit a Table Like "{0}"', model.label));
      if (!file) return undefined;
      const {
        columns,
        given = [],
        options,
      } = await service.call('settingsOf', { path: model.path });
      const { id, profile } = await panels.explore(file.fsPath);
      const lacking = given.filter((name) => !profile?.columns.some((c) => c.name === name));
      if (lacking.length > 0)
        throw new Error(
          vscode.l10n.t(
            '{0} lacks what this model is given ({1}): it cannot be fitted in the same way.',
            basename(file.fsPath),
            lacking.join(', '),
          ),
        );
      const missing = columns.filter(
        (name) => !profile?.columns.some((c) => c.name === name && c.modelled),
      );
      const named = missing.map((c) => `"${c}"`).join(', ');
      if (missing.length === 1)
        throw new Error(
          vscode.l10n.t(
            '{0} lacks the numeric column {1} of this model: it cannot be fitted in the same way.',
            basename(file.fsPath),
            named,
          ),
        );
      if (missing.length > 1)
        throw new Error(
          vscode.l10n.t(
            '{0} lacks the numeric columns {1} of this model: it cannot be fitted in the same way.',
            basename(file.fsPath),
            named,
          ),
        );
      await service.call('select', { id, columns, given });
      const { seconds, rows, threads } = fitOptions();
      return fit(id, { ...options, seconds, rows, threads });
    },
  };
}

function sameColumns(a: Pick<StoredModel, 'columns'>, b: Pick<StoredModel, 'columns'>): boolean {
  return [...a.columns].sort().join('\n') === [...b.columns].sort().join('\n');
}

function nameProblem(text: string, file: boolean): string | null {
  const name = text.trim();
  if (name === '') return vscode.l10n.t('A model needs a name.');
  if (name.length > 200) return vscode.l10n.t('At most 200 characters.');
  return file && /[/\\:*?"<>|\p{Cc}]/u.test(name)
    ? vscode.l10n.t('A file name cannot hold / \\ : * ? " < > |')
    : null;
}
