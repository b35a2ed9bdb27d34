// The examples: opened as copies, which are made once and are then the user's.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';

const FILE = 'mixed-table.csv';
const open = (...chosen: string[]) =>
  vscode.commands.executeCommand<ExplorationState | undefined>(
    'flowscope.exploreExample',
    ...chosen,
  );

suite('Examples in VS Code', () => {
  const extension = vscode.extensions.getExtension<Api>('flowscope.flowscope')!;
  const original = readFileSync(join(extension.extensionPath, 'examples', FILE));
  const { showQuickPick } = vscode.window;
  let api: Api;
  let copy: string;

  suiteSetup(async () => {
    api = await activate();
    copy = (await open(FILE))!.dataPath!;
    await closeAll(api);
    rmSync(copy);
  });
  teardown(async () => {
    Object.assign(vscode.window, { showQuickPick });
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(copy, { force: true }));

  test('one is copied out of the extension and its page opens', async () => {
    const state = await open(FILE);
    assert.equal(state?.dataPath, copy);
    assert.equal(state.profile?.rows, 1500);
    assert.ok(!copy.startsWith(extension.extensionPath), copy);
    assert.deepEqual(readFileSync(copy), original);
    assert.deepEqual(
      readdirSync(dirname(copy)).filter((name) => name.startsWith('.')),
      [],
    );
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === `${FILE} — Distribution`,
      'the tab of the panel is in front',
    );
  });

  test('the second time it is the same copy, and the page that is open', async () => {
    const first = await open(FILE);
    const { mtimeMs, ino } = statSync(copy);
    assert.equal((await open(FILE))?.id, first?.id);
    await closeAll(api);
    assert.equal((await open(FILE))?.dataPath, copy);
    assert.deepEqual([statSync(copy).mtimeMs, statSync(copy).ino], [mtimeMs, ino]);
  });

  test('a copy that was changed is kept', async () => {
    const changed = 'x,y\n1,2\n2,4\n3,5\n4,9\n';
    writeFileSync(copy, changed);
    assert.equal((await open(FILE))?.profile?.rows, 4);
    assert.equal(readFileSync(copy, 'utf8'), changed);
  });

  test('without a name the user chooses, or nothing happens', async () => {
    const offered: string[] = [];
    const choose = (wanted: string | null) =>
      Object.assign(vscode.window, {
        showQuickPick: async (items: { file: string }[]) => {
          offered.push(...items.map(({ file }) => file));
          return items.find(({ file }) => file === wanted);
        },
      });
    choose(null);
    assert.equal(await open(), undefined);
    assert.equal(api.panels.count, 0);
    choose('two-moons.csv');
    assert.equal((await open())?.label, 'two-moons.csv');
    assert.deepEqual(offered.slice(0, 3), ['two-moons.csv', 'lif-neuron.csv', FILE]);
  });

  test('a step of the walkthrough takes the example where nothing is open, else what is', async () => {
    const settings = vscode.workspace.getConfiguration('flowscope');
    await settings.update('flow', 'gaussian', vscode.ConfigurationTarget.Global);
    try {
      const step = () =>
        vscode.commands.executeCommand<ExplorationState>('flowscope.fit', 'two-moons.csv');
      const { id, label } = await step();
      assert.equal(label, 'two-moons.csv');
      assert.equal(api.panels.shown(id)?.view, 'training');
      await closeAll(api);
      await explore('gaussian.csv');
      assert.equal((await step()).label, 'gaussian.csv');
    } finally {
      await settings.update('flow', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
