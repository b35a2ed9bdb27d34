// The pictures of one page: what its table, its Gaussian and its flow look like through a lens.
import { type CloudAnswer, type CloudPart, MOST_POINTS } from '../../protocol/cloud-parts';
import type { ColumnView } from '../../protocol/column-views';
import type { LayersView, MarginalView } from '../../protocol/exploration';
import type { MicroscopeView, StageDensity } from '../../protocol/microscope';
import type { GivenValues } from '../../protocol/model';
import type { TransformChoice } from '../../protocol/choices';
import type {
  AxisView,
  ContourView,
  GivenView,
  Lens,
  TransformPreview,
} from '../../protocol/pictures';
import type { SelectionStep } from '../../protocol/selection';
import { SessionError } from '../errors';
import { ConditionedFlow } from '../given/conditioned-flow';
import { gaussianAt, givenView, ownLens } from '../given/chosen';
import type { LiveState } from '../live-state';
import type { ShownModel } from '../models/shown-model';
import type { ShownTable } from '../opening/shown-table';
import { contours, remembering } from './contours';
import type { FirstPicture } from './first-picture';
import { layersOf } from './layers';
import { columnViews, marginals } from './marginals';
import { microscope, rowToLookAt, settledModel } from './microscope';
import { cloud, type PictureSource } from './pictures';
import { stageDensities } from './stages';
import { transformPreview } from './transform-preview';
import { WaitingParts } from './waiting-parts';
import { say } from '../../protocol/sentence';

export class PagePictures {
  private contourRun = 0;
  private stageRun = 0;
  private readonly parts = new WaitingParts();

  constructor(
    private readonly live: LiveState,
    private readonly shown: ShownTable,
    private readonly model: ShownModel,
    private readonly first: FirstPicture,
  ) {}

  async marginals(lens: Lens = {}): Promise<MarginalView[]> {
    try {
      return await marginals(await this.source(lens), this.ownLens(lens));
    } finally {
      this.first.wasDrawn();
    }
  }

  /** What columns hold: of the rows that a lens shows among the described ones; without one, of all rows. */
  columnViews(names: string[], lens?: Lens, picked?: SelectionStep[]): Promise<ColumnView[]> {
    const described = lens ? this.live.now.selected : [];
    const own = lens ? this.ownLens(lens) : {};
    return columnViews(this.shown.needed(), described, names, own, picked);
  }

  async cloud(count: number, lens: Lens = {}): Promise<CloudAnswer> {
    const linear = this.live.now.model && gaussianAt(this.live.now.model.metadata, lens.given);
    return this.parts.begin({
      ...(await cloud(await this.source(lens), Math.min(count, MOST_POINTS), this.ownLens(lens))),
      ...(linear ? { linear } : {}),
    });
  }

  async cloudPart(ticket: number, part: number): Promise<CloudPart | null> {
    return this.parts.read(ticket, part);
  }

  /** Which rows stand beside the model at these values of its conditions; null where it has none. */
  async given(chosen: GivenValues): Promise<GivenView | null> {
    const metadata = this.live.now.model?.metadata;
    return metadata && this.shown.table ? givenView(this.shown.table, metadata, chosen) : null;
  }

  /** Null as soon as another flow or other contours are asked for: a flow that is closed is not evaluated further. */
  async contours(
    x: string,
    y: string,
    masses: number[],
    choices: Lens['axes'] = {},
    given: GivenValues = {},
  ): Promise<ContourView | null> {
    const [found] = (await this.linesOf([[x, y]], masses, choices, given)) ?? [];
    return found ?? null;
  }

  /** The same of every pair, the first of each across. */
  pairContours(
    columns: string[],
    masses: number[],
    choices: Lens['axes'] = {},
    given: GivenValues = {},
  ): Promise<ContourView[] | null> {
    const pairs = columns.flatMap((y, i) =>
      columns.slice(0, i).map((x): [string, string] => [x, y]),
    );
    return this.linesOf(pairs, masses, choices, given);
  }

  private async linesOf(
    pairs: [string, string][],
    masses: number[],
    choices: NonNullable<Lens['axes']>,
    given: GivenValues,
  ): Promise<ContourView[] | null> {
    const { flow, columns: flowColumns } = this.model;
    if (!flow)
      throw new SessionError(say('There is no flow to draw contours of yet. Fit one first.'));
    const names = [...new Set(pairs.flat())];
    const unknown = names.find((name) => !flowColumns.includes(name));
    if (unknown !== undefined)
      throw new SessionError(
        say(
          'The flow has no column "{0}": its contours cannot be drawn here. Fit it again with this column.',
          unknown,
        ),
      );
    const run = ++this.contourRun;
    const stale = () => this.live.closed || run !== this.contourRun || flow !== this.model.flow;
    const axes = await this.shown.needed().axes(names, choices);
    if (stale()) return null;
    try {
      const there = remembering(await ConditionedFlow.of(flow, this.shown.table, { given }));
      const found: ContourView[] = [];
      for (const pair of pairs) {
        const places = pair.map((name) => flowColumns.indexOf(name)) as [number, number];
        const both = pair.map((name) => axes[names.indexOf(name)]!) as [AxisView, AxisView];
        const one = await contours(there, places, pair, both, masses, stale);
        if (!one) return null;
        found.push(one);
      }
      return found;
    } catch (error) {
      if (stale()) return null; // the flow was closed under way
      throw error;
    }
  }

  transformPreview(column: string, choice: TransformChoice): Promise<TransformPreview> {
    return transformPreview(this.shown.needed(), column, choice);
  }

  layers(from: LayersView['from'], chosen?: number[], lens?: Lens): Promise<LayersView> {
    return layersOf(this.model, this.shown, from, chosen, lens);
  }

  /** Null while another flow is being fitted. */
  async microscope(
    row: number,
    pair: [number, number],
    column: number,
    given?: GivenValues,
  ): Promise<MicroscopeView | null> {
    const model = settledModel(this.model);
    if (!model) return null;
    const at = await rowToLookAt(model, this.model, this.shown, row, given);
    return microscope(model, row, at, pair, column);
  }

  /** Null as soon as another flow, or other stages, are asked for. */
  async stages(
    row: number,
    pair: [number, number],
    given?: GivenValues,
  ): Promise<StageDensity[] | null> {
    const model = settledModel(this.model);
    if (!model) return null;
    const run = ++this.stageRun;
    const { flow } = this.model;
    const stale = () => this.live.closed || run !== this.stageRun || flow !== this.model.flow;
    try {
      const at = await rowToLookAt(model, this.model, this.shown, row, given);
      return stale() ? null : await stageDensities(this.model, pair, at, stale);
    } catch (error) {
      if (stale()) return null; // the flow was closed under way
      throw error;
    }
  }

  /** With a value for every condition, the Gaussian is the linear one there; else the one of all rows. */
  private async source(lens: Lens): Promise<PictureSource> {
    const { flow, columns: flowColumns } = this.model;
    const { table } = this.shown;
    const { selected, gaussian, model } = this.live.now;
    const there = model && gaussianAt(model.metadata, lens.given);
    return {
      table,
      columns: selected,
      gaussian: there ?? gaussian,
      flow:
        flow &&
        (await ConditionedFlow.of(flow, table, lens)).within(
          lens.within ? (model?.metadata.bounds?.columns ?? []) : [],
        ),
      flowColumns,
    };
  }

  private ownLens(lens: Lens): Lens {
    return ownLens(this.model.flow?.specification ?? null, lens);
  }
}
