// All explorations of one service, and the answer to every call of the protocol.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataError, fingerprintOf, withContent } from '../data';
import type { Reading } from '../protocol/data';
import type { ExplorationState } from '../protocol/exploration';
import { CALLS, type Arguments, type CallName, type Results } from '../protocol/service';
import type { SessionContext } from './context';
import { type Choice, EarlierFits } from './fitting/earlier-fits';
import { EnginesRoom } from './machine/engines-room';
import { SessionError, sentenceOf } from './errors';
import { Exploration } from './exploration';
import { exportModel } from './models/export';
import { FirstFlowRoom } from './first-flow/room';
import { Model } from './models/model';
import { Readings } from './opening/readings';
import { drawSamples, scoreRows } from './models/scoring';
import { runSelfTest } from './machine/self-test';
import { settingsOf } from './fitting/settings-of';
import { Store } from './models/store';
import { readOperations } from './chains/file';
import { ChainsRoom } from './chains/room';
import { OperationsThread } from './chains/transform-thread';
import { TransformRoom } from './chains/transform-view';

/** Milliseconds between two looks at the files of the pages, and times that looking takes. */
const [LOOK, LOOKING] = [1000, 20];

type Handlers = { [N in CallName]: (args: Arguments<N>) => Promise<Results[N]> };

export class Explorations {
  private readonly open = new Map<string, Exploration>();
  private readonly store: Store;
  private readonly readings: Readings;
  private readonly earlier: EarlierFits;
  /** explorations that are closed, with a fit that is on its way to disk */
  private readonly leaving = new Set<Promise<void>>();
  /** files that are being opened, by ticket */
  private readonly opening = new Map<string, AbortController>();
  private next = 1;
  private readonly watching: NodeJS.Timeout;
  private nextLook = 0;
  private readonly handlers: Handlers;

