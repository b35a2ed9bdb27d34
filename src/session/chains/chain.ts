// A chain of operations, computed step by step. What was computed is kept, so that a slider moves the last step alone.
import { DistributionError } from '../../distributions/distribution';
import { Gaussian } from '../../distributions/gaussian';
import type { GaussianSummary } from '../../protocol/data';
import type { MeanView } from '../../protocol/change-of-variables';
import type { ChainPlace, ChainView, Step } from '../../protocol/operations';
import { meanView } from '../../operations/mean-drawing';
import { condition } from '../../operations/condition';
import { type Operand, labelOf, type Sampled, SEED } from '../../operations/operand';
import { mapped, marginalise, projected } from '../../operations/linear';
import { meanOfK } from '../../operations/mean-of-k';
import { type Factors, multiply } from '../../operations/multiply';
import { flowSampler, type SentFlow, type SentStart, started } from './starts';
import { singleOf, transform } from '../../operations/transform';
import type { TransformResult } from '../../operations/transform-result';
import { grouped, say, type Sentence } from '../../protocol/sentence';

/** What is sent to be computed. `sent` null: only if what these keys name is kept. */
export interface ChainJob {
  /** of the start */
  key: string;
  /** of what factors are taken from; empty where no step needs that */
  factorsKey: string;
  sent: Sent | null;
  steps: Step[];
  /** the last step with fewer draws, for a preview that follows a slider */
  quick?: boolean;
}

export interface Sent {
  start: SentStart;
  /** what factors may be taken from; null where there is none */
  table: GaussianSummary | null;
  flow: SentFlow | null;
}

/** The distribution after a step, and what there is to say about that step. */
export interface Place {
  operand: Operand;
  logZ: ChainView['logZ'];
  jacobian: ChainView['jacobian'];
  picture: TransformResult['picture'];
  meanOfK: MeanView | null;
  notes: Sentence[];
}

interface Kept {
  key: string;
  factorsKey: string;
  sent: Sent;
  /** what is open: flows */
  close: (() => void)[];
  first: Place;
  flow: Promise<Sampled> | null;
  /** by the steps before, as text */
  places: Map<string, Place>;
}

const MOST_PLACES = 60;

export class ChainRoom {
  private kept: Kept | null = null;

  /** @param dist folder of the built bundles */
  constructor(private readonly dist: string) {}

  /**
   * @returns null where the start is neither kept nor sent
   * @throws DistributionError, naming the step if there are several
   */
  async at({ key, factorsKey, sent, steps, quick = false }: ChainJob): Promise<Place | null> {
    const known =
      this.kept?.key === key && (factorsKey === '' || this.kept.factorsKey === factorsKey);
    if (!known && !sent) return null;
    if (this.kept?.key !== key) {
      this.close();
      this.kept = await this.open(key, factorsKey, sent!);
    } else if (!known) this.exchange(this.kept, factorsKey, sent!);
    const kept = this.kept;
    let place = kept.first;
    for (let k = 0; k < steps.length; k++) {
      const hasty = quick && k === steps.length - 1;
      const name = `${hasty ? 'quick ' : ''}${JSON.stringify(steps.slice(0, k + 1))}`;
      let next = kept.places.get(name);
      if (!next) {
        next = await this.after(kept, place.operand, steps[k]!, hasty).catch((error: unknown) => {
          if (steps.length > 1 && error instanceof DistributionError)
            throw new DistributionError(say('In step {0}: {1}', k + 1, error.sentence));
          throw error;
        });
        if (kept.places.size >= MOST_PLACES) kept.places.delete(kept.places.keys().next().value!);
        kept.places.set(name, next);
      }
      place = next;
    }
    return place;
  }

  close(): void {
    this.kept?.close.forEach((close) => close());
    this.kept = null;
  }

