// The model of a page and its flow, opened: a finished one, a checkpoint, or the one of the moment in a training.
import type { Flow } from '../../flows/flow';
import { SessionError } from '../errors';
import type { LiveState } from '../live-state';
import { type Model, openFlow } from './model';
import type { Store } from './store';
import { say } from '../../protocol/sentence';

export class ShownModel {
  model: Model | null = null;
  flow: Flow | null = null;
  /** columns of the flow */
  columns: string[] = [];

  /** @param dist folder of the built bundles */
  constructor(
    private readonly live: LiveState,
    private readonly dist: string,
  ) {}

  /** The shown model, if it is the one that lies at `path`, has this name from now on. */
  renamed(path: string, name: string): void {
    const { model } = this;
    if (!model || model.stored !== path) return;
    model.metadata = { ...model.metadata, name };
    this.live.update({ model: model.state() });
  }

  needed(): Model {
    if (!this.model)
      throw new SessionError(say('There is no finished model yet. Fit a flow first.'));
    return this.model;
  }

  /** The flow of the first `layers` layers of the model, in its model space; close it after use. */
  openPart(layers: number): Promise<Flow> {
    const { tensors, metadata } = this.needed();
    const { given: _, ...whole } = metadata.specification;
    const specification = {
      ...whole,
      layers: whole.layers.slice(0, layers),
      preprocessing: whole.columns.map(() => ({ kind: 'none' as const, shift: 0, scale: 1 })),
    };
    return openFlow('auto', this.dist, specification, tensors);
  }

  /** Called after the model was written to `path`: it no longer counts as unsaved. */
  async saved(path: string, store: Store): Promise<void> {
    const model = this.needed();
    if (model.stored) await store.delete(model.stored);
    [model.path, model.stored] = [path, null];
    this.live.update({ model: model.state() });
  }

  async show(model: Model): Promise<void> {
    this.model = model;
    await this.useFlow(await model.open('auto', this.dist), model.columns);
    this.live.update({ model: model.state(), modelRevision: this.live.now.modelRevision + 1 });
  }

  async showNothing(): Promise<void> {
    this.model = null;
    await this.useFlow(null, []);
    this.live.update({ model: null, modelRevision: this.live.now.modelRevision + 1 });
  }

  async useFlow(flow: Flow | null, columns: string[]): Promise<void> {
    this.flow?.close();
    this.flow = flow;
    this.columns = columns;
  }

  /** The verdict that was withheld because a value holds many rows. */
  async acceptAtoms(): Promise<void> {
    const model = this.needed();
    model.acceptAtoms();
    if (model.stored) await model.write(model.stored);
    this.live.update({ model: model.state() });
  }

  close(): void {
    this.flow?.close();
  }
}
