// A row of a table, shown in the file that it is from.
import * as vscode from 'vscode';
import type { RowPlace } from '../protocol/selection';

/** Further than any line reaches. */
const END = 1_000_000;

/** Beside the page, with the line selected. Not by a document of ours: those may not be larger than 50 MB. */
export async function openLine({ path, line }: RowPlace): Promise<void> {
  const options: vscode.TextDocumentShowOptions = {
    viewColumn: vscode.ViewColumn.Beside,
    selection: new vscode.Range(line - 1, 0, line - 1, END),
  };
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), options);
}
