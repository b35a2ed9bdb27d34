// Which explorations are open in this window, and which one is in front. The states belong to the service.
import * as vscode from 'vscode';
import type { ExplorationState } from '../protocol/exploration';
import type { ServiceClient } from './service-client';

export class Explorations implements vscode.Disposable {
  private readonly states = new Map<string, ExplorationState>();
  private activeId: string | null = null;
  /** what VS Code's menus were last told */
  private readonly contexts = new Map<string, boolean>();
  private readonly changed = new vscode.EventEmitter<ExplorationState>();
  private readonly activated = new vscode.EventEmitter<ExplorationState | null>();
  private readonly subscription: vscode.Disposable;
  readonly onChange = this.changed.event;
  /** the exploration in front changed, or its state did */
  readonly onActive = this.activated.event;

  constructor(private readonly service: ServiceClient) {
    this.subscription = service.onState((state) => this.states.has(state.id) && this.set(state));
  }

  get active(): ExplorationState | null {
    return this.activeId === null ? null : (this.states.get(this.activeId) ?? null);
  }

  get all(): ExplorationState[] {
    return [...this.states.values()];
  }

  get(id: string): ExplorationState | undefined {
    return this.states.get(id);
  }

  add(state: ExplorationState): void {
    this.set(state);
  }

  focus(id: string): void {
    this.activeId = id;
    this.announce();
  }

  /** Its page is gone; what the service holds is not touched. */
  forget(id: string): void {
    this.states.delete(id);
    if (this.activeId === id) this.activeId = this.all.at(-1)?.id ?? null;
    this.announce();
  }

  async close(id: string): Promise<void> {
    this.forget(id);
    await this.service.callIfRunning('close', { id });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    this.activated.dispose();
  }

  private set(state: ExplorationState): void {
    this.states.set(state.id, state);
    this.changed.fire(state);
    if (state.id === this.activeId) this.announce();
  }

  private announce(): void {
    const { active } = this;
    const contexts = {
      'flowscope.hasExploration': active !== null,
      'flowscope.fitting': active !== null && active.fit.phase !== 'idle',
      'flowscope.hasModel': active !== null && active.model !== null && !active.model.provisional,
      'flowscope.canResume':
        active !== null &&
        active.fit.phase === 'idle' &&
        (active.fit.resumable || Boolean(active.interrupted)),
    };
    for (const [key, value] of Object.entries(contexts)) {
      if (this.contexts.get(key) === value) continue;
      this.contexts.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
    this.activated.fire(active);
  }
}
