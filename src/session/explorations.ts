// All explorations of one service, and the answer to every call of the protocol.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, fingerprintOf } from '../data';
import type { Reading } from '../protocol/data';
import type { ExplorationState } from '../protocol/exploration';
import { CALLS, type Arguments, type CallName, type Results } from '../protocol/service';
import type { SessionContext } from './context';
import { EnginesRoom } from './engines-room';
import { SessionError, sentenceOf } from './errors';
import { Exploration } from './exploration';
import { exportModel } from './export';
import { Model } from './model';
import { Readings } from './readings';
import { drawSamples, scoreRows } from './scoring';
import { runSelfTest } from './self-test';
import { settingsOf } from './settings-of';
import { Store } from './store';
import { TransformRoom } from './transform-view';

type Handlers = { [N in CallName]: (args: Arguments<N>) => Promise<Results[N]> };

export class Explorations {
  private readonly open = new Map<string, Exploration>();
  private readonly store: Store;
  private readonly readings: Readings;
  /** files that are being opened, by ticket */
  private readonly opening = new Map<string, AbortController>();
  private next = 1;
  private readonly handlers: Handlers;

  constructor(
    private readonly context: SessionContext,
    private readonly changed: (state: ExplorationState) => void,
  ) {
    this.store = new Store(context.storage);
    this.readings = new Readings(context.storage);
    void this.store.emptyTrash().catch((error) => context.log('warn', `The trash could not be emptied: ${sentenceOf(error)}`));
    const engines = new EnginesRoom(context);
    const transforms = new TransformRoom(context);
    this.handlers = {
      open: ({ path, columns, given, where, reading, encoding, ticket }) =>
        this.add(async (exploration, signal) => {
          const open = (said: Reading | undefined) => exploration.openData(path, columns, { said, where, encodingHint: encoding, signal, soFar: true }, given);
          await (reading ? open(reading).then(() => this.readings.keep(path, reading)) : this.openAsRemembered(path, open));
          const recovered = exploration.whole().then(() => exploration.recover());
          if (exploration.state.soFar) recovered.catch((error: unknown) => context.log('warn', `${path}: ${sentenceOf(error)}`));
          else await recovered;
        }, ticket),
      openModel: async ({ path, data, ticket }) =>
        this.add(async (exploration, signal) => {
          const beside = data ?? (await this.dataOf(path));
          await this.openAsRemembered(beside, (said) => exploration.openModel(path, beside, { said, signal }));
        }, ticket),
      cancelOpening: async ({ ticket }) => {
        this.opening.get(ticket)?.abort();
        return null;
      },
      filter: ({ id, where }) => this.then(id, (e) => e.filter(where)),
      reread: ({ id, reading }) =>
        this.then(id, async (e) => {
          await e.reread(reading);
          await this.readings.keep(e.state.dataPath!, reading);
        }),
      previewReading: ({ id, reading }) => this.get(id).previewReading(reading),
      state: async ({ id }) => {
        await this.get(id).checkFile();
        return this.get(id).state;
      },
      close: async ({ id }) => {
        this.open.get(id)?.close();
        this.open.delete(id);
        return null;
      },
      refresh: ({ id }) => this.then(id, (e) => e.refresh()),
      select: ({ id, columns, given }) => this.then(id, (e) => e.select(columns, given)),
      given: ({ id, chosen }) => this.get(id).given(chosen),
      openExplorations: async () => ({ count: this.count }),
      marginals: ({ id, lens }) => this.get(id).marginals(lens),
      cloud: ({ id, count, lens }) => this.get(id).cloud(count, lens),
      contours: ({ id, x, y, masses, axes, given }) => this.get(id).contours(x, y, masses, axes, given),
      transformPreview: ({ id, column, choice }) => this.get(id).transformPreview(column, choice),
      layers: ({ id, from, rows, ranges, split, given }) => this.get(id).layers(from, rows, { ranges, split, given }),
      compare: ({ id }) => this.whole(id).then((e) => e.compare()),
      compareColumns: ({ id }) => this.whole(id).then((e) => e.compareColumns()),
      compareMixture: ({ id }) => this.whole(id).then((e) => e.compareMixture()),
      compareWith: ({ id, paths }) => this.then(id, (e) => e.compareWith(paths)),
      changeOfVariables: ({ id, base, formula, place }) => transforms.transform(this.get(id), base, formula, place),
      meanOfDraws: ({ id, base, k, seed }) => transforms.meanOf(this.get(id), base, k, seed),
      fit: ({ id, options }) => this.then(id, (e) => e.fit(options)),
      resume: ({ id }) => this.then(id, (e) => e.resume()),
      stop: async ({ id }) => {
        this.get(id).stop();
        return null;
      },
      acceptAtoms: ({ id }) => this.then(id, (e) => e.acceptAtoms()),
      save: ({ id, path }) =>
        this.then(id, async (e) => {
          await e.needModel().write(path);
          await e.saved(path);
        }),
      export: async ({ id, path, format }) => {
        await exportModel(this.get(id).needModel(), format, path, this.context.dist);
        return null;
      },
      sample: ({ id, path, count, seed, given }) => drawSamples(this.context, this.get(id).needModel(), path, count, seed, given),
      score: ({ id, path }) => this.whole(id).then((e) => scoreRows(this.context, e.needTable(), e.needModel(), path, 'auto')),
      storedModels: ({ folders }) => this.store.list(folders),
      saveStored: async ({ path, to }) => {
        const shown = [...this.open.values()].find((e) => e.state.model?.stored === path);
        await (shown ? shown.needModel() : await Model.read(path)).write(to);
        await (shown ? shown.saved(to) : this.store.delete(path));
        return null;
      },
      selfTest: () => runSelfTest(this.context.dist),
      deleteStored: async ({ path }) => {
        await this.store.discard(path);
        return null;
      },
      restoreStored: async ({ path }) => {
        await this.store.restore(path);
        return null;
      },
      renameStored: async ({ path, name }) => {
        await this.store.rename(path, name);
        for (const exploration of this.open.values()) exploration.renamed(path, name);
        return null;
      },
      settingsOf: async ({ path }) => settingsOf((await Model.read(path)).metadata),
      dataOf: ({ path, candidates }) => this.dataOf(path, candidates),
      ...engines.handlers,
    };
  }