  constructor(
    private readonly context: SessionContext,
    private readonly changed: (state: ExplorationState) => void,
  ) {
    this.store = new Store(context.storage);
    this.readings = new Readings(context.storage);
    this.earlier = new EarlierFits(this.store, context.storage);
    void this.store
      .emptyTrash()
      .catch((error) =>
        context.log('warn', `The trash could not be emptied: ${sentenceOf(error)}`),
      );
    void this.store.dropOldCheckpoints().catch((error) => context.log('warn', sentenceOf(error)));
    this.watching = setInterval(() => void this.lookAtFiles(), LOOK).unref();
    const engines = new EnginesRoom(context);
    const thread = new OperationsThread(context.dist);
    const transforms = new TransformRoom(context, thread);
    const chains = new ChainsRoom(context, thread);
    const firstFlow = new FirstFlowRoom(context);
    this.handlers = {
      open: ({ path, folders = [], model, columns, given, where, reading, encoding, ticket }) =>
        this.add(async (exploration, signal) => {
          exploration.file.folders = folders;
          await Promise.all(this.leaving); // a fit of this table may be on its way to disk
          const last = columns ? null : await this.earlier.choiceFor(path);
          const open = (said: Reading | undefined) => {
            const as = (choice: Partial<Choice>) =>
              exploration.table.read(
                path,
                columns ?? choice.columns,
                {
                  said,
                  where: where === undefined ? choice.where : where,
                  encodingHint: encoding,
                  signal,
                  soFar: true,
                },
                given ?? choice.given,
              );
            // read another way, the same file may lack what was chosen
            return last
              ? as(last).catch((error: unknown) =>
                  error instanceof DataError ? as({}) : Promise.reject(error as Error),
                )
              : as({});
          };
          await (reading
            ? open(reading).then(() => this.readings.keep(path, reading))
            : this.openAsRemembered(path, open));
          const recovered = exploration.table
            .whole()
            .then(async () =>
              exploration.fitting.recover(model ?? (await this.lastFinished(exploration))),
            );
          if (exploration.state.soFar)
            recovered.catch((error: unknown) =>
              context.log('warn', `${path}: ${sentenceOf(error)}`),
            );
          else await recovered;
        }, ticket),
      openModel: async ({ path, folders = [], data, ticket }) =>
        this.add(async (exploration, signal) => {
          exploration.file.folders = folders;
          const beside = data ?? (await this.dataOf(path, [], folders));
          await this.openAsRemembered(beside, (said) =>
            exploration.openModel(path, beside, { said, signal }),
          );
        }, ticket),
      cancelOpening: async ({ ticket }) => {
        this.opening.get(ticket)?.abort();
        return null;
      },
      filter: ({ id, where }) => this.then(id, (e) => e.table.filter(where)),
      reread: ({ id, reading }) =>
        this.then(id, async (e) => {
          await e.table.reread(reading);
          await this.readings.keep(e.state.dataPath!, reading);
        }),
      previewReading: ({ id, reading }) => this.get(id).table.previewReading(reading),
      state: async ({ id }) => {
        await this.get(id).file.check();
        return this.get(id).state;
      },
      moved: async ({ from, to }) => {
        for (const exploration of this.open.values()) exploration.file.renamed(from, to);
        await Promise.all([this.readings.moved(from, to), this.earlier.moved(from, to)]);
        return null;
      },
      useFile: ({ id, path }) =>
        this.then(id, async (e) =>
          e.file.use(path, (await this.readings.of(path)) ?? e.state.reading ?? {}),
        ),
      close: async ({ id }) => {
        firstFlow.forget(id);
        const exploration = this.open.get(id);
        this.open.delete(id);
        if (exploration) await this.leave(exploration);
        return null;
      },
      refresh: ({ id }) => this.then(id, (e) => e.table.refresh()),
      select: ({ id, columns, given }) => this.then(id, (e) => e.choice.select(columns, given)),
      given: ({ id, chosen }) => this.get(id).pictures.given(chosen),
      openExplorations: async () => ({ count: this.count }),
      marginals: ({ id, lens }) => this.get(id).pictures.marginals(lens),
      cloud: ({ id, count, lens }) => this.get(id).pictures.cloud(count, lens),
      contours: ({ id, x, y, masses, axes, given }) =>
        this.get(id).pictures.contours(x, y, masses, axes, given),
      transformPreview: ({ id, column, choice }) =>
        this.get(id).pictures.transformPreview(column, choice),
      layers: ({ id, from, rows, ranges, split, given }) =>
        this.get(id).pictures.layers(from, rows, { ranges, split, given }),
      compare: ({ id }) => this.whole(id).then((e) => e.compare()),
      compareColumns: ({ id }) => this.whole(id).then((e) => e.compareColumns()),
      compareMixture: ({ id }) => this.whole(id).then((e) => e.compareMixture()),
      compareWith: ({ id, paths }) => this.then(id, (e) => e.compareWith(paths)),
      changeOfVariables: ({ id, base, formula, place }) =>
        transforms.transform(this.get(id), base, formula, place),
      meanOfDraws: ({ id, base, k, seed }) => transforms.meanOf(this.get(id), base, k, seed),
      operations: ({ id, chain, place }) => chains.view(this.get(id), chain, place),
      sampleOperations: ({ id, chain, path, count, seed }) =>
        chains.sample(this.get(id), chain, path, count, seed),
      exportOperations: async ({ id, chain, path }) => {
        await chains.export(this.get(id), chain, path);
        return null;
      },
      saveOperations: async ({ id, chain, path }) => {
        await chains.save(this.get(id), chain, path);
        return null;
      },
      openOperations: async ({ path, ticket }) => {
        const { data, model, columns, where, reading, start, steps } = await readOperations(path);
        if (!data && !model)
          throw new SessionError(
            `${path} names neither a table nor a model, so there is no page to show it on.`,
          );
        const state = await this.add(async (exploration, signal) => {
          const how = { said: reading, where: where ?? null, signal };
          await (model
            ? exploration.openModel(model, data, how)
            : exploration.table.read(data!, columns, how));
          if (!data) return;
          await exploration.table.filter(where ?? null);
          await exploration.choice.select(columns); // says which one is missing
        }, ticket);
        return { state, chain: { start, steps } };
      },
      buildUp: ({ id, ...how }) => firstFlow.buildUp(this.get(id), how),
      determinantPrice: ({ id, start }) => firstFlow.price(this.get(id), start),
      stopFirstFlow: async ({ id }) => {
        firstFlow.stop(id);
        return null;
      },
      fit: ({ id, options }) => {
        firstFlow.end(id);
        return this.then(id, (e) => e.fitting.fit(options));
      },
      resume: ({ id }) => {
        firstFlow.end(id);
        return this.then(id, (e) => e.fitting.resume());
      },
      discard: ({ id }) =>
        this.then(id, async (e) => {
          await e.fitting.discard();
          if (!e.state.model) await e.fitting.recover(await this.lastFinished(e));
        }),
      stop: async ({ id }) => {
        this.get(id).fitting.stop();
        return null;
      },
      acceptAtoms: ({ id }) => this.then(id, (e) => e.model.acceptAtoms()),
      save: ({ id, path }) =>
        this.then(id, async (e) => {
          const model = e.needModel();
          await model.write(path);
          await this.earlier.wasSaved(path, model.metadata);
          await e.model.saved(path, this.store);
        }),
      export: async ({ id, path, format }) => {
        await exportModel(this.get(id).needModel(), format, path, this.context.dist);
        return null;
      },
      sample: ({ id, path, count, seed, given, within }) =>
        drawSamples(this.context, this.get(id).needModel(), path, count, seed, given, within),
      score: ({ id, path }) =>
        this.whole(id).then((e) =>
          scoreRows(this.context, e.needTable(), e.needModel(), path, 'auto'),
        ),
      storedModels: ({ folders }) => this.store.list(folders),
      saveStored: async ({ path, to }) => {
        const shown = [...this.open.values()].find((e) => e.state.model?.stored === path);
        const model = shown ? shown.needModel() : await Model.read(path);
        await model.write(to);
        await this.earlier.wasSaved(to, model.metadata);
        await (shown ? shown.model.saved(to, this.store) : this.store.delete(path));
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
        for (const exploration of this.open.values()) exploration.model.renamed(path, name);
        return null;
      },
      settingsOf: async ({ path }) => settingsOf((await Model.read(path)).metadata),
      dataOf: ({ path, folders, candidates }) => this.dataOf(path, candidates, folders),
      ...engines.handlers,
    };
  }

