// The service is killed, files are bad: VS Code goes on, and nothing that was finished is lost.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { english } from '../../../src/protocol/sentence';

suite('When something breaks', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-suite-'));
  const { showErrorMessage, showWarningMessage } = vscode.window;
  let api: Api;
  let messages: string[];

  suiteSetup(async () => {
    api = await activate();
  });
  setup(() => {
    messages = [];
    const note = async (message: string) => void messages.push(message);
    vscode.window.showErrorMessage = note as typeof showErrorMessage;
    vscode.window.showWarningMessage = note as typeof showWarningMessage;
    api.service.tryAgain();
  });
  teardown(async () => {
    Object.assign(vscode.window, { showErrorMessage, showWarningMessage });
    api.service.tryAgain();
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(temporary, { recursive: true, force: true }));

  const kill = async () => {
    const { pid } = api.service;
    assert.ok(pid, 'no service runs');
    process.kill(pid, 'SIGKILL');
    await until(() => api.service.pid !== pid, 'the end of the service is noticed');
  };

  test('a killed service: the panel is filled again, and the fit goes on from its checkpoint', async () => {
    const { id } = await explore('gaussian.csv');
    const options = { flow: 'spline-autoregressive', engine: 'auto', seed: 1, steps: 1_000_000 };
    const fitting = vscode.commands.executeCommand('flowscope.fit', { id, options });
    // the best so far lies on disk from the first second
    await until(() => (api.explorations.get(id)?.fit.step ?? 0) > 0, 'training', 60);
    await kill();
    await fitting;
    await until(
      () => Boolean(api.explorations.active?.interrupted),
      'the interrupted fit is shown',
    );
    const found = api.explorations.active!;
    assert.equal(found.label, 'gaussian.csv');
    assert.notEqual(found.id, id);
    assert.equal(api.panels.count, 1);
    assert.equal(found.model?.provisional, true);
    assert.match(english(found.model!.verdict.sentence), /interrupted at step/);
    await until(() => messages.length > 0, 'a message says so');
    assert.match(
      messages.join(),
      /ended unexpectedly.*started again.*gaussian\.csv was interrupted: choose Resume/,
    );

    const resuming = vscode.commands.executeCommand<ExplorationState>('flowscope.resume');
    await until(
      () => api.explorations.get(found.id)?.fit.phase === 'training',
      'training goes on',
      120,
    );
    await vscode.commands.executeCommand('flowscope.stop');
    const resumed = await resuming;
    assert.equal(resumed.model?.provisional, false);
    assert.ok(
      resumed.model!.metadata.steps >= found.interrupted!.steps,
      'steps count from the first',
    );

    await closeAll(api);
    const again = await explore('gaussian.csv');
    assert.equal(again.interrupted, null, 'the checkpoint is gone once the fit has ended');
    assert.equal(again.model?.stored, resumed.model!.stored, 'the finished fit is shown');
  }).timeout(300_000);

  test('a service that keeps ending is given up, until the user asks', async () => {
    for (let k = 0; k < 3; k++) {
      await api.service.call('storedModels', { folders: [] });
      await kill();
    }
    await assert.rejects(
      api.service.call('storedModels', { folders: [] }),
      /not started again by itself/,
    );
    api.service.tryAgain();
    assert.deepEqual(
      await api.service.call('storedModels', { folders: [] }).then(Array.isArray),
      true,
    );
  });

  const bad: [string, string | Uint8Array][] = [
    ['empty.csv', ''],
    ['header.csv', 'a,b\n'],
    ['words.csv', 'a,b\nfoo,bar\nbaz,qux\n'],
    ['one.csv', 'a,b\n1,2\n'],
    ['constant.csv', 'a,b\n' + '1,2\n'.repeat(100)],
    ['bytes.csv', Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 7919 + i * 31) % 256)],
  ];
  test('bad files: a sentence each, and the service lives', async () => {
    await explore('two-moons.csv');
    const { pid } = api.service;
    for (const [name, content] of bad) {
      const path = join(temporary, name);
      writeFileSync(path, content);
      const before = messages.length;
      const state = await vscode.commands.executeCommand<ExplorationState | undefined>(
        'flowscope.explore',
        vscode.Uri.file(path),
      );
      const said = state ? state.obstacle && english(state.obstacle) : messages[before];
      assert.ok(said && !/\bat .*:\d+|undefined|NaN|Error:/.test(said), `${name}: ${said}`);
      if (state)
        await vscode.commands.executeCommand('flowscope.fit', {
          id: state.id,
          options: { flow: 'auto', engine: 'auto', seed: 1, steps: 5 },
        });
    }
    assert.equal(api.service.pid, pid);
    assert.equal((await explore('two-moons.csv')).obstacle, null);
  });
});
