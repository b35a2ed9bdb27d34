// tfjs-node in a real VS Code: the list of engines, a fit from the panel's command, and its process killed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension';
import type { ExplorationState } from '../../../src/protocol/exploration';
import { activate, closeAll, explore, until } from '../../integration/vscode';

suite('The native engine', () => {
  const { showWarningMessage } = vscode.window;
  const messages: string[] = [];
  let api: Api;
  suiteSetup(async () => {
    api = await activate();
    vscode.window.showWarningMessage = (async (message: string) =>
      void messages.push(message)) as typeof showWarningMessage;
  });
  suiteTeardown(async () => {
    vscode.window.showWarningMessage = showWarningMessage;
    await closeAll(api);
  });

  test('is listed as ready', async () => {
    const engines = await api.service.call('engines', {});
    assert.equal(
      engines.find((e) => e.name === 'tensorflow')?.state,
      'ready',
      JSON.stringify(engines),
    );
  });

  test('fits, and the flow beats the Gaussian', async () => {
    const { id } = await explore('two-moons.csv');
    const done = await vscode.commands.executeCommand<ExplorationState>('flowscope.fit', {
      id,
      options: { flow: 'spline-autoregressive', engine: 'tensorflow', seed: 1, steps: 200 },
    });
    assert.equal(done.model?.metadata.engine, 'tensorflow');
    assert.equal(done.model?.metadata.scores.verdict, 'flow');
    assert.deepEqual(messages, []);
  });

  test('killed in the middle: host and service live, the fit ends on the kernel, one message', async () => {
    const { id } = await explore('rings.csv');
    const { pid } = api.service;
    const fitting = vscode.commands.executeCommand<ExplorationState>('flowscope.fit', {
      id,
      options: { flow: 'spline-autoregressive', engine: 'tensorflow', seed: 1, steps: 800 },
    });
    await until(() => (api.explorations.get(id)?.fit.step ?? 0) > 60, 'some steps', 60);
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(pid)], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter((line) => line.includes('native.js serve'));
    process.kill(parseInt(children[0]!, 10), 'SIGKILL');
    const done = await fitting;
    assert.equal(api.service.pid, pid);
    assert.equal(done.model?.metadata.engine, 'kernel');
    assert.equal(messages.length, 1, messages.join('\n'));
    assert.match(
      messages[0]!,
      /tfjs-node ended unexpectedly \(SIGKILL\).*embedded engine \(kernel\)/,
    );
  });
});
