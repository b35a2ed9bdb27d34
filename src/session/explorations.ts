// The session: all open explorations, and the answers to calls, each from the folder that knows it.
import { CALLS, type Arguments, type CallName, type Results } from '../protocol/calls';
import type { ExplorationState } from '../protocol/exploration';
import { chainCalls } from './chains/calls';
import { choosingCalls } from './choosing/calls';
import { comparingCalls } from './comparing/calls';
import type { SessionContext } from './context';
import { noLongerOpen, SessionError, sentenceOf } from './errors';
import { Exploration } from './exploration';
import { firstFlowCalls } from './first-flow/calls';
import { FirstFlowRoom } from './first-flow/room';
import { fittingCalls } from './fitting/calls';
import { EarlierFits } from './fitting/earlier-fits';
import { inferenceCalls } from './inference/calls';
import { EnginesRoom } from './machine/engines-room';
import { modelCalls } from './models/calls';
import { Store } from './models/store';
import { openingCalls } from './opening/calls';
import { Readings } from './opening/readings';
import type { Handlers, Pages } from './pages';
import { pictureCalls } from './pictures/calls';
import { rowCalls } from './rows/calls';
import { english, say } from '../protocol/sentence';

/** Milliseconds between two looks at the files of the pages, and times that looking takes. */
const [LOOK, LOOKING] = [1000, 20];

export class Explorations implements Pages {
  readonly store: Store;
  readonly readings: Readings;
  readonly earlier: EarlierFits;
  private readonly open = new Map<string, Exploration>();
  /** explorations that are closed, with a fit that is on its way to disk */
  private readonly leaving = new Set<Promise<void>>();
  /** files that are being opened, by ticket */
  private readonly opening = new Map<string, AbortController>();
  private next = 1;
  private readonly watching: NodeJS.Timeout;
  private nextLook = 0;
  private readonly firstFlow: FirstFlowRoom;
  private readonly handlers: Handlers;

  constructor(
    readonly context: SessionContext,
    private readonly changed: (state: ExplorationState) => void,
  ) {
    const dropped = (why: string) => context.log('warn', why);
    this.store = new Store(context.storage, dropped);
    this.readings = new Readings(context.storage, dropped);
    this.earlier = new EarlierFits(this.store, context.storage, dropped);
    void this.store
      .emptyTrash()
      .catch((error) =>
        context.log('warn', `The trash could not be emptied: ${english(sentenceOf(error))}`),
      );
    void this.store
      .dropOldCheckpoints()
      .catch((error) => context.log('warn', english(sentenceOf(error))));
    this.watching = setInterval(() => void this.lookAtFiles(), LOOK).unref();
    this.firstFlow = new FirstFlowRoom(context);
    this.handlers = {
      ...openingCalls(this),
      ...choosingCalls(this),
      ...pictureCalls(this),
      ...rowCalls(this),
      ...comparingCalls(this),
      ...chainCalls(this),
      ...inferenceCalls(this),
      ...firstFlowCalls(this, this.firstFlow),
      ...fittingCalls(this, (id) => this.firstFlow.end(id)),
      ...modelCalls(this),
      ...new EnginesRoom(context).calls,
    };
  }

  /** Checks the arguments and answers. @throws an error whose `sentenceOf` is for the user */
  async call<N extends CallName>(name: N, args: unknown): Promise<Results[N]> {
    if (!Object.hasOwn(CALLS, name))
      throw new SessionError(say('There is no call named "{0}".', String(name)));
    const checked = CALLS[name].args.safeParse(args);
    if (!checked.success)
      throw new SessionError(
        say(
          'The request "{0}" was not understood: {1}.',
          name,
          checked.error.issues[0]?.message ?? 'wrong arguments',
        ),
      );
    return this.handlers[name](checked.data as Arguments<N>);
  }

  get count(): number {
    return this.open.size;
  }

  all(): Exploration[] {
    return [...this.open.values()];
  }

  get(id: string): Exploration {
    const exploration = this.open.get(id);
    if (!exploration) throw noLongerOpen();
    return exploration;
  }

  async whole(id: string): Promise<Exploration> {
    const exploration = this.get(id);
    await exploration.table.whole();
    return exploration;
  }

  async after(
    id: string,
    act: (exploration: Exploration) => Promise<void>,
  ): Promise<ExplorationState> {
    const exploration = this.get(id);
    await act(exploration);
    return exploration.state;
  }

  async add(
    fill: (exploration: Exploration, signal: AbortSignal) => Promise<void>,
    ticket = '',
  ): Promise<ExplorationState> {
    const id = `${process.pid}-${this.next++}`; // unique across restarts of the service
    const exploration = new Exploration(
      id,
      this.context,
      this.store,
      (state) => this.open.has(id) && this.changed(state),
    );
    this.open.set(id, exploration);
    const cancel = new AbortController();
    cancel.signal.addEventListener('abort', () => void exploration.close());
    if (ticket) this.opening.set(ticket, cancel);
    try {
      await fill(exploration, cancel.signal);
      cancel.signal.throwIfAborted();
    } catch (error) {
      this.open.delete(id);
      void this.leave(exploration);
      throw cancel.signal.aborted ? new SessionError(say('Opening was cancelled.')) : error;
    } finally {
      this.opening.delete(ticket);
    }
    return exploration.state;
  }

  cancelOpening(ticket: string): void {
    this.opening.get(ticket)?.abort();
  }

  left(): Promise<unknown> {
    return Promise.all(this.leaving);
  }

  async close(id: string): Promise<void> {
    this.firstFlow.forget(id);
    const exploration = this.open.get(id);
    this.open.delete(id);
    if (exploration) await this.leave(exploration);
  }

  /** @returns when all that is to be kept lies on disk, within seconds */
  async closeAll(): Promise<void> {
    clearInterval(this.watching);
    for (const exploration of this.open.values()) void this.leave(exploration);
    this.open.clear();
    await this.left();
    this.context.data.close();
  }

  private leave(exploration: Exploration): Promise<void> {
    const left = exploration.close().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
    return left;
  }

  /** What happened to the files of the pages; rarer where looking takes long. */
  private async lookAtFiles(): Promise<void> {
    const began = performance.now();
    if (began < this.nextLook) return;
    this.nextLook = Infinity;
    for (const exploration of this.open.values()) {
      const { dataPath: before } = exploration.state;
      await exploration.file
        .check()
        .catch((error: unknown) =>
          this.context.log('warn', `${before}: ${english(sentenceOf(error))}`),
        );
      const { dataPath: after } = exploration.state;
      if (before !== null && after !== null && before !== after)
        await this.readings.moved(before, after).catch(() => undefined);
    }
    this.nextLook = performance.now() + LOOKING * (performance.now() - began);
  }
}