  /** Checks the arguments and answers. @throws an error whose `sentenceOf` is for the user */
  async call<N extends CallName>(name: N, args: unknown): Promise<Results[N]> {
    const schema = CALLS[name];
    if (!schema) throw new SessionError(`There is no call named "${String(name)}".`);
    const checked = schema.safeParse(args);
    if (!checked.success) throw new SessionError(`The request "${name}" was not understood: ${checked.error.issues[0]?.message ?? 'wrong arguments'}.`);
    return this.handlers[name](checked.data as Arguments<N>);
  }

  get count(): number {
    return this.open.size;
  }

  close(): void {
    for (const exploration of this.open.values()) exploration.close();
    this.open.clear();
    this.context.data.close();
  }

  private get(id: string): Exploration {
    const exploration = this.open.get(id);
    if (!exploration) throw new SessionError('This exploration is no longer open. Open the file again.');
    return exploration;
  }

  /** An exploration all of whose rows are read. */
  private async whole(id: string): Promise<Exploration> {
    const exploration = this.get(id);
    await exploration.whole();
    return exploration;
  }

  /** Reads a file as the user last had it read. When that no longer fits the file, it is forgotten and said in the log. */
  private async openAsRemembered(path: string | null, open: (said: Reading | undefined) => Promise<void>): Promise<void> {
    const said = path === null ? null : await this.readings.of(path);
    if (path === null || !said) return open(undefined);
    try {
      await open(said);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      await open(undefined);
      this.context.log('warn', `${path} could not be read as it was before (${sentenceOf(error)}), so it was read as it seems.`);
      await this.readings.keep(path, {});
    }
  }

  /** @param ticket a name by which the opening can be cancelled */
  private async add(fill: (exploration: Exploration, signal: AbortSignal) => Promise<void>, ticket = ''): Promise<ExplorationState> {
    const id = `${process.pid}-${this.next++}`; // unique across restarts of the service
    const exploration = new Exploration(id, this.context, this.store, (state) => this.open.has(id) && this.changed(state));
    this.open.set(id, exploration);
    const cancel = new AbortController();
    cancel.signal.addEventListener('abort', () => exploration.close());
    if (ticket) this.opening.set(ticket, cancel);
    try {
      await fill(exploration, cancel.signal);
      cancel.signal.throwIfAborted();
    } catch (error) {
      exploration.close();
      this.open.delete(id);
      throw cancel.signal.aborted ? new SessionError('Opening was cancelled.') : error;
    } finally {
      this.opening.delete(ticket);
    }
    return exploration.state;
  }

  private async then(id: string, act: (exploration: Exploration) => Promise<void>): Promise<ExplorationState> {
    const exploration = this.get(id);
    await act(exploration);
    return exploration.state;
  }

  /** The data file of a model lies beside it, is open already, or is the candidate with the same content; null when none does. */
  private async dataOf(modelPath: string, candidates: string[] = []): Promise<string | null> {
    const { metadata } = await Model.read(modelPath);
    if (!metadata.data) return null;
    const beside = join(dirname(modelPath), metadata.data.name);
    if (existsSync(beside)) return beside;
    const hash = metadata.data.fingerprint.hash;
    const shown = [...this.open.values()].find((e) => e.state.profile?.fingerprint.hash === hash)?.state.dataPath;
    if (shown) return shown;
    for (const path of candidates) if ((await fingerprintOf(path).catch(() => null))?.hash === hash) return path;
    return null;
  }
}
