// Conditions in VS Code: a column becomes one in the side panel, a fit is given it, samples follow chosen values.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { english } from '../../../src/protocol/sentence';

suite('Conditions in VS Code', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-given-'));
  const { showSaveDialog, showInputBox, showQuickPick, showErrorMessage } = vscode.window;
  let api: Api;
  suiteSetup(async () => {
    api = await activate();
  });
  teardown(async () => {
    Object.assign(vscode.window, { showSaveDialog, showInputBox, showQuickPick, showErrorMessage });
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(temporary, { recursive: true, force: true }));

  test('from the side panel to drawn samples, and back to nothing given', async () => {
    const sentences: string[] = [];
    vscode.window.showErrorMessage = (async (sentence: string) =>
      void sentences.push(sentence)) as typeof showErrorMessage;
    const { id, selected } = await explore('mixed-table.csv');
    assert.ok(selected.includes('mass [g]'));
    await vscode.commands.executeCommand('flowscope.toggleCondition', { name: 'species' });
    // one that is modelled is described no longer
    const state = await vscode.commands.executeCommand<ExplorationState>(
      'flowscope.toggleCondition',
      { name: 'mass [g]' },
    );
    assert.deepEqual(state.given, ['species', 'mass [g]']);
    assert.ok(!state.selected.includes('mass [g]'));
    await vscode.commands.executeCommand('flowscope.toggleCondition', { name: 'id' });
    assert.match(sentences.join(), /"id" has more than 50 levels/);

    const fitted = await vscode.commands.executeCommand<ExplorationState>('flowscope.fit', {
      id,
      options: { flow: 'affine-autoregressive', engine: 'wasm', seed: 1, steps: 20 },
    });
    assert.match(english(fitted.model!.verdict.sentence), /^Given species, mass \[g\], /);
    assert.match(
      (await vscode.commands.executeCommand<string>('flowscope.copyCommandLine'))!,
      / --given 'species,mass \[g\]' /,
    );

    const out = join(temporary, 'drawn.csv');
    const answers = ['5', '1', '4000'];
    vscode.window.showInputBox = async () => answers.shift();
    vscode.window.showQuickPick = (async (items: vscode.QuickPickItem[]) =>
      items.find((item) => item.label === 'Gentoo') ??
      items.at(-1)) as unknown as typeof showQuickPick;
    vscode.window.showSaveDialog = async () => vscode.Uri.file(out);
    await vscode.commands.executeCommand('flowscope.drawSamples');
    await until(() => answers.length === 0, 'every question is answered');
    const [head, ...lines] = readFileSync(out, 'utf8').trim().split('\n');
    assert.match(head!, /,mass \[g\],species$/);
    assert.equal(lines.length, 5);
    assert.ok(
      lines.every((line) => line.endsWith(',4000,Gentoo')),
      lines[0],
    );

    await vscode.commands.executeCommand('flowscope.toggleCondition', { name: 'mass [g]' });
    const none = await vscode.commands.executeCommand<ExplorationState>(
      'flowscope.toggleCondition',
      { name: 'species' },
    );
    assert.deepEqual(none.given, []);
  });
});