  /** Checks the arguments and answers. @throws an error whose `sentenceOf` is for the user */
  async call<N extends CallName>(name: N, args: unknown): Promise<Results[N]> {
    const schema = CALLS[name];
    if (!schema) throw new SessionError(`There is no call named "${String(name)}".`);
    const checked = schema.safeParse(args);
    if (!checked.success)
      throw new SessionError(
        `The request "${name}" was not understood: ${checked.error.issues[0]?.message ?? 'wrong arguments'}.`,
      );
    return this.handlers[name](checked.data as Arguments<N>);
  }

  get count(): number {
    return this.open.size;
  }

  /** @returns when all that is to be kept lies on disk, within seconds */
  async close(): Promise<void> {
    clearInterval(this.watching);
    for (const exploration of this.open.values()) void this.leave(exploration);
    this.open.clear();
    await Promise.all(this.leaving);
    this.context.data.close();
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
        .catch((error: unknown) => this.context.log('warn', `${before}: ${sentenceOf(error)}`));
      const { dataPath: after } = exploration.state;
      if (before !== null && after !== null && before !== after)
        await this.readings.moved(before, after).catch(() => undefined);
    }
    this.nextLook = performance.now() + LOOKING * (performance.now() - began);
  }

  private leave(exploration: Exploration): Promise<void> {
    const left = exploration.close().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
    return left;
  }

  private async lastFinished({
    state: { profile, selected, given = [], where = null },
  }: Exploration): Promise<string | null> {
    return (
      profile && this.earlier.finished(profile.fingerprint, { columns: selected, given, where })
    );
  }

  private get(id: string): Exploration {
    const exploration = this.open.get(id);
    if (!exploration)
      throw new SessionError('This exploration is no longer open. Open the file again.');
    return exploration;
  }

  /** An exploration all of whose rows are read. */
  private async whole(id: string): Promise<Exploration> {
    const exploration = this.get(id);
    await exploration.table.whole();
    return exploration;
  }

  /** Reads a file as the user last had it read. When that no longer fits the file, it is forgotten and said in the log. */
  private async openAsRemembered(
    path: string | null,
    open: (said: Reading | undefined) => Promise<void>,
  ): Promise<void> {
    const said = path === null ? null : await this.readings.of(path);
    if (path === null || !said) return open(undefined);
    try {
      await open(said);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      await open(undefined);
      this.context.log(
        'warn',
        `${path} could not be read as it was before (${sentenceOf(error)}), so it was read as it seems.`,
      );
      await this.readings.keep(path, {});
    }
  }

  /** @param ticket a name by which the opening can be cancelled */
  private async add(
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
      throw cancel.signal.aborted ? new SessionError('Opening was cancelled.') : error;
    } finally {
      this.opening.delete(ticket);
    }
    return exploration.state;
  }

  private async then(
    id: string,
    act: (exploration: Exploration) => Promise<void>,
  ): Promise<ExplorationState> {
    const exploration = this.get(id);
    await act(exploration);
    return exploration.state;
  }

  /** The data file of a model lies beside it, is open already, is the candidate with the same content, or has another name and lies beside it or in `folders`; null when it is nowhere. */
  private async dataOf(
    modelPath: string,
    candidates: string[] = [],
    folders: string[] = [],
  ): Promise<string | null> {
    const { metadata } = await Model.read(modelPath);
    if (!metadata.data) return null;
    const beside = join(dirname(modelPath), metadata.data.name);
    if (existsSync(beside)) return beside;
    const {
      fingerprint,
      fingerprint: { hash },
    } = metadata.data;
    const shown = [...this.open.values()].find((e) => e.state.profile?.fingerprint.hash === hash)
      ?.state.dataPath;
    if (shown) return shown;
    for (const path of candidates)
      if ((await fingerprintOf(path).catch(() => null))?.hash === hash) return path;
    const renamed = await withContent(dirname(modelPath), fingerprint, { deep: 1 });
    if (renamed) return renamed;
    for (const folder of folders) {
      const found = await withContent(folder, fingerprint);
      if (found) return found;
    }
    return null;
  }
}
