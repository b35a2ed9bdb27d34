// Commands that open tables: a file, a folder, an example, the file that has moved.
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '../../protocol/data';
import type { ExplorationState } from '../../protocol/exploration';
import { TABLE_ENDINGS } from '../../protocol/table-forms';
import { isExample } from '../examples';
import { Unreadable } from '../reading';
import { activeOf, type Commands, type Rooms } from './context';

/** Others can be opened all the same. */
const DATA_FILTERS = {
  [vscode.l10n.t('Tables')]: [...new Set(TABLE_ENDINGS.map((end) => end.split('.').at(-1)!))],
  [vscode.l10n.t('All files')]: ['*'],
};

export function exploreCommands(rooms: Rooms): Commands {
  const { panels, inspector, service, examples } = rooms;
  const active = () => activeOf(rooms);
  return {
    'flowscope.explore': async (uri, all) => {
      if (isReading(all) && uri instanceof vscode.Uri) return panels.explore(uri.fsPath, all);
      // several files chosen in the Explorer: one panel each
      if (!Array.isArray(all) || all.length < 2) return explore(rooms, uri);
      for (const file of all as unknown[])
        if (file instanceof vscode.Uri && isData(file)) await explore(rooms, file);
      return undefined;
    },
    'flowscope.exploreExample': async (name) => {
      const file = isExample(name) ? name : await examples.ask();
      return file && explore(rooms, file);
    },
    'flowscope.exploreFolder': async (uri) => {
      const folder =
        uri instanceof vscode.Uri
          ? uri
          : (
              await vscode.window.showOpenDialog({
                canSelectFolders: true,
                canSelectFiles: false,
                title: vscode.l10n.t('Explore Folder as One Table'),
              })
            )?.[0];
      return folder && explore(rooms, folder);
    },
    'flowscope.inspectColumn': (column) => inspector.inspect((column as { name: string }).name),
    'flowscope.refresh': () => service.call('refresh', { id: active().id }),
    'flowscope.chooseFile': async () => {
      const { id, dataPath } = active();
      const file =
        dataPath !== null &&
        (await askTable(vscode.l10n.t('Where {0} Is Now', basename(dataPath))));
      return file ? service.call('useFile', { id, path: file.fsPath }) : undefined;
    },
  };
}

/**
 * The page of a clicked table; else the page in front; where
 * there is none, of an example or of what the user chooses.
 */
export async function exploreOrActive(
  rooms: Pick<Rooms, 'panels' | 'examples' | 'explorations'>,
  wanted: unknown,
): Promise<ExplorationState | undefined> {
  const { active } = rooms.explorations;
  return wanted instanceof vscode.Uri || !active ? explore(rooms, wanted) : active;
}

/** Opens a table: the one that is clicked, an example by its name, the one in front, or one the user chooses. */
export async function explore(
  { panels, examples }: Pick<Rooms, 'panels' | 'examples'>,
  wanted?: unknown,
): Promise<ExplorationState | undefined> {
  const file =
    wanted instanceof vscode.Uri
      ? wanted
      : isExample(wanted)
        ? await examples.copyOf(wanted)
        : await dataFile();
  if (!file) return undefined;
  if (file.scheme !== 'file')
    throw new Error(
      vscode.l10n.t(
        '{0} is not a file on this machine: Flowscope opens files from disk only.',
        basename(file.path),
      ),
    );
  return panels
    .explore(file.fsPath)
    .catch((error: unknown) => Promise.reject(Unreadable.from(error, file.fsPath)));
}

/** The data file in front, or one the user chooses. */
async function dataFile(): Promise<vscode.Uri | undefined> {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    tab instanceof vscode.TabInputText || tab instanceof vscode.TabInputCustom
      ? tab.uri
      : undefined;
  if (uri && isData(uri)) return uri;
  return askTable(vscode.l10n.t('Explore Distribution'));
}

export async function askTable(title: string): Promise<vscode.Uri | undefined> {
  return (await vscode.window.showOpenDialog({ filters: DATA_FILTERS, title }))?.[0];
}

const isData = ({ path }: vscode.Uri) =>
  TABLE_ENDINGS.some((end) => path.toLowerCase().endsWith(end));
const isReading = (v: unknown): v is Reading =>
  typeof v === 'object' &&
  v !== null &&
  !Array.isArray(v) &&
  ['delimiter', 'encoding', 'quote', 'escape', 'rowNames'].some((key) => key in v);
