// Questions to the user. The next one starts in the folder of the last answer; the first starts beside the data.
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Answers } from './answers';
import { grouped } from './language';

let lastFolder: string | null = null;
let kept: Answers | null = null;

export function rememberFoldersIn(answers: Answers): void {
  kept = answers;
  lastFolder = answers.get('flowscope.lastFolder')?.folder ?? null;
}

export async function askWhere(
  name: string,
  filters: Record<string, string[]>,
  title: string,
  near?: string | null,
): Promise<vscode.Uri | undefined> {
  const folder =
    lastFolder ??
    (near ? dirname(near) : null) ??
    vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const file = await vscode.window.showSaveDialog({
    defaultUri: folder ? vscode.Uri.file(join(folder, name)) : undefined,
    filters,
    title,
  });
  if (file) {
    lastFolder = dirname(file.fsPath);
    void kept?.keep('flowscope.lastFolder', { folder: lastFolder });
  }
  return file;
}

export async function askNumber(
  title: string,
  prompt: string,
  value: number,
  low: number,
  high: number,
): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value: String(value),
    validateInput: (t) =>
      /^\d+$/.test(t.trim()) && Number(t) >= low && Number(t) <= high
        ? null
        : vscode.l10n.t('A whole number from {0} to {1}.', grouped(low), grouped(high)),
  });
  return text === undefined ? undefined : Number(text);
}

/** Says that something was written, with a button that opens it; does not wait for an answer. */
export function offerToOpen(message: string, file: vscode.Uri): Promise<void> {
  void vscode.window
    .showInformationMessage(message, vscode.l10n.t('Open'))
    .then((choice) => choice && vscode.commands.executeCommand('vscode.open', file));
  return Promise.resolve();
}

export const nameOf = (path: string) => basename(path).replace(/\.[^.]+$/, '');
