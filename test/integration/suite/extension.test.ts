// The extension inside VS Code: what it registers, and the main job through its commands.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { FitOptions } from '../../../src/protocol/fit-options';
import { english } from '../../../src/protocol/sentence';

const FIT: FitOptions = {
  flow: 'affine-autoregressive',
  engine: 'wasm',
  seed: 1,
  steps: 30,
  rows: 1000,
};

suite('Flowscope in VS Code', () => {
  const extension = vscode.extensions.getExtension<Api>('flowscope.flowscope')!;
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-suite-'));
  const dialogs = vscode.window.showSaveDialog;
  let api: Api;

  suiteSetup(async () => {
    api = await activate();
  });
  teardown(async () => {
    vscode.window.showSaveDialog = dialogs;
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(temporary, { recursive: true, force: true }));

  test('registers every command of the manifest, and no other', async () => {
    const manifest = (
      extension.packageJSON as { contributes: { commands: { command: string }[] } }
    ).contributes.commands.map((c) => c.command);
    const registered = (await vscode.commands.getCommands(true)).filter(
      (name) => manifest.includes(name) || api.commands.includes(name),
    );
    assert.deepEqual(registered.sort(), manifest.sort());
    assert.deepEqual([...api.commands].sort(), manifest.sort());
  });

  test('Explore Distribution opens a panel with a profile and a Gaussian', async () => {
    const state = await explore('two-moons.csv');
    assert.equal(state.selected.length, 2);
    assert.deepEqual(
      state.selected,
      state.profile?.columns.map((c) => c.name),
    );
    assert.equal(state.gaussian?.names.length, state.selected.length);
    assert.equal(state.obstacle, null);
    assert.equal(api.explorations.active?.id, state.id);
    await until(
      () =>
        vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'two-moons.csv — Distribution',
      'the tab of the panel is in front',
    );
  });

  test('exploring the same file again shows the same panel', async () => {
    const first = await explore('two-moons.csv');
    const second = await explore('two-moons.csv');
    assert.equal(second.id, first.id);
    assert.equal(api.explorations.all.length, 1);
  });

  test('a fit ends with a verdict, and the model is saved and opened', async () => {
    const { id } = await explore('two-moons.csv');
    const fitted = await vscode.commands.executeCommand<ExplorationState>('flowscope.fit', {
      id,
      options: FIT,
    });
    assert.equal(fitted.fit.error, null);
    assert.equal(fitted.fit.phase, 'idle');
    assert.equal(fitted.model?.provisional, false);
    assert.match(english(fitted.model!.verdict.sentence), /nats per row/);

    const path = join(temporary, 'moons.flow.safetensors');
    vscode.window.showSaveDialog = async () => vscode.Uri.file(path);
    await vscode.commands.executeCommand('flowscope.saveModel');
    assert.ok(statSync(path).size > 1000);
    assert.equal(api.explorations.get(id)?.model?.path, path);

    await closeAll(api);
    await vscode.commands.executeCommand(
      'vscode.openWith',
      vscode.Uri.file(path),
      'flowscope.model',
    );
    await until(() => api.explorations.active?.model?.path === path, 'the model is shown');
    assert.deepEqual(
      api.explorations.active?.model?.metadata.specification.columns,
      fitted.selected,
    );
  });

  test('a dialog that is left writes nothing and says nothing', async () => {
    const { id } = await explore('two-moons.csv');
    await vscode.commands.executeCommand('flowscope.fit', { id, options: FIT });
    vscode.window.showSaveDialog = async () => undefined;
    await vscode.commands.executeCommand('flowscope.saveModel');
    assert.equal(api.explorations.get(id)?.model?.path, null);
    assert.ok(
      api.explorations.get(id)?.model?.stored &&
        existsSync(api.explorations.get(id)!.model!.stored!),
    );
  });

  test('an unsaved model is saved from the list; two chosen files open two panels', async () => {
    const { id } = await explore('two-moons.csv');
    await vscode.commands.executeCommand('flowscope.fit', { id, options: FIT });
    const stored = api.explorations.get(id)!.model!.stored!;
    const [unsaved] = (await api.service.call('storedModels', { folders: [] })).filter(
      (m) => m.path === stored,
    );
    const path = join(temporary, 'from-list.flow.safetensors');
    vscode.window.showSaveDialog = async () => vscode.Uri.file(path);
    await vscode.commands.executeCommand('flowscope.saveModel', unsaved);
    assert.ok(existsSync(path) && !existsSync(stored));
    assert.equal(api.explorations.get(id)?.model?.path, path);

    await closeAll(api);
    const files = await vscode.workspace.findFiles('{gaussian,rings}.csv');
    await vscode.commands.executeCommand('flowscope.explore', files[0], files);
    assert.deepEqual(api.explorations.all.map((s) => s.label).sort(), [
      'gaussian.csv',
      'rings.csv',
    ]);
  });

  test('a file that cannot be read leaves no exploration and no panel', async () => {
    await vscode.commands.executeCommand(
      'flowscope.explore',
      vscode.Uri.file(join(temporary, 'nowhere.csv')),
    );
    assert.deepEqual(api.explorations.all, []);
    assert.equal(api.panels.count, 0);
  });

  test('five panels opened and closed leave no exploration', async () => {
    for (const name of [
      'two-moons.csv',
      'gaussian.csv',
      'rings.csv',
      'autobahn.csv',
      'mixed-table.csv',
    ])
      await explore(name);
    assert.equal(api.explorations.all.length, 5);
    assert.equal(api.panels.count, 5);
    await closeAll(api);
    assert.deepEqual(api.explorations.all, []);
    assert.equal(api.explorations.active, null);
  });
});
