// The side panel: a column that is clicked in its tree is the one that the Inspector shows.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';

suite('The Inspector in VS Code', () => {
  let api: Api;
  suiteSetup(async () => {
    api = await activate();
  });
  teardown(() => closeAll(api));

  /** As a click on the row of a column. */
  async function click(name: string): Promise<vscode.TreeItem> {
    const column = api.columns.getChildren().find((c) => 'name' in c && c.name === name);
    assert.ok(column, `${name} is not in the tree`);
    const item = api.columns.getTreeItem(column);
    await vscode.commands.executeCommand(item.command!.command, ...item.command!.arguments!);
    return item;
  }

  test('opens on the column that was clicked, whatever it holds, and follows the next click', async () => {
    const { selected } = await explore('mixed-table.csv');
    assert.notEqual(selected[0], 'mass [g]');
    await click('mass [g]');
    await until(() => api.inspector.shown === 'mass [g]', 'the Inspector shows mass [g]', 60);
    await click('species');
    await until(() => api.inspector.shown === 'species', 'the Inspector shows species', 60);
    await closeAll(api);
    await explore('two-moons.csv');
    await until(
      () => api.inspector.shown === 'x',
      'another table begins with its first column',
      60,
    );
  });
});
