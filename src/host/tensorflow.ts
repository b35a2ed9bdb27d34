// The engine installed apart: where it may lie, Set Up TensorFlow, its removal, and the message when it fails in a fit.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Arguments } from '../protocol/calls';
import { NOT_INSTALLED, SET_UP_AGAIN } from '../protocol/engines';
import { english, says, type Sentence } from '../protocol/sentence';
import type { Answers } from './answers';
import type { Explorations } from './explorations';
import { sentence } from './language';
import type { ServiceClient } from './service-client';

const SIZE = vscode.l10n.t(
  'About 200 to 300 MB are downloaded, from npm and from the servers of TensorFlow or PyPI; 700 MB of disk are used. Nothing else in Flowscope uses the network.',
);

/** What the user answered about the packages of this workspace; null: nothing yet. */
const mayRun = (answers: Answers) => answers.get('tensorflow.workspace')?.answer ?? null;
const configuration = () => vscode.workspace.getConfiguration('flowscope');

/** The setting, and folders of the workspace once they are trusted and allowed. */
export function tensorflowPlaces(answers: Answers): Arguments<'tensorflowPlaces'> {
  const path = configuration().get<string>('tensorflow.path')?.trim();
  const { isTrusted } = vscode.workspace;
  return {
    path: path ? path : null,
    workspace: isTrusted && mayRun(answers) === 'yes' ? foldersWithIt() : [],
    untrusted: !isTrusted,
  };
}

export class Tensorflow implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly told = new Set<string>();

  constructor(
    private readonly answers: Answers,
    private readonly service: ServiceClient,
    explorations: Explorations,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('flowscope.tensorflow') && this.tellPlaces(),
      ),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.tellPlaces()),
      explorations.onChange(({ fit }) => fit.notice && this.tell(fit.notice)),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Before a fit with `tensorflow`: running packages of the workspace is asked for, once. */
  async askForWorkspace(): Promise<void> {
    if (!vscode.workspace.isTrusted || mayRun(this.answers) !== null) return;
    const [folder] = foldersWithIt();
    if (!folder) return;
    const useIt = vscode.l10n.t('Use It');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'This workspace contains @tensorflow/tfjs-node, in {0}. May Flowscope run it for fits?',
        join(folder, 'node_modules'),
      ),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Its code runs in a process of its own. You are asked once for this workspace.',
        ),
      },
      useIt,
      vscode.l10n.t('Do Not Use It'),
    );
    if (!answer) return;
    await this.answers.keep('tensorflow.workspace', { answer: answer === useIt ? 'yes' : 'no' });
    await this.service.call('tensorflowPlaces', tensorflowPlaces(this.answers));
  }

  /** Asks, installs with progress and cancel, and offers the engine. */
  async setUp(): Promise<void> {
    const install = vscode.l10n.t('Download and Install');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('Set up TensorFlow (tfjs-node) for Flowscope?'),
      { modal: true, detail: SIZE },
      install,
    );
    if (answer !== install) return;
    const done = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Setting up TensorFlow'),
        cancellable: true,
      },
      async (progress, token) => {
        let reported = 0;
        const following = this.service.onSetUp(({ message, done }) => {
          progress.report({
            message: sentence(message),
            increment: 100 * Math.max(0, done - reported),
          });
          reported = Math.max(reported, done);
        });
        token.onCancellationRequested(() => void this.service.callIfRunning('cancelSetUp', {}));
        try {
          return await this.service.call('setUpTensorflow', {});
        } finally {
          following.dispose();
        }
      },
    );
    const use = vscode.l10n.t('Use for Fits');
    const choice = await vscode.window.showInformationMessage(sentence(done), use);
    if (choice === use)
      await configuration().update('engine', 'tensorflow', vscode.ConfigurationTarget.Global);
  }

  async remove(): Promise<void> {
    const remove = vscode.l10n.t('Remove');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Remove the tfjs-node that Flowscope installed?'),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Fits then use the embedded engines. It can be set up again at any time.',
        ),
      },
      remove,
    );
    if (answer !== remove) return;
    const done = await this.service.call('removeTensorflow', {});
    if (configuration().get('engine') === 'tensorflow')
      await configuration().update('engine', undefined, vscode.ConfigurationTarget.Global);
    void vscode.window.showInformationMessage(sentence(done));
  }

  /** Every engine with its state; with a way to set up the one that is missing. */
  async show(): Promise<void> {
    const engines = await this.service.call('engines', {});
    const items = engines.map(({ name, state, reason }) => ({
      label: `$(${state === 'ready' ? 'pass' : 'circle-slash'}) ${name}`,
      description: state === 'ready' ? vscode.l10n.t('ready') : vscode.l10n.t('not available'),
      detail: sentence(reason),
      name,
      state,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Engines: choose one for fits'),
      matchOnDetail: true,
    });
    if (!chosen) return;
    if (chosen.state === 'ready')
      await configuration().update('engine', chosen.name, vscode.ConfigurationTarget.Global);
    else if (chosen.name === 'tensorflow') await this.setUp();
  }

  private tellPlaces(): void {
    void this.service.callIfRunning('tensorflowPlaces', tensorflowPlaces(this.answers));
  }

  /** A sentence about a fit comes with every state of it: it is shown once. */
  private tell(notice: Sentence): void {
    const words = english(notice);
    if (this.told.has(words)) return;
    this.told.add(words);
    setTimeout(() => this.told.delete(words), 60_000);
    this.log.warn(words);
    const [setUp, showLog] = [vscode.l10n.t('Set Up TensorFlow'), vscode.l10n.t('Show Log')];
    const missing = says(notice, NOT_INSTALLED) || says(notice, SET_UP_AGAIN);
    void vscode.window
      .showWarningMessage(sentence(notice), ...(missing ? [setUp] : []), showLog)
      .then((choice) => {
        if (choice === showLog) this.log.show();
        if (choice === setUp) void vscode.commands.executeCommand('flowscope.setUpTensorflow');
      });
  }
}

/** Only paths are looked at. */
function foldersWithIt(): string[] {
  const folders = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  return folders.filter((folder) =>
    ['tfjs-node', 'tfjs-node-gpu'].some((name) =>
      existsSync(join(folder, 'node_modules', '@tensorflow', name, 'package.json')),
    ),
  );
}
