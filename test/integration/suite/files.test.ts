// Files of all sorts in VS Code: a folder as one table, conditions and
// readings that are remembered, a panel closed while its file is read.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';

suite('Files in VS Code', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-files-'));
  const { showErrorMessage, showQuickPick } = vscode.window;
  let api: Api;

  suiteSetup(async () => {
    api = await activate();
  });
  teardown(async () => {
    Object.assign(vscode.window, { showErrorMessage, showQuickPick });
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(temporary, { recursive: true, force: true }));

  test('Explore Folder as One Table, and a change of one of its files', async () => {
    const folder = join(temporary, 'parts');
    mkdirSync(folder);
    for (const k of [1, 2])
      writeFileSync(join(folder, `${k}.csv`), `x,y\n${k},${k * k}\n${k + 0.5},3\n${k + 0.25},4\n`);
    const state = await vscode.commands.executeCommand<ExplorationState>(
      'flowscope.exploreFolder',
      vscode.Uri.file(folder),
    );
    assert.equal(state.profile?.rows, 6);
    assert.equal(state.profile?.files, 2);
    writeFileSync(join(folder, '2.csv'), 'x,y\n1,2\n2,3\n');
    await until(
      () => api.explorations.get(state.id)?.profile?.rows === 5,
      'the change is read by itself',
    );
  });

  test('a condition goes into the copied command line', async () => {
    const { id } = await explore('autobahn.csv');
    await api.service.call('filter', { id, where: '"velocity [km/h]" > 100' });
    await until(() => Boolean(api.explorations.get(id)?.where), 'the condition arrives');
    assert.match(
      await vscode.commands.executeCommand<string>('flowscope.copyCommandLine'),
      /^flowscope profile .*autobahn\.csv --where '"velocity \[km\/h\]" > 100'$/,
    );
  });

  test('a panel closed while its file is read: nothing is left, nothing is said', async () => {
    const path = join(temporary, 'large.csv');
    writeFileSync(path, 'a,b\n' + '1.5,"x ""y"" z"\n'.repeat(3_000_000));
    const said: string[] = [];
    Object.assign(vscode.window, {
      showErrorMessage: async (message: string) => void said.push(message),
    });
    const opening = vscode.commands.executeCommand('flowscope.explore', vscode.Uri.file(path));
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'large.csv — Distribution',
      'the panel is there',
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal(await opening, undefined);
    assert.deepEqual(said, []);
    assert.deepEqual(api.explorations.all, []);
    assert.equal((await explore('two-moons.csv')).label, 'two-moons.csv');
  });

  test('a text that cannot be read as it seems: the user says how it is read', async () => {
    const path = join(temporary, 'colons.csv');
    writeFileSync(path, 'a:b\n1,2:3\n2,4:5\n3,5:6\n');
    const answers = ['Colon', 'As it seems'];
    Object.assign(vscode.window, {
      showErrorMessage: async (_: string, ...choices: string[]) =>
        choices.find((c) => c === 'Choose How It Is Read'),
      showQuickPick: async () => answers.shift() ?? 'As it seems',
    });
    await vscode.commands.executeCommand('flowscope.explore', vscode.Uri.file(path));
    await until(() => api.explorations.all.length === 1, 'the file is opened as was said');
    assert.deepEqual(api.explorations.all[0]!.reading, { delimiter: ':' });
    assert.deepEqual(
      api.explorations.all[0]!.profile?.columns.map((c) => c.name),
      ['a', 'b'],
    );
  });

  test('a header with one name less than the rows have fields: the user says what the first column holds', async () => {
    const path = join(temporary, 'short-header.csv');
    writeFileSync(path, 'x,y\n0.5,1,2\n0.5,3,4\n0.7,5,6\n');
    const answers = ['As it seems', 'As it seems', 'Values'];
    Object.assign(vscode.window, {
      showErrorMessage: async (_: string, ...choices: string[]) =>
        choices.find((c) => c === 'Choose How It Is Read'),
      showQuickPick: async () => answers.shift(),
    });
    await vscode.commands.executeCommand('flowscope.explore', vscode.Uri.file(path));
    await until(() => api.explorations.all.length === 1, 'the file is opened as was said');
    assert.deepEqual(api.explorations.all[0]!.reading, { rowNames: false });
    assert.deepEqual(
      api.explorations.all[0]!.profile?.columns.map((c) => c.name),
      ['x', 'y', 'column_3'],
    );
  });
});
