// The line to the service: one forked process a window, started when first needed, started again after a crash.
import { createBirpc } from 'birpc';
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { Arguments, CallName, Results } from '../protocol/calls';
import type { HostFunctions, ServiceFunctions } from '../protocol/service';
import type { Sentence } from '../protocol/sentence';
import { received } from '../protocol/user-error';

/** So many ends within so many milliseconds are a crash loop. */
const CRASHES = 3;
const CRASH_WINDOW = 5 * 60_000;

/** A call that the end of the service has cut off: `onLost` tells the user, once. */
export class ServiceLost extends Error {
  override name = 'ServiceLost';
}

export interface Loss {
  message: string;
  /** it ended too often and is not started again by itself */
  givenUp: boolean;
}

export class ServiceClient implements vscode.Disposable {
  private readonly states = new vscode.EventEmitter<ExplorationState>();
  private readonly setUp = new vscode.EventEmitter<{ message: Sentence; done: number }>();
  readonly onSetUp = this.setUp.event;
  private readonly lost = new vscode.EventEmitter<Loss>();
  readonly onState = this.states.event;
  /** the service ended by itself, and everything it knew is gone */
  readonly onLost = this.lost.event;
  private running: { child: ChildProcess; service: ServiceFunctions; ready: Promise<void> } | null =
    null;
  private disposed = false;
  private crashes: number[] = [];

  constructor(
    private readonly script: string,
    private readonly storage: string,
    private readonly version: string,
    private readonly log: vscode.LogOutputChannel,
    /** where tfjs-node may lie: told to every service that starts */
    private readonly places: () => Arguments<'tensorflowPlaces'>,
  ) {}

  /** @throws UserError, or ServiceLost */
  async call<N extends CallName>(name: N, args: Arguments<N>): Promise<Results[N]> {
    if (this.givenUp)
      throw new ServiceLost(
        vscode.l10n.t(
          'Flowscope\'s service ended {0} times within a few minutes and is not started again by itself. Choose "Try Again" in the message, or reload the window. The log says more.',
          CRASHES,
        ),
      );
    const { service, ready } = (this.running ??= this.start());
    await ready;
    return service.call(name, args);
  }

  /** Like `call`, but does not start a service for it: one that is gone holds nothing. */
  async callIfRunning<N extends CallName>(name: N, args: Arguments<N>): Promise<void> {
    if (this.running) await this.call(name, args).catch(() => undefined);
  }

  /** process number of the service; null while there is none */
  get pid(): number | null {
    return this.running?.child.pid ?? null;
  }

  /** Allows the service to be started again after it was given up. */
  tryAgain(): void {
    this.crashes = [];
  }

  private get givenUp(): boolean {
    return this.crashes.filter((at) => Date.now() - at < CRASH_WINDOW).length >= CRASHES;
  }

  dispose(): void {
    this.disposed = true;
    this.running?.child.disconnect();
    this.running = null;
    this.states.dispose();
    this.lost.dispose();
    this.setUp.dispose();
  }

  private start() {
    const child = fork(this.script, [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    child.stderr?.on('data', (text: Buffer) => this.log.warn(text.toString().trimEnd()));
    child.stdout?.on('data', (text: Buffer) => this.log.info(text.toString().trimEnd()));
    const host: HostFunctions = {
      stateChanged: (state) => this.states.fire(state),
      setUpProgress: (message, done) => this.setUp.fire({ message, done }),
      log: (level, message) => this.log[level](message),
    };
    const rpc = createBirpc<ServiceFunctions, HostFunctions>(host, {
      post: (message) => void (child.connected && child.send(message as object)),
      on: (receive) => child.on('message', (message) => receive(received(message))),
      timeout: -1,
    });
    const service = rpc as unknown as ServiceFunctions;
    child.once('exit', (code, signal) => {
      if (this.running?.child === child) this.running = null;
      const message = vscode.l10n.t(
        "Flowscope's service ended unexpectedly ({0}).",
        signal ?? vscode.l10n.t('code {0}', code ?? '?'),
      );
      rpc.$close(new ServiceLost(message)); // every call under way settles
      if (this.disposed || code === 0) return;
      this.log.error(message);
      this.crashes.push(Date.now());
      this.lost.fire({ message, givenUp: this.givenUp });
    });
    child.once('error', (error) =>
      rpc.$close(
        new Error(vscode.l10n.t("Flowscope's service cannot be started: {0}.", error.message)),
      ),
    );
    const ready = service
      .start({ storage: this.storage, version: this.version, threads: availableParallelism() })
      .then(async () => void (await service.call('tensorflowPlaces', this.places())));
    ready.catch(() => undefined);
    this.log.info(`service started, process ${child.pid}`);
    return { child, service, ready };
  }
}
