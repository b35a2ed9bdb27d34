// Panels come and go: nothing of them stays, in the window or in the service.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';

const PANELS = 50;
const AT_ONCE = 10;

suite('Panels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-panels-'));
  let api: Api;

  suiteSetup(async () => {
    api = await activate();
  });
  teardown(() => closeAll(api));
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));

  test(`${PANELS} panels opened and closed leave nothing behind`, async () => {
    const before = await api.service.call('openExplorations', {});
    const pid = (await api.service.call('engines', {})) && api.service.pid;
    for (let first = 0; first < PANELS; first += AT_ONCE) {
      for (let k = first; k < first + AT_ONCE; k++) {
        const path = join(folder, `table-${k}.csv`);
        writeFileSync(
          path,
          `x,y\n${Array.from({ length: 60 }, (_, i) => `${Math.sin(i * (k + 1))},${i * 0.5}`).join('\n')}\n`,
        );
        const state = await vscode.commands.executeCommand<ExplorationState>(
          'flowscope.explore',
          vscode.Uri.file(path),
        );
        assert.equal(state.label, `table-${k}.csv`);
      }
      assert.equal((await api.service.call('openExplorations', {})).count, before.count + AT_ONCE);
      await closeAll(api);
    }
    assert.equal(api.panels.count, 0);
    assert.deepEqual(api.explorations.all, []);
    assert.equal(api.explorations.active, null);
    await until(
      async () => (await api.service.call('openExplorations', {})).count === before.count,
      'the service holds no exploration of a closed panel',
    );
    assert.equal(api.service.pid, pid, 'the service is the same one as before');
  }).timeout(300_000);
});