  /** Other factors for the same start; what was multiplied with the ones before is no longer right. */
  private exchange(kept: Kept, factorsKey: string, { table, flow }: Sent): void {
    if (kept.factorsKey !== '') kept.places.clear();
    kept.close.splice(1).forEach((close) => close());
    if (kept.sent.start.from !== 'flow') kept.flow = null;
    kept.factorsKey = factorsKey;
    kept.sent = { ...kept.sent, table, flow };
  }

  private async open(key: string, factorsKey: string, sent: Sent): Promise<Kept> {
    const { operand, notes, close } = await started(sent.start, this.dist);
    const first: Place = {
      operand,
      logZ: null,
      jacobian: null,
      picture: null,
      meanOfK: null,
      notes,
    };
    return {
      key,
      factorsKey,
      sent,
      close: [close],
      first,
      flow: sent.start.from === 'flow' ? Promise.resolve(operand as Sampled) : null,
      places: new Map(),
    };
  }

  private async after(kept: Kept, operand: Operand, step: Step, quick: boolean): Promise<Place> {
    const plain = (next: Operand, part: Partial<Place> = {}): Place => ({
      operand: next,
      logZ: null,
      jacobian: null,
      picture: null,
      meanOfK: null,
      notes: [],
      ...part,
    });
    switch (step.operation) {
      case 'marginalise':
        return plain(marginalise(operand, step.keep));
      case 'condition': {
        const {
          operand: next,
          logZ,
          notes,
        } = await condition(
          operand,
          'values' in step ? { values: step.values } : { matrix: step.matrix, equals: step.equals },
          quick,
        );
        return plain(next, { logZ: logZ && { of: 'given', estimate: logZ }, notes });
      }
      case 'map':
        return plain(
          await mapped(operand, step.matrix, step.offset, {
            ...(step.names ? { names: step.names } : {}),
            allowDegenerate: step.allowDegenerate === true,
          }),
        );
      case 'project':
        return plain(await projected(operand, step.onto, step.name));
      case 'multiply': {
        const {
          operand: next,
          logZ,
          notes,
        } = await multiply(operand, step.factor, this.factors(kept));
        return plain(next, { logZ: { of: 'product', estimate: logZ }, notes });
      }
      case 'transform': {
        const { operand: next, ...about } = await transform(operand, step);
        return plain(next, about);
      }
      case 'mean of k': {
        const view = operand.names.length === 1 ? await meanPicture(operand, step.k) : null;
        return plain(meanOfK(operand, step.k), {
          meanOfK: view,
          notes: [
            say(
              'Each value is the mean of {0} independent draws from {1}.',
              grouped(step.k),
              labelOf(operand),
            ),
          ],
        });
      }
    }
  }

  private factors(kept: Kept): Factors {
    const { table, flow } = kept.sent;
    return {
      table: async (): Promise<Gaussian> => {
        if (!table)
          throw new DistributionError(
            say(
              'There is no table here whose Gaussian could be the other factor. Type a Gaussian instead.',
            ),
          );
        return new Gaussian(table);
      },
      flow: () => {
        if (!flow)
          throw new DistributionError(
            say('There is no fitted flow here. Fit one first, or type a Gaussian.'),
          );
        return (kept.flow ??= flowSampler(flow, this.dist).then(({ operand, close }) => {
          kept.close.push(close);
          return operand;
        }));
      },
    };
  }
}

/** The central limit theorem on one column. */
async function meanPicture(operand: Operand, k: number): Promise<MeanView | null> {
  if (operand.kind === 'gaussian' && operand.rank === 0) return null;
  const rows = operand.kind === 'empirical' && !operand.weights ? operand.values : null;
  return meanView(
    {
      name: operand.names[0]!,
      single: { ...(await singleOf(operand)), label: labelOf(operand) },
      rows,
      notes: [],
    },
    k,
    SEED,
  );
}

/** The picture of y = f(x), with the exact numbers at a place. */
export function drawPicture(
  { picture }: Place,
  place: ChainPlace,
): Promise<ChainView['transform']> {
  if (!picture) return Promise.resolve(null);
  return picture.drawer.transform(
    picture.key,
    () => Promise.resolve(picture.column),
    picture.formula,
    place,
  );
}
