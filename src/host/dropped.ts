// Files dropped onto the side panel: each is explored.
import * as vscode from 'vscode';

const URI_LIST = 'text/uri-list';

/**
 * Paths of the files in a list of addresses (RFC 2483: one a
 * line, # begins a comment); what is not a file is named apart.
 */
export function droppedFiles(list: string): { files: string[]; others: string[] } {
  const addresses = list
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return {
    files: addresses.filter((a) => /^file:\/\//i.test(a)),
    others: addresses.filter((a) => !/^file:\/\//i.test(a)),
  };
}

export class DropToExplore<T> implements vscode.TreeDragAndDropController<T> {
  readonly dropMimeTypes = [URI_LIST];
  readonly dragMimeTypes: string[] = [];

  async handleDrop(_target: T | undefined, data: vscode.DataTransfer): Promise<void> {
    const list = await data.get(URI_LIST)?.asString();
    const { files, others } = droppedFiles(list ?? '');
    if (files.length === 0) {
      void vscode.window.showWarningMessage(
        others.length > 0
          ? vscode.l10n.t(
              'What was dropped is not a file on this machine: Flowscope opens files from disk only.',
            )
          : vscode.l10n.t('Drop a CSV, TSV, JSON or Parquet file here to explore it.'),
      );
      return;
    }
    for (const file of files)
      await vscode.commands.executeCommand('flowscope.explore', vscode.Uri.parse(file, true));
  }
}
