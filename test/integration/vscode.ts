// What every suite does in VS Code: open an example, close everything, wait for a condition.
import assert from 'node:assert/strict';
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
  assert.ok(state, `${name} was not opened`);
  return state;
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
