// Operations in VS Code: a file opens as a page with its chain, and commands keep what that page shows.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { activate, closeAll, explore, until } from '../vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';
import type { Chain } from '../../../src/protocol/operations';

suite('Operations in VS Code', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'flowscope-operations-'));
  const { showSaveDialog, showInputBox, showErrorMessage } = vscode.window;
  const chain: Chain = {
    start: { from: 'gaussian' },
    steps: [
      { operation: 'condition', values: { a: 12 } },
      { operation: 'map', matrix: [[1, 1]], names: ['sum'] },
    ],
  };
  const sentences: string[] = [];
  let api: Api;
  let data: string;

  suiteSetup(async () => {
    api = await activate();
    data = (await explore('gaussian.csv')).dataPath!;
    await closeAll(api);
  });
  setup(() => {
    sentences.length = 0;
    vscode.window.showErrorMessage = (async (sentence: string) =>
      void sentences.push(sentence)) as typeof showErrorMessage;
  });
  teardown(async () => {
    Object.assign(vscode.window, { showSaveDialog, showInputBox, showErrorMessage });
    await closeAll(api);
  });
  suiteTeardown(() => rmSync(temporary, { recursive: true, force: true }));

  const file = (name: string, part: object = {}) => {
    const path = join(temporary, name);
    writeFileSync(
      path,
      JSON.stringify({
        format: 'flowscope operations',
        version: 1,
        data,
        columns: ['a', 'b', 'c'],
        model: null,
        ...chain,
        ...part,
      }),
    );
    return vscode.Uri.file(path);
  };
  const open = async (uri: vscode.Uri) => {
    const state = await vscode.commands.executeCommand<ExplorationState | undefined>(
      'flowscope.openOperations',
      uri,
    );
    if (state)
      await until(
        () => (api.panels.shown(state.id)?.operations?.steps.length ?? 0) === chain.steps.length,
        'the page shows the chain',
      );
    return state;
  };
  const savesTo = (path: string) =>
    (vscode.window.showSaveDialog = () => Promise.resolve(vscode.Uri.file(path)));

  test('a file opens as a page; it is saved again, and then has a command of its own', async () => {
    const state = (await open(file('given.flowscope.json')))!;
    assert.equal(basename(state.dataPath!), 'gaussian.csv');
    assert.equal(api.panels.shown(state.id)!.view, 'operations');
    const nested = await vscode.commands.executeCommand<string>('flowscope.copyCommandLine');
    assert.match(
      nested,
      /^flowscope gaussian map "\$\(flowscope gaussian condition "\$\(flowscope gaussian fit .*gaussian\.csv --columns a,b,c --json\)" --given a=12 --json\)" --matrix '\[\[1,1\]\]' --names sum$/,
    );
    assert.equal(await vscode.env.clipboard.readText(), nested);
    savesTo(join(temporary, 'again'));
    const path = await vscode.commands.executeCommand<string>('flowscope.saveOperations');
    assert.equal(path, join(temporary, 'again.flowscope.json'));
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')).steps, chain.steps);
    assert.equal(
      await vscode.commands.executeCommand<string>('flowscope.copyCommandLine'),
      `flowscope operations ${path}`,
    );
    assert.deepEqual(sentences, []);
  });

  test('samples and JSON of the result', async () => {
    const { id } = (await open(file('taken.flowscope.json')))!;
    const answers = ['200', '3'];
    vscode.window.showInputBox = (() => Promise.resolve(answers.shift())) as typeof showInputBox;
    savesTo(join(temporary, 'drawn.csv'));
    await vscode.commands.executeCommand('flowscope.sampleOperations');
    const [header, ...rows] = readFileSync(join(temporary, 'drawn.csv'), 'utf8').trim().split('\n');
    assert.deepEqual([header, rows.length], ['sum', 200]);
    savesTo(join(temporary, 'result.json'));
    await vscode.commands.executeCommand('flowscope.exportOperations');
    const view = await api.service.call('operations', { id, chain, place: null });
    assert.deepEqual(JSON.parse(readFileSync(join(temporary, 'result.json'), 'utf8')), {
      names: ['sum'],
      mean: view.mean.map((m) => m.value),
      covariance: [view.covariance],
    });
    assert.deepEqual(sentences, []);
  });

  test('what cannot be opened, and what no command does, is one sentence; no page stays', async () => {
    await open(file('newer.flowscope.json', { version: 2 }));
    await open(file('gone.flowscope.json', { data: join(temporary, 'gone.csv') }));
    await open(file('columns.flowscope.json', { columns: ['a', 'q'] }));
    assert.match(sentences.join('\n'), /newer Flowscope[^\n]*\n[^\n]*gone\.csv[^\n]*\n[^\n]*"q"/);
    await until(() => api.panels.count === 0, 'no page stays');
    sentences.length = 0;
    await open(
      file('flow.flowscope.json', {
        steps: [
          { operation: 'transform', formulas: ['y = a'] },
          { operation: 'mean of k', k: 2 },
        ],
      }),
    );
    assert.equal(await vscode.commands.executeCommand('flowscope.copyCommandLine'), undefined);
    assert.match(sentences.join(), /Save Operations first/);
  });
});
