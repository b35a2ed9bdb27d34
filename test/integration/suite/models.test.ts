// The list of models in VS Code: compare, rename, delete and undo, fit alike, export for browsers.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState, StoredModel } from '../../../src/protocol/exploration';
import type { FitOptions } from '../../../src/protocol/fit-options';

const FIT: FitOptions = {
  flow: 'affine-autoregressive',
  engine: 'wasm',
  seed: 1,
  steps: 20,
  rows: 1000,
};

suite('Models in VS Code', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-models-'));
  const {
    showSaveDialog,
    showOpenDialog,
    showInputBox,
    showQuickPick,
    showWarningMessage,
    showErrorMessage,
  } = vscode.window;
  let api: Api;
  const stored = (folders: string[] = []) => api.service.call('storedModels', { folders });
  const fit = async (name: string, options: Partial<FitOptions> = {}): Promise<StoredModel> => {
    const { id } = await explore(name);
    const state = await vscode.commands.executeCommand<ExplorationState>('flowscope.fit', {
      id,
      options: { ...FIT, ...options },
    });
    return (await stored()).find((m) => m.path === state.model!.stored)!;
  };
  /** What a command said went wrong. */
  const sentences: string[] = [];

  suiteSetup(async () => {
    api = await activate();
  });
  setup(() => {
    sentences.length = 0;
    vscode.window.showErrorMessage = (async (sentence: string) =>
      void sentences.push(sentence)) as typeof showErrorMessage;
  });
  teardown(async () => {
    Object.assign(vscode.window, {
      showSaveDialog,
      showOpenDialog,
      showInputBox,
      showQuickPick,
      showWarningMessage,
      showErrorMessage,
    });
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(temporary, { recursive: true, force: true }));

  test('models of one table are compared, on its page or on a new one', async () => {
    const first = await fit('two-moons.csv');
    const second = await fit('two-moons.csv', { seed: 2 });
    const shown = await vscode.commands.executeCommand<ExplorationState>(
      'flowscope.compareModels',
      second,
      [first, second],
    );
    assert.deepEqual(shown.compared, [{ path: first.path, label: first.label }]);
    assert.equal(api.explorations.all.length, 1);
    const { models, differences } = await api.service.call('compare', { id: shown.id });
    assert.equal(models.length, 2);
    assert.ok(
      Math.abs(differences[0]!.difference.mean - (models[0]!.score.mean - models[1]!.score.mean)) <
        1e-9,
    );

    await closeAll(api);
    // the table is found in the workspace, by its name and its content
    const again = await vscode.commands.executeCommand<ExplorationState>(
      'flowscope.compareModels',
      first,
      [first, second],
    );
    assert.equal(basename(again.dataPath!), 'two-moons.csv');
    assert.deepEqual(
      again.compared.map((m) => m.path),
      [second.path],
    );

    vscode.window.showQuickPick = (async (items: unknown) =>
      (await (items as Promise<unknown[]>)).slice(0, 1)) as unknown as typeof showQuickPick;
    const chosen = await vscode.commands.executeCommand<ExplorationState>('flowscope.compareWith');
    assert.equal(chosen.compared.length, 1);
    assert.deepEqual(sentences, []);
  });

  test('models of other columns are refused with a sentence', async () => {
    const moons = await fit('two-moons.csv');
    const other = await fit('gaussian.csv');
    assert.equal(
      await vscode.commands.executeCommand('flowscope.compareModels', moons, [moons, other]),
      undefined,
    );
    assert.match(sentences.join(), /Log densities of different column sets are never compared/);
  });

  test('an unsaved model is renamed, deleted, and taken back', async () => {
    const model = await fit('two-moons.csv');
    vscode.window.showInputBox = async () => 'the one I keep';
    await vscode.commands.executeCommand('flowscope.renameModel', model);
    const label = async () => (await stored()).find((m) => m.path === model.path)?.label;
    assert.equal(await label(), 'the one I keep');
    await until(
      () => api.explorations.active?.model?.label === 'the one I keep',
      'the page shows the name',
    );

    vscode.window.showWarningMessage = (async () => undefined) as typeof showWarningMessage;
    await vscode.commands.executeCommand('flowscope.deleteModel', model);
    assert.equal(await label(), 'the one I keep');
    vscode.window.showWarningMessage = (async () =>
      'Delete') as unknown as typeof showWarningMessage;
    await vscode.commands.executeCommand('flowscope.deleteModel', model);
    assert.equal(await label(), undefined);
    await vscode.commands.executeCommand('flowscope.undoDeleteModel');
    assert.equal(await label(), 'the one I keep');
    await vscode.commands.executeCommand('flowscope.undoDeleteModel');
    assert.match(sentences.join(), /No model was deleted/);
  });

  test('a model file is renamed through VS Code, and deleted only in the Explorer', async () => {
    await fit('two-moons.csv');
    const folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
    const path = join(folder, 'before.flow.safetensors');
    vscode.window.showSaveDialog = async () => vscode.Uri.file(path);
    await vscode.commands.executeCommand('flowscope.saveModel');
    const saved = (await stored([folder])).find((m) => m.path === path)!;
    await vscode.commands.executeCommand('flowscope.deleteModel', saved);
    assert.match(sentences.join(), /is a file of yours: delete it in the Explorer/);
    vscode.window.showInputBox = async () => 'after';
    await vscode.commands.executeCommand('flowscope.renameModel', saved);
    const after = join(folder, 'after.flow.safetensors');
    assert.ok(existsSync(after) && !existsSync(path));
    rmSync(after);
  });

  test('another table is fitted with the same settings', async () => {
    const model = await fit('two-moons.csv', {
      flow: 'affine-coupling',
      seed: 9,
      transforms: { x: { kind: 'asinh' } },
    });
    await vscode.workspace
      .getConfiguration('flowscope')
      .update('fitSeconds', 5, vscode.ConfigurationTarget.Global);
    const [rings] = await vscode.workspace.findFiles('rings.csv');
    vscode.window.showOpenDialog = async () => [rings!];
    try {
      const state = await vscode.commands.executeCommand<ExplorationState>(
        'flowscope.fitLikeModel',
        model,
      );
      const { specification, seed } = state.model!.metadata;
      assert.equal(basename(state.dataPath!), 'rings.csv');
      assert.equal(specification.flow, 'affine-coupling');
      assert.equal(seed, 9);
      assert.deepEqual(
        specification.preprocessing.map((t) => t.kind),
        ['asinh', 'none'],
      );
    } finally {
      await vscode.workspace
        .getConfiguration('flowscope')
        .update('fitSeconds', undefined, vscode.ConfigurationTarget.Global);
    }
    const [neuron] = await vscode.workspace.findFiles('lif-neuron.csv');
    vscode.window.showOpenDialog = async () => [neuron!];
    await vscode.commands.executeCommand('flowscope.fitLikeModel', model);
    assert.match(sentences.join(), /lacks the numeric columns "x", "y"/);
  });

  test('Export Model writes a folder for browsers', async () => {
    await fit('two-moons.csv');
    const folder = join(temporary, 'exported');
    vscode.window.showQuickPick = (async (items: readonly { format: string }[]) =>
      items.find((item) => item.format === 'tfjs')) as unknown as typeof showQuickPick;
    vscode.window.showSaveDialog = async () => vscode.Uri.file(folder);
    await vscode.commands.executeCommand('flowscope.exportModel');
    assert.deepEqual(readdirSync(folder).sort(), [
      'README.md',
      'flowscope.d.ts',
      'flowscope.js',
      'group1-shard1of1.bin',
      'index.html',
      'model.json',
    ]);
  });
});
