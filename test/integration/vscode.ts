// What every suite does in VS Code: open an example, close everything, wait for a condition.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';
import type { ExplorationState } from '../../src/protocol/exploration';

export async function activate(): Promise<Api> {
  return vscode.extensions.getExtension<Api>('flowscope.flowscope')!.activate();
}

export async function explore(name: string): Promise<ExplorationState> {
  const [found] = await vscode.workspace.findFiles(name);
  assert.ok(found, `${name} is not in the workspace`);
  const state = await vscode.commands.executeCommand<ExplorationState | undefined>(
    'flowscope.explore',
    found,
  );
  assert.ok(state, `${name} was not opened; the log ends with\n${state ? '' : await logEnd()}`);
  return state;
}

/** What the extension logged last: commands tell the user why they failed, not their caller. */
async function logEnd(): Promise<string> {
  const { logs } = await activate();
  const files = await vscode.workspace.fs.readDirectory(logs);
  const texts = files
    .filter(([name]) => name.endsWith('.log'))
    .map(([name]) => readFileSync(join(logs.fsPath, name), 'utf8').slice(-2000));
  return texts.join('\n');
}

export async function closeAll(api: Api): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until(
    () => api.panels.count === 0 && api.explorations.all.length === 0,
    'every panel is closed',
  );
}

/** Waits for what VS Code does in its own time. */
export async function until(
  done: () => boolean | Promise<boolean>,
  what: string,
  seconds = 20,
): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((later) => setTimeout(later, 50));
  }
}
